import type { AuthProvider } from 'react-admin';
import { ApiError } from '@guardroom/client';
import type { SignIn } from './sign-in.ts';

/** What the framework asks about the person: always signed in here, since the console opens only after signing in. */
export const authProviderOf = (session: SignIn, person: { readonly id: string; readonly fullName: string }): AuthProvider => ({
  login: () => session.again(),
  logout: async () => {
    await session.leave();
    return false;
  },
  checkAuth: async () => {
    await session.token();
  },
  checkError: async (error: unknown) => {
    const status = error instanceof ApiError ? error.status : (error as { status?: number }).status;
    if (status === 401) await session.again();
  },
  getIdentity: async () => person,
  getPermissions: async () => undefined,
});
