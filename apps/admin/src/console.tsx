import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { localStorageStore } from 'react-admin';
import { createClient } from '@guardroom/client';
import { App } from './App.tsx';
import { CannotStart } from './layout/CannotStart.tsx';
import { loadHome } from './layout/home-pages.ts';
import { homeOf } from './layout/places.ts';
import { localeNamed, makeI18n } from './messages/index.ts';
import { dataProviderOf } from './providers/data-provider.ts';
import { chosenSchool } from './providers/session.tsx';
import type { SignIn } from './providers/sign-in.ts';
import './theme/fonts.css';
import './theme/print.css';

/** Opens the console for whoever signs in, or says why that cannot be done. */
export async function openConsole(signedIn: Promise<SignIn>): Promise<void> {
  const store = localStorageStore('1', 'Guardroom');
  const root = createRoot(document.getElementById('console') as HTMLElement);
  const locale = localeNamed(store.getItem('locale'));
  document.documentElement.lang = locale;
  const words = makeI18n(locale);
  try {
    const session = await signedIn;
    const client = createClient({ baseUrl: '', headers: async () => ({ authorization: `Bearer ${await session.token()}` }) });
    const [me, i18nProvider] = await Promise.all([client.getMe({}), words]);
    if (!location.hash) {
      const home = homeOf(chosenSchool(me, store.getItem('school'))?.roles ?? [], me.district.roles, me.agency !== null);
      history.replaceState(null, '', `#/${home}`);
      void loadHome[home]();
    }
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
