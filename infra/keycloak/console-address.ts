import { realmName } from './realm.ts';

interface ConsoleClient {
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * Lets people be led back, after they signed in, to `consoleUrl` and no longer to an earlier address of the console.
 * @throws Error — when Keycloak's superuser may not sign in, or Keycloak refuses the change.
 */
export async function moveConsole(keycloakUrl: string, superuser: { readonly username: string; readonly password: string }, consoleUrl: string): Promise<void> {
  const form = new URLSearchParams({ grant_type: 'password', client_id: 'admin-cli', ...superuser });
  const { access_token: token } = (await ask(`${keycloakUrl}/realms/master/protocol/openid-connect/token`, { method: 'POST', body: form })) as { access_token: string };
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const clients = `${keycloakUrl}/admin/realms/${realmName}/clients`;
  const [client] = (await ask(`${clients}?clientId=guardroom-console`, { headers })) as ConsoleClient[];
  if (!client) throw new Error('the realm has no client guardroom-console');
  const moved = {
    ...client, // The whole of it: what a PUT leaves out is wiped.
    rootUrl: consoleUrl,
    redirectUris: [`${consoleUrl}/*`],
    webOrigins: [consoleUrl],
    attributes: { ...client.attributes, 'post.logout.redirect.uris': `${consoleUrl}/*` },
  };
  await ask(`${clients}/${client.id}`, { method: 'PUT', headers, body: JSON.stringify(moved) });
}

async function ask(url: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(30_000) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${init.method ?? 'GET'} ${url}: ${response.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
