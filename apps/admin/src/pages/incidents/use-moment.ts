import type { Instant } from '@guardroom/kernel';
import { useLocaleName, useNow } from '../../components/use-words.ts';
import { whenWords } from '../../time/words.ts';

/** Says a moment in words, to the minute, for sentences that name one. */
export function useMoment(): (at: string | null) => string {
  const locale = useLocaleName();
  const now = useNow(60_000);
  return (at) => (at ? whenWords(at as Instant, now, locale, 'minutes') : '—');
}
