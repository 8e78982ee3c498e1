import { loadMessages, rememberedLocale } from './messages/load.ts';
import { drawOpening, rememberedOpening } from './opening.ts';
import { signIn } from './providers/sign-in.ts';

// Little enough to run at once: who is signed in is asked, the words are sent for and the head of the page is drawn while the console itself is still being read.
const container = document.getElementById('console') as HTMLElement;
const signedIn = signIn();
const whoItIs = signedIn.then(async ({ token }) => fetch('/v1/me', { headers: { authorization: `Bearer ${await token()}` } }));
whoItIs.catch(() => undefined); // the console says so
const locale = rememberedLocale();
const messages = loadMessages(locale);
document.documentElement.lang = locale;
const address = location.hash.slice(1).split('?')[0];
const opening = rememberedOpening(locale);
if (opening && (!address || address === opening.address)) drawOpening(container, opening);
void import('./console.tsx').then(async ({ openConsole }) => openConsole({ container, signedIn, whoItIs, locale, messages: await messages, address: address || opening?.address }));
