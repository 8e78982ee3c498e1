import { useEffect, useState } from 'react';
import { useLocaleState } from 'react-admin';
import { instantOf, parseCivilDay, type Instant } from '@guardroom/kernel';
import { dayWords, locales, whenWords, type Locale } from '../time/words.ts';

/** The language on the screen. */
export function useLocaleName(): Locale {
  const [name] = useLocaleState();
  return locales.find((locale) => locale === name) ?? 'zh-CN';
}

/** Joins words the way the page's language does. */
export function useListWords(): (words: readonly string[]) => string {
  const comma = useLocaleName() === 'en' ? ', ' : '、';
  return (words) => words.join(comma);
}

/** Says a Shanghai calendar day in words, for sentences that name one. */
export function useDayWords(): (day: string) => string {
  const locale = useLocaleName();
  const now = useNow(60_000);
  return (day) => dayWords(parseCivilDay(day), now, locale);
}

/** Says a moment in words, to the minute, for sentences that name one. */
export function useMoment(): (at: string | null) => string {
  const locale = useLocaleName();
  const now = useNow(60_000);
  return (at) => (at ? whenWords(at as Instant, now, locale, 'minutes') : '—');
}

/** The present moment, moving on every so many milliseconds. */
export function useNow(everyMs = 30_000): Instant {
  const [now, setNow] = useState(() => instantOf(Date.now()));
  useEffect(() => {
    const timer = setInterval(() => setNow(instantOf(Date.now())), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
