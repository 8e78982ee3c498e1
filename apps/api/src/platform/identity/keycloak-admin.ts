import { randomBytes } from 'node:crypto';
import { Config } from '../config/config.ts';

/** One call at most. Milliseconds. */
const TIMEOUT_MS = 5_000;
/** A token is taken anew when less than this is left of it. Milliseconds. */
const SLACK_MS = 10_000;

/** How long an assertion of a gateway counts after it was made, whatever it says itself. Seconds. */
const ASSERTION_SECONDS = 60;

type ServiceAccount = { readonly id: string; readonly secret: string };
type Account = Record<string, unknown> & { readonly id: string; readonly enabled?: boolean };
type PersonAccount = { readonly id: string; readonly firstName?: string; readonly lastName?: string; readonly attributes?: Readonly<Record<string, readonly string[]>> };

/**
 * What Guardroom asks of Keycloak: give and take roles, make accounts, switch them on and off, end sessions, register the client of a gateway. The
 * database is the authority over who may act; this brings the identity provider in step with it. Every call may be repeated.
 * @throws Error — when Keycloak is away or refuses; nothing is half done that a repetition would not finish
 */
export class KeycloakAdmin {
  readonly #config: Config;
  readonly #tokens = new Map<string, { token: string; expiresAtMs: number }>();

  constructor(config: Config) {
    this.#config = config;
  }

  /** Gives a realm role to a person. Nothing happens when they hold it or are unknown. */
  async grantRole(sub: string, name: string): Promise<void> {
    const { id } = (await ok(await this.#admin('GET', `/roles/${encodeURIComponent(name)}`)).json()) as { id: string };
    const answer = await this.#admin('POST', `/users/${sub}/role-mappings/realm`, [{ id, name }]);
    if (answer.status !== 404) ok(answer);
  }

  /** Takes a realm role from a person. Nothing happens when they do not hold it or are unknown. */
  async withdrawRole(sub: string, role: string): Promise<void> {
    const held = await this.#admin('GET', `/users/${sub}/role-mappings/realm`);
    if (held.status === 404) return;
    const mapping = ((await ok(held).json()) as { id: string; name: string }[]).filter((r) => r.name === role);
    if (mapping.length > 0) ok(await this.#admin('DELETE', `/users/${sub}/role-mappings/realm`, mapping));
  }

  /** Switches a person's account off. */
  async disable(sub: string): Promise<void> {
    await this.#switch(sub, false);
  }

  /** Switches a person's account on. Whoever switched it off has ended its sessions: it revives none. */
  async enable(sub: string): Promise<void> {
    await this.#switch(sub, true);
  }

  /** The account that signs in by a name, when it belongs to the same district as another account does; nothing else is told. */
  async accountOf(username: string, sameDistrictAs: string): Promise<{ sub: string; name: string } | undefined> {
    const district = await this.#districtOf(sameDistrictAs);
    const [found] = (await ok(await this.#admin('GET', `/users?username=${encodeURIComponent(username)}&exact=true&briefRepresentation=false`)).json()) as PersonAccount[];
    if (!found || found.attributes?.['district']?.[0] !== district) return undefined;
    return { sub: found.id, name: [found.firstName, found.lastName].filter(Boolean).join(' ') || username };
  }

  /**
   * Makes an account for a person of the same district as another account, with a first password that must be changed at the first
   * sign-in. Answers nothing when the name is taken.
   */
  async createAccount(person: { readonly username: string; readonly name: string }, sameDistrictAs: string): Promise<{ sub: string; temporaryPassword: string } | undefined> {
    const district = await this.#districtOf(sameDistrictAs);
    const temporaryPassword = randomBytes(15).toString('base64url');
    const answer = await this.#admin('POST', '/users', {
      username: person.username,
      enabled: true,
      firstName: person.name, // One field for the whole name: "given family" is the wrong way round in Chinese.
      attributes: { district: [district] },
      credentials: [{ type: 'password', value: temporaryPassword, temporary: true }],
    });
    if (answer.status === 409) return undefined;
    const sub = ok(answer).headers.get('location')?.split('/').at(-1);
    if (!sub) throw new Error('Keycloak: the new account has no address');
    return { sub, temporaryPassword };
  }

  /** Removes an account that nobody has used. */
  async remove(sub: string): Promise<void> {
    const answer = await this.#admin('DELETE', `/users/${sub}`);
    if (answer.status !== 404) ok(answer);
  }

  async #districtOf(sub: string): Promise<string> {
    const account = (await ok(await this.#admin('GET', `/users/${sub}`)).json()) as PersonAccount;
    const district = account.attributes?.['district']?.[0];
    if (!district) throw new Error('Keycloak: the account carries no district');
    return district;
  }

  async #switch(sub: string, enabled: boolean): Promise<void> {
    const answer = await this.#admin('GET', `/users/${sub}`);
    if (answer.status === 404) return;
    const account = (await ok(answer).json()) as Account;
    if (account.enabled === enabled) return;
    // The whole account goes back: a PUT of a part wiped e-mail, name and attributes.
    ok(await this.#admin('PUT', `/users/${sub}`, { ...account, enabled }));
  }

  /** Ends every session of a person. Without it, an account that is switched on again revives its old tokens. */
  async logOut(sub: string): Promise<void> {
    const answer = await this.#admin('POST', `/users/${sub}/logout`);
    if (answer.status !== 404) ok(answer);
  }

  /** Subject of a client's service account. */
  async serviceAccountOf(clientId: string): Promise<string> {
    const username = `service-account-${clientId.toLowerCase()}`;
    const found = (await ok(await this.#admin('GET', `/users?username=${encodeURIComponent(username)}&exact=true`)).json()) as Account[];
    if (!found[0]) throw new Error(`Keycloak: client ${clientId} has no service account`);
    return found[0].id;
  }

  /**
   * Registers the client of a gateway: it signs in with an assertion under its own Ed25519 key and gets tokens for the audience
   * `guardroom-gateway` only. Answers `false` when a client of this name exists.
   */
  async registerGateway(clientId: string, name: string, key: { readonly keyId: string; readonly publicKey: Uint8Array }): Promise<boolean> {
    const jwks = { keys: [{ kty: 'OKP', crv: 'Ed25519', use: 'sig', alg: 'EdDSA', kid: key.keyId, x: Buffer.from(key.publicKey).toString('base64url') }] };
    const answer = await this.#call(this.#config.keycloak.enroller, 'POST', `${this.#config.realmUrl}/clients-registrations/default`, {
      clientId,
      name,
      protocol: 'openid-connect',
      publicClient: false,
      standardFlowEnabled: false,
      implicitFlowEnabled: false,
      directAccessGrantsEnabled: false,
      serviceAccountsEnabled: true,
      fullScopeAllowed: false,
      clientAuthenticatorType: 'client-jwt',
      attributes: { 'use.jwks.string': 'true', 'jwks.string': JSON.stringify(jwks), 'token.endpoint.auth.signing.alg': 'EdDSA', 'token.endpoint.auth.signing.max.exp': String(ASSERTION_SECONDS) },
      defaultClientScopes: ['basic', 'guardroom-agent', 'service_account'],
      optionalClientScopes: [],
    });
    if (answer.ok) return true;
    const reason = await answer.text();
    if (/already exists|in use|exists/i.test(reason)) return false;
    throw new Error(`Keycloak: registration answered ${answer.status} ${reason.slice(0, 300)}`);
  }

  #admin(method: string, path: string, body?: unknown): Promise<Response> {
    const { url, realm, admin } = this.#config.keycloak;
    return this.#call(admin, method, `${url}/admin/realms/${realm}${path}`, body);
  }

  async #call(account: ServiceAccount, method: string, url: string, body?: unknown): Promise<Response> {
    const send = async (): Promise<Response> =>
      fetch(url, {
        method,
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: { authorization: `Bearer ${await this.#token(account)}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    const answer = await send();
    if (answer.status !== 401) return answer;
    this.#tokens.delete(account.id); // Keycloak forgot the session, in a restart for instance
    return send();
  }

  async #token(account: ServiceAccount): Promise<string> {
    const known = this.#tokens.get(account.id);
    if (known && known.expiresAtMs - Date.now() > SLACK_MS) return known.token;
    const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: account.id, client_secret: account.secret });
    const answer = await fetch(`${this.#config.realmUrl}/protocol/openid-connect/token`, { method: 'POST', body: form, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    const { access_token: token, expires_in: seconds } = (await ok(answer).json()) as { access_token: string; expires_in: number };
    this.#tokens.set(account.id, { token, expiresAtMs: Date.now() + seconds * 1000 });
    return token;
  }
}

function ok(answer: Response): Response {
  if (!answer.ok) throw new Error(`Keycloak: ${new URL(answer.url).pathname} answered ${answer.status}`);
  return answer;
}
