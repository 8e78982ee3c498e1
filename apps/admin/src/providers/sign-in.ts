import Keycloak from 'keycloak-js';
import type { AuthProvider } from 'react-admin';
import { ApiError } from '@guardroom/client';

/** Where this installation's people sign in; the API serves it beside the console. */
export type SignInConfig = { readonly keycloakUrl: string; readonly realm: string; readonly clientId: string };

/** Tokens are renewed when they live for less than this. Seconds. */
const renewBelowSeconds = 20;
const returnKey = 'guardroom.return-to';

/** A person who is signed in. Tokens stay in this object: no storage, no cookie of ours. */
export type SignIn = {
  /** A token that is good for the next seconds. @throws Error — when the sign-in has ended; the page then goes to the sign-in form */
  readonly token: () => Promise<string>;
  readonly leave: () => Promise<void>;
  readonly again: () => Promise<void>;
};

/**
 * Signs in by the authorization code flow with PKCE (S256), going to the sign-in form and back when needed; no frames.
 * The place in the console survives the way there and back.
 * @throws Error — when the configuration or the identity provider cannot be reached
 */
export async function signIn(): Promise<SignIn> {
  const response = await fetch('/config.json');
  if (!response.ok) throw new Error(`config.json answered ${response.status}`);
  const config = (await response.json()) as SignInConfig;
  const keycloak = new Keycloak({ url: config.keycloakUrl, realm: config.realm, clientId: config.clientId });
  const home = `${location.origin}${location.pathname}`;
  const isReturning = /[?&#](code|error)=/.test(location.href) && /[?&#]state=/.test(location.href);
  if (!isReturning) sessionStorage.setItem(returnKey, location.hash);
  await keycloak.init({ onLoad: 'login-required', pkceMethod: 'S256', checkLoginIframe: false, responseMode: 'query', redirectUri: home });
  const back = sessionStorage.getItem(returnKey);
  sessionStorage.removeItem(returnKey);
  if (isReturning) history.replaceState(null, '', `${location.pathname}${back ?? ''}`);

  const again = (): Promise<void> => {
    sessionStorage.setItem(returnKey, location.hash);
    return keycloak.login({ redirectUri: home });
  };
  return {
    token: async () => {
      try {
        await keycloak.updateToken(renewBelowSeconds);
      } catch (error) {
        await again();
        throw error;
      }
      if (!keycloak.token) throw new Error('signed out');
      return keycloak.token;
    },
    leave: () => keycloak.logout({ redirectUri: home }),
    again,
  };
}

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
