import type { ReactElement, ReactNode } from 'react';
import { Box, useTheme } from '@mui/material';
import { useTranslate } from 'react-admin';
import { toneColours, type Tone } from '../theme/tokens.ts';
import { tones, type ToneList } from './tones.ts';

/** The shape of a tone, so that nobody needs its colour: tick in a disc, half disc, cross in a square, broken ring, dash, bar. */
export function ToneShape({ tone, size = 14 }: { readonly tone: Tone; readonly size?: number }): ReactElement {
  const { colours } = useTheme();
  const { mark } = toneColours(colours, tone);
  const paper = colours.sheet;
  const shapes: Record<Tone, ReactNode> = {
    pass: (
      <>
        <circle cx="8" cy="8" r="7" fill={mark} />
        <path d="M4.8 8.3l2.2 2.2 4.2-4.6" fill="none" stroke={paper} strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" />
      </>
    ),
    partial: (
      <>
        <circle cx="8" cy="8" r="6.2" fill={paper} stroke={mark} strokeWidth="1.6" />
        <path d="M8 1.8a6.2 6.2 0 0 1 0 12.4z" fill={mark} />
      </>
    ),
    fail: (
      <>
        <rect x="1.5" y="1.5" width="13" height="13" rx="2.5" fill={mark} />
        <path d="M5.3 5.3l5.4 5.4M10.7 5.3l-5.4 5.4" stroke={paper} strokeWidth="1.8" strokeLinecap="round" />
      </>
    ),
    unknown: <circle cx="8" cy="8" r="6.2" fill="none" stroke={mark} strokeWidth="1.6" strokeDasharray="2.4 2.4" />,
    none: <path d="M3 8h10" stroke={mark} strokeWidth="1.8" strokeLinecap="round" />,
    plain: <rect x="1.5" y="5" width="13" height="6" rx="3" fill={mark} />,
  };
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden focusable="false" style={{ flex: 'none' }}>
      {shapes[tone]}
    </svg>
  );
}

/** A status in shape, word and colour. `quiet` leaves out the wash, for dense tables. */
export function StatusBadge({ tone, children, title, quiet = false }: { readonly tone: Tone; readonly children: ReactNode; readonly title?: string | undefined; readonly quiet?: boolean }): ReactElement {
  const { colours } = useTheme();
  const { ink, wash } = toneColours(colours, tone);
  return (
    <Box
      component="span"
      title={title}
      sx={{ display: 'inline-flex', alignItems: 'center', gap: 1.5, px: quiet ? 0 : 2, py: quiet ? 0 : '1px', borderRadius: '6px', bgcolor: quiet ? 'transparent' : wash, color: ink, fontSize: 13, lineHeight: '22px', whiteSpace: 'nowrap', fontWeight: 500, '@media print': { px: 0 } }}
    >
      <ToneShape tone={tone} />
      {children}
    </Box>
  );
}

/** The badge of a value of a closed list, named in the page's language; a value that the page does not know keeps its identifier. */
export function StateBadge({ list, value, title, quiet = false }: { readonly list: ToneList; readonly value: string; readonly title?: string | undefined; readonly quiet?: boolean }): ReactElement {
  const translate = useTranslate();
  const tone = (tones[list] as Record<string, Tone>)[value] ?? 'unknown';
  return (
    <StatusBadge tone={tone} title={title} quiet={quiet}>
      {translate(`${list}.${value}`, { _: value })}
    </StatusBadge>
  );
}
