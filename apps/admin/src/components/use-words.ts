import { useEffect, useState } from 'react';
import { useLocaleState } from 'react-admin';
import { instantOf, type Instant } from '@guardroom/kernel';
import { locales, type Locale } from '../time/words.ts';

/** The language on the screen. */
export function useLocaleName(): Locale {
  const [name] = useLocaleState();
  return locales.find((locale) => locale === name) ?? 'zh-CN';
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
