import type { ReactElement } from 'react';
import { Box } from '@mui/material';
import type { Instant } from '@guardroom/kernel';
import { momentText } from '../time/civil-text.ts';
import { durationWords, fullInstant, rangeWords, whenWords } from '../time/words.ts';
import { useDayWords, useLocaleName, useNow } from './use-words.ts';

/** A moment as people say it; the whole instant on hover, on paper and for machines. Nothing for no moment. */
export function When({ at, precision = 'seconds' }: { readonly at: string | null | undefined; readonly precision?: 'seconds' | 'minutes' }): ReactElement {
  const locale = useLocaleName();
  const now = useNow(60_000);
  if (!at) return <span>—</span>;
  return (
    <Box component="time" dateTime={at} data-paper={momentText(at as Instant).slice(0, precision === 'minutes' ? -3 : undefined)} title={fullInstant(at as Instant, locale)} sx={{ whiteSpace: 'nowrap' }}>
      {whenWords(at as Instant, now, locale, precision)}
    </Box>
  );
}

/** A Shanghai calendar day as people say it; the whole day on hover, on paper and for machines. Nothing for no day. */
export function Day({ day }: { readonly day: string | null | undefined }): ReactElement {
  const words = useDayWords();
  if (!day) return <span>—</span>;
  return (
    <Box component="time" dateTime={day} data-paper={day} title={day} sx={{ whiteSpace: 'nowrap' }}>
      {words(day)}
    </Box>
  );
}

/** A stretch of time as people say it; both whole instants on hover and on paper. */
export function WhenRange({ from, to }: { readonly from: string; readonly to: string }): ReactElement {
  const locale = useLocaleName();
  const now = useNow(60_000);
  return (
    <Box component="span" data-paper={`${momentText(from as Instant)} – ${momentText(to as Instant)}`} title={`${fullInstant(from as Instant, locale)} – ${fullInstant(to as Instant, locale)}`} sx={{ whiteSpace: { md: 'nowrap' } }}>
      {rangeWords(from as Instant, to as Instant, now, locale)}
    </Box>
  );
}

/** A length of time in words; milliseconds on hover. */
export function Duration({ ms }: { readonly ms: number | null | undefined }): ReactElement {
  const locale = useLocaleName();
  if (ms === null || ms === undefined) return <span>—</span>;
  return <span title={`${Math.round(ms)} ms`}>{durationWords(ms, locale)}</span>;
}
