import polyglotI18nProvider from 'ra-i18n-polyglot';
import type { I18nProvider, TranslationMessages } from 'react-admin';
import { locales, type Locale } from '../time/words.ts';

/** Our messages; the framework's own are among them under `ra`. */
export type Messages = TranslationMessages;

const loaders: Record<Locale, () => Promise<{ messages: Messages }>> = {
  'zh-CN': () => import('./zh-CN/index.ts'),
  en: () => import('./en/index.ts'),
};

/** The language of a remembered or wished name; Chinese unless it is one of ours. */
export const localeNamed = (name: unknown): Locale => locales.find((locale) => locale === name) ?? 'zh-CN';

/** Messages in one language first, the other loaded when asked for. */
export async function makeI18n(first: Locale): Promise<I18nProvider> {
  const { messages } = await loaders[first]();
  const load = async (name: string): Promise<Messages> => (await loaders[localeNamed(name)]()).messages;
  return polyglotI18nProvider((name) => (name === first ? messages : (load(name) as unknown as Messages)), first, [
    { locale: 'zh-CN', name: '中文' },
    { locale: 'en', name: 'English' },
  ]);
}
