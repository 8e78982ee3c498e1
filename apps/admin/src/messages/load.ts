import type { TranslationMessages } from 'react-admin';
import { kept } from '../kept.ts';
import type { Locale } from '../time/words.ts';

/** Our messages; the framework's own are among them under `ra`. */
export type Messages = TranslationMessages;

const loaders: Record<Locale, () => Promise<{ messages: Messages }>> = {
  'zh-CN': () => import('./zh-CN/index.ts'),
  en: () => import('./en/index.ts'),
};

/** Sends for the messages of a language. */
export const loadMessages = async (locale: Locale): Promise<Messages> => (await loaders[locale]()).messages;

/** The language that was chosen in this browser; Chinese when none was. */
export function rememberedLocale(): Locale {
  const chosen = kept('locale');
  return (Object.keys(loaders) as Locale[]).find((locale) => locale === chosen) ?? 'zh-CN';
}
