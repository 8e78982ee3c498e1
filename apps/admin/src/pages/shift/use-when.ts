import type { Instant } from '@guardroom/kernel';
import { useLocaleName, useNow } from '../../components/use-words.ts';
import { whenWords } from '../../time/words.ts';

/** Says a moment in the page's language, to the minute, for use inside a sentence. */
export function useWhen(): (at: string) => string {
  const locale = useLocaleName();
  const now = useNow(60_000);
  return (at) => whenWords(at as Instant, now, locale, 'minutes');
}
