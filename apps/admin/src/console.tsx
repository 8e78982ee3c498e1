import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { localStorageStore } from 'react-admin';
import { createClient } from '@guardroom/client';
import { App } from './App.tsx';
import { storeName, storeVersion } from './kept.ts';
import { CannotStart } from './layout/CannotStart.tsx';
import { fetchHome, homePageAt } from './layout/home-pages.tsx';
import { homeOf } from './layout/places.ts';
import { makeI18n } from './messages/index.ts';
import type { Messages } from './messages/load.ts';
import { openingKey, type Opening } from './opening.ts';
import { dataProviderOf } from './providers/data-provider.ts';
import { chosenSchool } from './providers/session.tsx';
import type { SignIn } from './providers/sign-in.ts';
import type { Locale } from './time/words.ts';
import './theme/fonts.css';
import './theme/print.css';

/** What the entry has begun before the console was there. */
export type Beginning = {
  readonly container: HTMLElement;
  readonly signedIn: Promise<SignIn>;
  /** What the API answered to `getMe`. */
  readonly whoItIs: Promise<Response>;
  readonly locale: Locale;
  readonly messages: Messages;
  /** The page that is asked for, or most likely wanted by who was here last. */
  readonly address: string | undefined;
};

/** Opens the console for whoever signs in, or says why that cannot be done. */
export async function openConsole({ container, signedIn, whoItIs, locale, messages, address = '' }: Beginning): Promise<void> {
  const store = localStorageStore(storeVersion, storeName);
  store.setItem('locale', locale); // or the framework waits for it, with nothing on the screen
  const root = createRoot(container);
  const i18nProvider = makeI18n(locale, messages);
  void fetchHome(homePageAt(address));
  try {
    const [signIn, me] = await Promise.all([signedIn, createClient({ baseUrl: '', fetch: () => whoItIs }).getMe({})]);
    if (!location.hash) {
      const home = homeOf(chosenSchool(me, store.getItem('school'))?.roles ?? [], me.district.roles, me.agency !== null);
      history.replaceState(null, '', `#/${home}`);
    }
    const here = location.hash.slice(1).split('?')[0] ?? '';
    const page = homePageAt(here);
    await fetchHome(page); // drawn with the rest of the console, not after it
    if (page) store.setItem<Opening>(openingKey, { address: here, locale, title: i18nProvider.translate(page.head.title), intro: page.head.intro ? i18nProvider.translate(page.head.intro) : '' });
    const leave = async (): Promise<void> => {
      store.removeItem(openingKey); // whoever signs in next begins with nothing of this person's
      await signIn.leave();
    };
    const client = createClient({ baseUrl: '', headers: async () => ({ authorization: `Bearer ${await signIn.token()}` }) });
    const dataProvider = dataProviderOf(client, () => chosenSchool(me, store.getItem('school'))?.id ?? '');
    root.render(
      <StrictMode>
        <App session={{ me, client, signIn: { ...signIn, leave } }} dataProvider={dataProvider} i18nProvider={i18nProvider} store={store} />
      </StrictMode>,
    );
  } catch (error) {
    root.render(<CannotStart i18nProvider={i18nProvider} error={error} />);
  }
}
