import type { ReactElement, ReactNode } from 'react';
import { Box, Typography, useTheme } from '@mui/material';
import { toneColours, type Tone } from '../theme/tokens.ts';
import { ToneShape } from './StatusBadge.tsx';

/** A result as a sentence first, then a figure, then a bar of the share. `why` answers where it comes from. */
export function Score({ sentence, figure, part, whole, tone, why }: { readonly sentence: string; readonly figure?: string; readonly part?: number; readonly whole?: number; readonly tone: Tone; readonly why?: ReactNode }): ReactElement {
  const { colours } = useTheme();
  const { mark, ink } = toneColours(colours, tone);
  return (
    <Box sx={{ display: 'grid', gridTemplateColumns: 'auto 1fr auto', columnGap: 3, alignItems: 'baseline' }}>
      <Box component="span" sx={{ alignSelf: 'start', mt: figure ? '7px' : '3px', lineHeight: 0 }}>
        <ToneShape tone={tone} size={16} />
      </Box>
      <Typography component="p">
        {sentence} {why}
      </Typography>
      {figure && <Typography sx={{ color: ink, fontWeight: 600, fontSize: 18 }}>{figure}</Typography>}
      {part !== undefined && whole !== undefined && whole > 0 && (
        <Box aria-hidden sx={{ gridColumn: '2 / -1', height: 4, borderRadius: 1, bgcolor: colours.slateWash, mt: 1, overflow: 'hidden' }}>
          <Box sx={{ width: `${Math.min(100, (part / whole) * 100)}%`, height: 1, bgcolor: mark }} />
        </Box>
      )}
    </Box>
  );
}
