import type { ReactElement } from 'react';
import { Box, Skeleton } from '@mui/material';

/** What stands where a page will be: quiet blocks of its shape. */
export function PageSkeleton(): ReactElement {
  return (
    <Box aria-busy sx={{ display: 'grid', gap: 4 }}>
      <Skeleton variant="rounded" width={220} height={32} />
      <Skeleton variant="rounded" height={120} />
      <Skeleton variant="rounded" height={240} />
    </Box>
  );
}
