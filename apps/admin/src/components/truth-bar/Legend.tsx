import type { ReactElement, ReactNode } from 'react';
import { Box, Stack, Typography, useTheme } from '@mui/material';
import { useTranslate } from 'react-admin';

/** What each sign of the bar means, in words. */
export function Legend({ hasHolds, hasApproved, hasMarks }: { readonly hasHolds: boolean; readonly hasApproved: boolean; readonly hasMarks: boolean }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const patch = (style: object): ReactNode => <Box component="span" aria-hidden sx={{ width: 20, height: 10, flex: 'none', borderRadius: '2px', ...style }} />;
  const entries: [string, ReactNode, boolean][] = [
    ['verified', patch({ bgcolor: colours.jade }), true],
    ['held', patch({ background: `repeating-linear-gradient(-45deg, ${colours.jade} 0 2px, ${colours.jadeWash} 2px 5px)` }), true],
    ['gap_explained', patch({ border: `1px dashed ${colours.slate}` }), true],
    ['gap_unexplained', patch({ border: `2px solid ${colours.vermilion}` }), true],
    ['hold', patch({ borderBottom: `3px solid ${colours.ink}` }), hasHolds],
    ['approved', patch({ borderTop: `3px solid ${colours.action}`, borderLeft: `2px solid ${colours.action}`, borderRight: `2px solid ${colours.action}` }), hasApproved],
    ['mark', <Box key="mark" component="span" aria-hidden sx={{ borderTop: `8px solid ${colours.ink}`, borderLeft: '5px solid transparent', borderRight: '5px solid transparent' }} />, hasMarks],
  ];
  return (
    <Stack component="ul" direction="row" sx={{ listStyle: 'none', p: 0, flexWrap: 'wrap', columnGap: 4, rowGap: 1, mt: 1 }}>
      {entries
        .filter(([, , isShown]) => isShown)
        .map(([key, sample]) => (
          <Stack component="li" direction="row" key={key} sx={{ alignItems: 'center', gap: 1.5 }}>
            {sample}
            <Typography variant="caption" sx={{ color: 'text.secondary' }}>
              {translate(`truth.legend.${key}`)}
            </Typography>
          </Stack>
        ))}
    </Stack>
  );
}
