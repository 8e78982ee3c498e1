import type { ReactElement } from 'react';
import { Box, useTheme } from '@mui/material';

/** The product's sign: a truth bar with one explained gap, under a roof. */
export function Mark({ isShort = false }: { readonly isShort?: boolean }): ReactElement {
  const { colours } = useTheme();
  return (
    <Box component="span" sx={{ display: 'inline-flex', alignItems: 'center', gap: 2, fontWeight: 700, fontSize: 16, letterSpacing: '0.01em' }}>
      <svg width="26" height="22" viewBox="0 0 26 22" {...(isShort ? { role: 'img', 'aria-label': 'Guardroom' } : { 'aria-hidden': true })}>
        <path d="M2 9L13 2l11 7" fill="none" stroke={colours.ink} strokeWidth="2" strokeLinejoin="round" strokeLinecap="round" />
        <rect x="3" y="13" width="11" height="6" rx="1.5" fill={colours.action} />
        <rect x="15.2" y="13.5" width="2.6" height="5" rx="0.5" fill="none" stroke={colours.slate} strokeDasharray="1.4 1.2" />
        <rect x="19" y="13" width="4" height="6" rx="1.5" fill={colours.action} />
      </svg>
      {!isShort && 'Guardroom'}
    </Box>
  );
}
