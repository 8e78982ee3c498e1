import { signIn } from './providers/sign-in.ts';

// Little enough to run at once: whether somebody is signed in is asked while the console itself is still being read.
const signedIn = signIn();
signedIn.catch(() => undefined); // the console says so
void import('./console.tsx').then(({ openConsole }) => openConsole(signedIn));
