import { useEffect, useState, type ReactElement } from 'react';
import { Box, keyframes } from '@mui/material';
import { civilDay, civilTime, instantOf } from '@guardroom/kernel';

const drift = keyframes`
  0% { transform: translate(4%, 8%); }
  25% { transform: translate(48%, 30%); }
  50% { transform: translate(34%, 78%); }
  75% { transform: translate(2%, 52%); }
  100% { transform: translate(4%, 8%); }
`;

/** As wide as the drift leaves room for, so that the end of the words is never outside the picture. */
const half = { maxWidth: '50%' } as const;

/** Who looks and when, over the picture, moving slowly so that no corner can be cut off to be rid of it. A time is added when the text has none. */
export function ViewerMark({ text, nowMs }: { readonly text: string; readonly nowMs: () => number }): ReactElement {
  const [ms, setMs] = useState(nowMs);
  useEffect(() => {
    const timer = setInterval(() => setMs(nowMs()), 1_000);
    return () => clearInterval(timer);
  }, [nowMs]);
  const at = instantOf(ms);
  const words = /\d\d:\d\d:\d\d/.test(text) ? text : `${text} · ${civilDay(at)} ${civilTime(at)}`;
  const line = { position: 'absolute', inset: 0, pointerEvents: 'none', overflow: 'hidden', userSelect: 'none' } as const;
  const ink = { position: 'absolute', inset: 0, color: '#fff', opacity: 0.6, fontSize: { xs: 13, sm: 16 }, fontWeight: 600, textShadow: '0 0 2px #000, 0 0 2px #000, 0 0 4px #000', animation: `${drift} 47s linear infinite` } as const;
  return (
    <Box aria-hidden sx={line} data-testid="viewer-mark">
      <Box sx={ink}>
        <Box sx={half}>{words}</Box>
      </Box>
      <Box sx={{ ...ink, animationDelay: '-23s', opacity: 0.42, '@media (prefers-reduced-motion: reduce)': { transform: 'translate(30%, 70%)' } }}>
        <Box sx={half}>{words}</Box>
      </Box>
    </Box>
  );
}
