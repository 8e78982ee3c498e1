import { useEffect, type ReactElement, type ReactNode } from 'react';
import { Box, Typography } from '@mui/material';

/** A page's heading with the things one can do there; names the browser tab as well. */
export function PageHead({ title, intro, children }: { readonly title: string; readonly intro?: ReactNode; readonly children?: ReactNode }): ReactElement {
  useEffect(() => {
    document.title = `${title} · Guardroom`;
  }, [title]);
  return (
    <Box component="header" sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'flex-end', columnGap: 6, rowGap: 2, mb: 5 }}>
      <Box sx={{ flex: '1 1 320px', minWidth: 0 }}>
        <Typography variant="h1">{title}</Typography>
        {intro && (
          <Typography variant="body2" component="div" sx={{ color: 'text.secondary', maxWidth: 720, mt: 0.5 }}>
            {intro}
          </Typography>
        )}
      </Box>
      {children && (
        <Box data-print="no" sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, '& > .MuiButton-sizeSmall': { minHeight: 36, padding: '6px 16px', fontSize: 14 } }}>
          {children}
        </Box>
      )}
    </Box>
  );
}

/** A part of a page: a heading on a hairline, then what belongs to it. */
export function Section({ title, aside, children }: { readonly title: string; readonly aside?: ReactNode; readonly children: ReactNode }): ReactElement {
  return (
    <Box component="section" sx={{ mb: 8, '@media print': { mb: 4 } }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'baseline', columnGap: 4, borderBottom: '1px solid', borderColor: 'divider', pb: 1.5, mb: 3 }}>
        <Typography variant="h2">{title}</Typography>
        {aside && (
          <Typography variant="body2" component="div" sx={{ color: 'text.secondary', ml: 'auto' }}>
            {aside}
          </Typography>
        )}
      </Box>
      {children}
    </Box>
  );
}
