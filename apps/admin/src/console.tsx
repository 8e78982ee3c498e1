import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { localStorageStore } from 'react-admin';
import { createClient } from '@guardroom/client';
import { App } from './App.tsx';
import { CannotStart } from './layout/CannotStart.tsx';
import { fetchHome } from './layout/home-pages.tsx';
import { homeOf } from './layout/places.ts';
import { localeNamed, makeI18n } from './messages/index.ts';
import { dataProviderOf } from './providers/data-provider.ts';
import { chosenSchool } from './providers/session.tsx';
import type { SignIn } from './providers/sign-in.ts';
import './theme/fonts.css';
import './theme/print.css';

/** Opens the console for whoever signs in, or says why that cannot be done. `whoItIs` is what the API answered to `getMe`. */
export async function openConsole(signedIn: Promise<SignIn>, whoItIs: Promise<Response>): Promise<void> {
  const store = localStorageStore('1', 'Guardroom');
  const root = createRoot(document.getElementById('console') as HTMLElement);
  const locale = localeNamed(store.getItem('locale'));
  document.documentElement.lang = locale;
  const words = makeI18n(locale);
  if (!location.hash) void fetchHome(store.getItem('home')); // most likely it is the same person as the last time
  try {
    const [session, me, i18nProvider] = await Promise.all([signedIn, createClient({ baseUrl: '', fetch: () => whoItIs }).getMe({}), words]);
    if (!location.hash) {
      const home = homeOf(chosenSchool(me, store.getItem('school'))?.roles ?? [], me.district.roles, me.agency !== null);
      store.setItem('home', home);
      history.replaceState(null, '', `#/${home}`);
      await fetchHome(home); // drawn with the rest of the console, not after it
    }
    const client = createClient({ baseUrl: '', headers: async () => ({ authorization: `Bearer ${await session.token()}` }) });
    const dataProvider = dataProviderOf(client, () => chosenSchool(me, store.getItem('school'))?.id ?? '');
    root.render(
      <StrictMode>
        <App session={{ me, client, signIn: session }} dataProvider={dataProvider} i18nProvider={i18nProvider} store={store} />
      </StrictMode>,
    );
  } catch (error) {
    root.render(<CannotStart i18nProvider={await words} error={error} />);
  }
}
