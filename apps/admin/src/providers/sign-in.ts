import Keycloak from 'keycloak-js';

/** Where this installation's people sign in; the API serves it beside the console. */
export type SignInConfig = { readonly keycloakUrl: string; readonly realm: string; readonly clientId: string };

/** Tokens are renewed when they live for less than this. Seconds. */
const renewBelowSeconds = 20;
/** The identity provider has this long to say that somebody is signed in already; then its own page is gone to. Milliseconds. */
const SILENT_MS = 4_000;
const returnKey = 'guardroom.return-to';

/** A person who is signed in. Tokens stay in this object: no storage, no cookie of ours. */
export type SignIn = {
  /** A token that is good for the next seconds. @throws Error — when the sign-in has ended; the page then goes to the sign-in form */
  readonly token: () => Promise<string>;
  readonly leave: () => Promise<void>;
  readonly again: () => Promise<void>;
};

/**
 * Signs in by the authorization code flow with PKCE (S256). Whoever is signed in already is asked nothing and leaves the page for
 * nothing: a hidden frame fetches the code. Everybody else, and every browser that keeps cookies from frames, goes to the sign-in form
 * and back; the place in the console survives the way.
 * @throws Error — when the configuration or the identity provider cannot be reached
 */
export async function signIn(): Promise<SignIn> {
  const response = await fetch('/config.json');
  if (!response.ok) throw new Error(`config.json answered ${response.status}`);
  const config = (await response.json()) as SignInConfig;
  const endpoints = `${config.keycloakUrl}/realms/${config.realm}/protocol/openid-connect`;
  const keycloak = new Keycloak({
    clientId: config.clientId,
    // named one by one: told a Keycloak's address, the library first tries out in two frames more whether frames get cookies
    oidcProvider: { authorization_endpoint: `${endpoints}/auth`, token_endpoint: `${endpoints}/token`, end_session_endpoint: `${endpoints}/logout` },
  });
  const home = `${location.origin}${location.pathname}`;
  const isReturning = /[?&#](code|error)=/.test(location.href) && /[?&#]state=/.test(location.href);
  const again = (): Promise<void> => {
    sessionStorage.setItem(returnKey, location.hash);
    return keycloak.login({ redirectUri: home });
  };
  const isSignedIn = await Promise.race([
    keycloak.init({ onLoad: 'check-sso', silentCheckSsoRedirectUri: `${location.origin}/silent.html`, silentCheckSsoFallback: false, pkceMethod: 'S256', checkLoginIframe: false, responseMode: 'query', redirectUri: home }),
    new Promise<false>((resolve) => isReturning || setTimeout(resolve, SILENT_MS, false)),
  ]);
  if (isReturning) {
    history.replaceState(null, '', `${location.pathname}${sessionStorage.getItem(returnKey) ?? ''}`);
    sessionStorage.removeItem(returnKey);
  }
  if (!isSignedIn) {
    await again();
    return new Promise(() => undefined); // the page is being left
  }
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
