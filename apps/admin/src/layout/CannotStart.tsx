import type { ReactElement } from 'react';
import { Box, Button, CssBaseline, ThemeProvider, Typography } from '@mui/material';
import { I18nContext, useTranslate, type I18nProvider } from 'react-admin';
import { ApiError } from '@guardroom/client';
import { Problem } from '../components/Problem.tsx';
import { paperTheme } from '../theme/theme.ts';
import { Mark } from './Mark.tsx';

/** Stands where the console would be when signing in cannot be done, and says why and what to do. */
export function CannotStart({ i18nProvider, error }: { readonly i18nProvider: I18nProvider; readonly error: unknown }): ReactElement {
  return (
    <I18nContext value={i18nProvider}>
      <ThemeProvider theme={paperTheme}>
        <CssBaseline />
        <Body error={error} />
      </ThemeProvider>
    </I18nContext>
  );
}

function Body({ error }: { readonly error: unknown }): ReactElement {
  const translate = useTranslate();
  return (
    <Box component="main" sx={{ maxWidth: 480, mx: 'auto', px: 4, pt: 24, display: 'grid', gap: 4, justifyItems: 'start' }}>
      <Mark />
      <Typography variant="h1">{translate('shell.cannot_start')}</Typography>
      {error instanceof ApiError ? <Problem error={error} /> : <Typography>{translate('shell.cannot_start_help')}</Typography>}
      <Button variant="contained" onClick={() => location.reload()}>
        {translate('shell.reload')}
      </Button>
    </Box>
  );
}
