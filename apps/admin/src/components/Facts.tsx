import type { ReactElement, ReactNode } from 'react';
import { Box } from '@mui/material';

/** Names and values, one below the other on a phone, side by side on the desk. */
export function Facts({ rows }: { readonly rows: readonly (readonly [string, ReactNode])[] }): ReactElement {
  return (
    <Box component="dl" sx={{ m: 0, display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '140px 1fr' }, columnGap: 4, rowGap: { xs: 0, sm: 2 } }}>
      {rows.map(([name, value]) => (
        <Box key={name} sx={{ display: 'contents' }}>
          <Box component="dt" sx={{ color: 'text.secondary', fontSize: { xs: 12, sm: 14 } }}>
            {name}
          </Box>
          <Box component="dd" sx={{ minWidth: 0, overflowWrap: 'anywhere', mb: { xs: 2, sm: 0 } }}>
            {value}
          </Box>
        </Box>
      ))}
    </Box>
  );
}
