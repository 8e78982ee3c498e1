import { signIn } from './providers/sign-in.ts';

// Little enough to run at once: who is signed in is asked while the console itself is still being read.
const signedIn = signIn();
const whoItIs = signedIn.then(async ({ token }) => fetch('/v1/me', { headers: { authorization: `Bearer ${await token()}` } }));
whoItIs.catch(() => undefined); // the console says so
void import('./console.tsx').then(({ openConsole }) => openConsole(signedIn, whoItIs));
