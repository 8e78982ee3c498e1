import type { ReactElement, ReactNode } from 'react';
import { Box, Typography, useTheme } from '@mui/material';

/** Says that there is nothing, why that is so, and what one can do. The drawing is an empty truth bar. */
export function EmptyState({ title, children, action }: { readonly title: string; readonly children?: ReactNode; readonly action?: ReactNode }): ReactElement {
  const { colours } = useTheme();
  return (
    <Box sx={{ py: 10, px: 4, textAlign: 'center', display: 'grid', justifyItems: 'center', gap: 2 }}>
      <svg width="160" height="28" viewBox="0 0 160 28" aria-hidden focusable="false">
        <rect x="0.5" y="6.5" width="159" height="14" rx="3" fill={colours.sheet} stroke={colours.hairlineStrong} />
        {[0, 40, 80, 120, 159].map((x) => (
          <path key={x} d={`M${x + 0.5} 21v4`} stroke={colours.hairlineStrong} />
        ))}
      </svg>
      <Typography variant="h3" component="p">
        {title}
      </Typography>
      {children && (
        <Typography variant="body2" component="div" sx={{ color: 'text.secondary', maxWidth: 440 }}>
          {children}
        </Typography>
      )}
      {action && <Box sx={{ mt: 2 }}>{action}</Box>}
    </Box>
  );
}
