import type { ReactElement } from 'react';
import { Box, Checkbox, FormControlLabel, Typography, useTheme } from '@mui/material';
import { useTranslate } from 'react-admin';
import { UNDERTAKING } from '@guardroom/domain';
import { useLocaleName } from './use-words.ts';

/** The undertaking, line by line, with the tick that signs it. */
export function Undertaking({ isAgreed, onAgree }: { readonly isAgreed: boolean; readonly onAgree: (isAgreed: boolean) => void }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  return (
    <Box sx={{ border: `1px solid ${colours.hairline}`, borderRadius: 1, p: 4, bgcolor: colours.ground }}>
      <Typography variant="h3" component="p">
        {translate('undertaking.title')}{' '}
        <Box component="span" sx={{ color: 'text.secondary', fontSize: 12, fontWeight: 400 }}>
          {translate('undertaking.version', { version: UNDERTAKING.version })}
        </Box>
      </Typography>
      <Box component="ol" sx={{ pl: 5, my: 2, '& li': { mb: 1 } }}>
        {UNDERTAKING[useLocaleName()].map((line) => (
          <li key={line}>{line}</li>
        ))}
      </Box>
      <FormControlLabel control={<Checkbox checked={isAgreed} onChange={(_event, agreed) => onAgree(agreed)} />} label={translate('undertaking.agree')} />
    </Box>
  );
}
