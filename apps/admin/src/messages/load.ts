import type { TranslationMessages } from 'react-admin';
import type { Locale } from '../time/words.ts';

/** Our messages; the framework's own are among them under `ra`. */
export type Messages = TranslationMessages;

const loaders: Record<Locale, () => Promise<{ messages: Messages }>> = {
  'zh-CN': () => import('./zh-CN/index.ts'),
  en: () => import('./en/index.ts'),
};

/** Sends for the messages of a language. */
export const loadMessages = async (locale: Locale): Promise<Messages> => (await loaders[locale]()).messages;

/** The language that was chosen in this browser, where the framework keeps it; Chinese when none was, or when the browser keeps nothing. */
export function rememberedLocale(): Locale {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem('RaStoreGuardroom.locale') ?? 'null');
    return (Object.keys(loaders) as Locale[]).find((locale) => locale === kept) ?? 'zh-CN';
  } catch {
    return 'zh-CN';
  }
}
