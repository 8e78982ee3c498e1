import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { Secret, TOTP } from 'otpauth';
import { CookieJar, formAction } from '../../libs/testkit/src/servers/browser.ts';
import { claimsOf, createPerson, keycloakAdmin, refresh, signIn, testServers, type TestKeycloak } from '../../libs/testkit/src/servers/index.ts';
import { until } from '../../libs/testkit/src/until.ts';
import { placesOf, testHome } from '../launcher/places.ts';
import { runningProcess } from '../launcher/process.ts';
import { importWarnings } from '../launcher/services/keycloak.ts';
import { realmRoles, secondFactorRoles } from './people.ts';

let keycloak: TestKeycloak;
let realmUrl: string;
beforeAll(async () => {
  ({ keycloak } = await testServers(['keycloak']));
  realmUrl = `${keycloak.url}/realms/${keycloak.realm}`;
});

const keycloakLog = (): string => readFileSync(`${testHome()}/logs/keycloak.log`, 'utf8');

const tokens = (body: Record<string, string>): Promise<Response> =>
  fetch(`${realmUrl}/protocol/openid-connect/token`, { method: 'POST', body: new URLSearchParams(body) });

async function serviceToken(client: { id: string; secret: string }): Promise<string> {
  const answer = await tokens({ grant_type: 'client_credentials', client_id: client.id, client_secret: client.secret });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { access_token: string }).access_token;
}

const verifier = 'v'.repeat(43);
const authorizeUrl = (changes: Record<string, string> = {}): string => {
  const query = { client_id: 'guardroom-console', response_type: 'code', scope: 'openid', redirect_uri: `${keycloak.consoleUrl}/`, code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256', ...changes };
  return `${realmUrl}/protocol/openid-connect/auth?${new URLSearchParams(query)}`;
};

const post = (jar: CookieJar, page: string, fields: Record<string, string>): Promise<Response> =>
  jar.fetch(formAction(page), { method: 'POST', body: new URLSearchParams(fields) });

/** A sign-in up to the page that follows the password. */
async function afterPassword(person: { username: string; password: string }): Promise<{ jar: CookieJar; answer: Response }> {
  const jar = new CookieJar();
  const page = await (await jar.fetch(authorizeUrl())).text();
  return { jar, answer: await post(jar, page, { username: person.username, password: person.password }) };
}

test('the process that is asked to stop is Java itself, and no script that would leave it running', () => {
  const { pid } = runningProcess(placesOf(testHome()), 'keycloak') ?? {};
  expect(basename(readlinkSync(`/proc/${pid}/exe`))).toBe('java');
});

describe('the import of the realm', () => {
  test('left nothing out', () => {
    const log = keycloakLog();
    const imported = log.slice(log.lastIndexOf('Full importing from file'));
    expect(imported).not.toBe('');
    expect(importWarnings(imported.slice(0, imported.indexOf('Import finished')))).toEqual([]);
  });

  test('would be caught leaving out a scope that a client names', async () => {
    const name = `planted-${randomBytes(4).toString('hex')}`;
    const { access_token: token } = (await (await fetch(`${keycloak.url}/realms/master/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'password', client_id: 'admin-cli', ...keycloak.bootstrapAdmin }),
    })).json()) as { access_token: string };
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const planted = { realm: name, enabled: false, clientScopes: [{ name: 'only', protocol: 'openid-connect' }], clients: [{ clientId: 'c', defaultClientScopes: ['missing-scope'] }] };
    const before = keycloakLog().length;
    expect((await fetch(`${keycloak.url}/admin/realms`, { method: 'POST', headers, body: JSON.stringify(planted) })).status).toBe(201);
    await fetch(`${keycloak.url}/admin/realms/${name}`, { method: 'DELETE', headers });
    await until('the warning in the log', () => importWarnings(keycloakLog().slice(before)), { isIt: (warnings) => warnings.some((line) => line.includes('missing-scope')) });
  });
});

describe('a token of the console', () => {
  test('is for the API alone and carries realm roles, district and how the person signed in', async () => {
    const claims = claimsOf((await signIn('chen.ming')).accessToken);
    expect(claims).toMatchObject({ aud: 'guardroom-api', azp: 'guardroom-console', typ: 'Bearer', amr: ['pwd', 'otp'], district: 'demo' });
    expect(claims['realm_access']).toEqual({ roles: expect.arrayContaining(['principal', 'staff', 'mfa-required']) });
    expect(claims).not.toHaveProperty('resource_access');
    expect(claims['sid']).toEqual(expect.any(String));
  });

  test('lives for sixty seconds', async () => {
    const { exp, iat } = claimsOf((await signIn('li.wei')).accessToken) as { exp: number; iat: number };
    expect(exp - iat).toBe(60);
  });

  test('of a teacher names no second factor and no role but staff', async () => {
    const claims = claimsOf((await signIn('li.wei')).accessToken);
    expect(claims).toMatchObject({ amr: ['pwd'], realm_access: { roles: ['staff'] } });
  });

  test('of a person made later carries nothing beyond the granted roles', async () => {
    const person = await createPerson(['watch_keeper', 'staff']);
    const { roles } = claimsOf((await signIn(person)).accessToken)['realm_access'] as { roles: string[] };
    expect(roles.sort()).toEqual(['staff', 'watch_keeper']);
  });

  test('keeps saying how the person signed in after a refresh, and a refresh token works once', async () => {
    const session = await signIn(await createPerson(['principal', 'staff']), { fresh: true });
    const first = await refresh(session.refreshToken);
    expect(first.status).toBe(200);
    const next = (await first.json()) as { access_token: string; refresh_token: string };
    expect(claimsOf(next.access_token)['amr']).toEqual(['pwd', 'otp']);
    expect((await refresh(session.refreshToken)).status).toBe(400);
    expect((await refresh(next.refresh_token)).status).toBe(400);
  });
});

describe('signing in', () => {
  test.each(secondFactorRoles)('leads a %s without a second factor to set one up, and gives nothing before', async (role) => {
    const { answer } = await afterPassword(await createPerson([role], { withoutSecondFactor: true }));
    const next = answer.headers.get('location') ?? '';
    expect(`${answer.status} ${next}`).toContain('CONFIGURE_TOTP');
    expect(next).not.toContain('code=');
  });

  test('in which the second factor is first set up does not count as signed in with it', async () => {
    const person = await createPerson(['principal'], { withoutSecondFactor: true });
    const { jar, answer } = await afterPassword(person);
    const page = await (await jar.fetch(answer.headers.get('location') ?? '')).text();
    const secret = /name="totpSecret"[^>]*value="([^"]+)"/.exec(page)?.[1] ?? '';
    // The page carries the secret itself; authenticators are given its bytes in base32.
    const totp = new TOTP({ secret: Secret.fromUTF8(secret) }).generate();
    const done = await post(jar, page, { totp, totpSecret: secret, userLabel: 'phone' });
    const code = new URL(done.headers.get('location') ?? '').searchParams.get('code') ?? '';
    const granted = await tokens({ grant_type: 'authorization_code', client_id: 'guardroom-console', code, redirect_uri: `${keycloak.consoleUrl}/`, code_verifier: verifier });
    expect(claimsOf(((await granted.json()) as { access_token: string }).access_token)['amr']).toEqual(['pwd']);
  });

  test('takes a one-time code once', async () => {
    const person = await createPerson(['principal']);
    const otp = new TOTP({ secret: person.totp ?? '' }).generate();
    const first = await afterPassword(person);
    expect((await post(first.jar, await first.answer.text(), { otp })).headers.get('location')).toContain('code=');
    const second = await afterPassword(person);
    expect((await post(second.jar, await second.answer.text(), { otp })).status).toBe(200);
  });

  test('is closed for a while after wrong passwords: two within a second, ten in all; also for the right one', async () => {
    const person = await createPerson(['staff']);
    const known = async () => (await (await (await keycloakAdmin())('GET', `/attack-detection/brute-force/users/${person.sub}`)).json()) as { numFailures: number; disabled: boolean };
    let wrong = 0;
    while (!(await known()).disabled) {
      const attempts = await Promise.all([1, 2].map(() => afterPassword({ ...person, password: 'wrong-password' })));
      expect(attempts.map(({ answer }) => answer.status)).toEqual([200, 200]);
      expect((wrong += attempts.length)).toBeLessThanOrEqual(10);
    }
    expect((await afterPassword(person)).answer.status).toBe(200);
  });

  test('leads back to the console and to no other address', async () => {
    for (const redirect_uri of ['https://evil.example/', `${keycloak.consoleUrl}.evil.example/`, 'http://127.0.0.1:1/']) {
      expect((await fetch(authorizeUrl({ redirect_uri }), { redirect: 'manual' })).status).toBe(400);
    }
  });

  test('refuses a request without proof key, or with one in clear', async () => {
    for (const changes of [{ code_challenge: '', code_challenge_method: '' }, { code_challenge_method: 'plain' }]) {
      const answer = await fetch(authorizeUrl(changes), { redirect: 'manual' });
      expect(answer.headers.get('location') ?? '').toContain('error=invalid_request');
    }
  });

  test('by handing a password to a program is closed at every client', async () => {
    const person = await createPerson(['staff']);
    for (const client_id of ['guardroom-console', 'admin-cli', 'security-admin-console', 'account-console']) {
      const answer = await tokens({ grant_type: 'password', client_id, username: person.username, password: person.password });
      expect([400, 401]).toContain(answer.status);
    }
  });

  test('speaks Chinese first and English on request', async () => {
    expect(await (await fetch(authorizeUrl())).text()).toContain('lang="zh-CN"');
    expect(await (await fetch(authorizeUrl())).text()).toContain('密码');
    expect(await (await fetch(authorizeUrl({ ui_locales: 'en' }))).text()).toContain('Password');
  });
});

describe('a signed-in person', () => {
  test('cannot change the own claims', async () => {
    const person = await createPerson(['staff']);
    const { accessToken } = await signIn(person, { fresh: true });
    const account = await fetch(`${realmUrl}/account`, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ username: person.username, firstName: 'x', attributes: { district: ['other'], posts: ['principal'] } }),
    });
    expect([400, 401, 403]).toContain(account.status);
    const stored = (await (await (await keycloakAdmin())('GET', `/users/${person.sub}`)).json()) as { attributes: object };
    expect(stored.attributes).toEqual({ district: ['demo'] });
  });

  test('could not either with the account roles: the profile lets administrators edit alone', async () => {
    const admin = await keycloakAdmin();
    const profile = (await (await admin('GET', '/users/profile')).json()) as { unmanagedAttributePolicy?: string; attributes: { name: string; permissions: { edit: string[] } }[] };
    expect(profile.unmanagedAttributePolicy).toBeUndefined();
    expect(profile.attributes.map((attribute) => [attribute.name, attribute.permissions.edit])).toEqual(['username', 'email', 'firstName', 'lastName', 'district'].map((name) => [name, ['admin']]));
  });

  test('who is disabled and logged out stays out after being enabled again', async () => {
    const person = await createPerson(['staff']);
    const session = await signIn(person, { fresh: true });
    const admin = await keycloakAdmin();
    const stored = (await (await admin('GET', `/users/${person.sub}`)).json()) as object;
    await admin('PUT', `/users/${person.sub}`, { ...stored, enabled: false });
    await admin('POST', `/users/${person.sub}/logout`);
    await admin('PUT', `/users/${person.sub}`, { ...stored, enabled: true });
    expect((await refresh(session.refreshToken)).status).toBe(400);
  });
});

describe('the realm', () => {
  test('knows exactly the realm roles of the rulings', async () => {
    const known = (await (await (await keycloakAdmin())('GET', '/roles')).json()) as { name: string }[];
    const own = known.map((role) => role.name).filter((name) => !['offline_access', 'uma_authorization'].includes(name));
    expect(own.sort()).toEqual([...realmRoles, 'mfa-required', 'default-roles-guardroom'].sort());
  });

  test('asks for a second factor from exactly the roles that must have one', async () => {
    const admin = await keycloakAdmin();
    const demanding: string[] = [];
    for (const role of realmRoles) {
      const composites = (await (await admin('GET', `/roles/${role}/composites`)).json()) as { name: string }[];
      if (composites.some((one) => one.name === 'mfa-required')) demanding.push(role);
    }
    expect(demanding.sort()).toEqual([...secondFactorRoles].sort());
  });
});

interface Gateway {
  readonly clientId: string;
  readonly privateKey: CryptoKey;
}

/** Registers a gateway's client as the API does at enrolment; `changes` are what a stolen enroller might try to add. */
async function register(changes: object = {}): Promise<{ answer: Response; gateway: Gateway }> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', use: 'sig', alg: 'ES256' };
  const clientId = `gwy_${randomBytes(6).toString('hex')}`;
  const answer = await fetch(`${realmUrl}/clients-registrations/default`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await serviceToken(keycloak.enrollerClient)}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      clientId,
      clientAuthenticatorType: 'client-jwt',
      serviceAccountsEnabled: true,
      standardFlowEnabled: false,
      fullScopeAllowed: false,
      defaultClientScopes: ['basic', 'guardroom-agent'],
      attributes: { 'use.jwks.string': 'true', 'jwks.string': JSON.stringify({ keys: [jwk] }), 'token.endpoint.auth.signing.alg': 'ES256' },
      ...changes,
    }),
  });
  return { answer, gateway: { clientId, privateKey } };
}

async function gatewayToken({ clientId, privateKey }: Gateway, changes: { audience?: string; jti?: string } = {}): Promise<Response> {
  const assertion = await new SignJWT({ jti: changes.jti ?? randomUUID() })
    .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(changes.audience ?? realmUrl)
    .setIssuedAt()
    .setExpirationTime('30s')
    .sign(privateKey);
  return tokens({ grant_type: 'client_credentials', client_id: clientId, client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: assertion });
}

describe('a gateway', () => {
  test('signs in with its own key and gets a token for gateways, never for people’s API', async () => {
    const { answer, gateway } = await register();
    expect(answer.status).toBe(201);
    const granted = await gatewayToken(gateway);
    expect(granted.status).toBe(200);
    const claims = claimsOf(((await granted.json()) as { access_token: string }).access_token);
    expect(claims).toMatchObject({ aud: 'guardroom-gateway', azp: gateway.clientId });
    expect(claims).not.toHaveProperty('realm_access');
  });

  test('is refused with a foreign key, a foreign audience and a replayed assertion', async () => {
    const { gateway } = await register();
    const foreign = await generateKeyPair('ES256');
    expect((await gatewayToken({ ...gateway, privateKey: foreign.privateKey })).status).not.toBe(200);
    expect((await gatewayToken(gateway, { audience: 'https://elsewhere.example' })).status).not.toBe(200);
    const jti = randomUUID();
    expect((await gatewayToken(gateway, { jti })).status).toBe(200);
    expect((await gatewayToken(gateway, { jti })).status).not.toBe(200);
  });

  test.each([
    ['the audience of people', { defaultClientScopes: ['basic', 'guardroom-api'] }],
    ['the claims of people', { defaultClientScopes: ['basic', 'profile'] }],
    ['a claim of its own making', { protocolMappers: [{ name: 'x', protocol: 'openid-connect', protocolMapper: 'oidc-hardcoded-claim-mapper', config: { 'claim.name': 'district', 'claim.value': 'demo', 'access.token.claim': 'true' } }] }],
  ])('cannot be registered with %s', async (_what, changes) => {
    expect((await register(changes)).answer.status).toBe(403);
  });

  test('that asks for the whole of the roles gets none of them, then or later', async () => {
    const { answer, gateway } = await register({ fullScopeAllowed: true });
    const client = (await answer.json()) as { registrationAccessToken: string };
    const [stored] = (await (await (await keycloakAdmin())('GET', `/clients?clientId=${gateway.clientId}`)).json()) as { fullScopeAllowed: boolean }[];
    expect(stored?.fullScopeAllowed).toBe(false);
    const change = await fetch(`${realmUrl}/clients-registrations/default/${gateway.clientId}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${client.registrationAccessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...client, fullScopeAllowed: true }),
    });
    expect(change.status).toBe(403);
  });

  test('cannot be registered by anybody without the enroller’s right', async () => {
    const anonymous = await fetch(`${realmUrl}/clients-registrations/default`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ clientId: 'x' }) });
    expect(anonymous.status).toBe(403);
  });
});

describe('the service accounts', () => {
  test('get no token that the API takes', async () => {
    for (const client of [keycloak.adminClient, keycloak.enrollerClient]) {
      expect([claimsOf(await serviceToken(client))['aud']].flat()).not.toContain('guardroom-api');
    }
  });

  test('reach no further than their task: the enroller sees nobody, appointments change no client', async () => {
    const get = async (client: { id: string; secret: string }, path: string): Promise<number> =>
      (await fetch(`${keycloak.url}/admin/realms/${keycloak.realm}${path}`, { headers: { authorization: `Bearer ${await serviceToken(client)}` } })).status;
    expect(await get(keycloak.enrollerClient, '/users')).toBe(403);
    expect(await get(keycloak.enrollerClient, '/clients')).toBe(403);
    expect(await get(keycloak.adminClient, '/clients')).toBe(403);
    expect(await get(keycloak.adminClient, '/users?max=1')).toBe(200);
    expect(await get(keycloak.adminClient, '/roles/principal')).toBe(200);
  });
});
