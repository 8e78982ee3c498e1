import polyglotI18nProvider from 'ra-i18n-polyglot';
import type { I18nProvider } from 'react-admin';
import { locales, type Locale } from '../time/words.ts';
import { loadMessages, type Messages } from './load.ts';

/** Messages in the language that the console opens in, which are there; the other language is loaded when it is asked for. */
export const makeI18n = (first: Locale, messages: Messages): I18nProvider =>
  polyglotI18nProvider((name) => (name === first ? messages : (loadMessages(locales.find((locale) => locale === name) ?? 'zh-CN') as unknown as Messages)), first, [
    { locale: 'zh-CN', name: '中文' },
    { locale: 'en', name: 'English' },
  ]);
