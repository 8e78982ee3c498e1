import type { ReactElement, ReactNode } from 'react';
import { Box, CssBaseline, ThemeProvider } from '@mui/material';
import { theatreTheme } from '../../theme/theme.ts';

/** The dark room: pages that play video stand in it, and nothing else does. */
export function Theatre({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <ThemeProvider theme={theatreTheme}>
      <CssBaseline />
      <Box component="main" sx={{ minHeight: '100dvh', bgcolor: 'background.default', color: 'text.primary', display: 'grid', gridTemplateRows: 'auto 1fr', p: { xs: 3, sm: 5 }, gap: 4, '@media print': { display: 'none' } }}>
        {children}
      </Box>
    </ThemeProvider>
  );
}
