import type { ReactElement } from 'react';
import { Box } from '@mui/material';
import type { Instant } from '@guardroom/kernel';
import { durationWords, fullInstant, rangeWords, whenWords } from '../time/words.ts';
import { useLocaleName, useNow } from './use-words.ts';

/** A moment as people say it; the whole instant on hover and for machines. Nothing for no moment. */
export function When({ at, precision = 'seconds' }: { readonly at: string | null | undefined; readonly precision?: 'seconds' | 'minutes' }): ReactElement {
  const locale = useLocaleName();
  const now = useNow(60_000);
  if (!at) return <span>—</span>;
  return (
    <Box component="time" dateTime={at} title={fullInstant(at as Instant, locale)} sx={{ whiteSpace: 'nowrap' }}>
      {whenWords(at as Instant, now, locale, precision)}
    </Box>
  );
}

/** A stretch of time as people say it; both whole instants on hover. */
export function WhenRange({ from, to }: { readonly from: string; readonly to: string }): ReactElement {
  const locale = useLocaleName();
  const now = useNow(60_000);
  return (
    <Box component="span" title={`${fullInstant(from as Instant, locale)} – ${fullInstant(to as Instant, locale)}`} sx={{ whiteSpace: { md: 'nowrap' } }}>
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
