import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { identityRoutes } from '@guardroom/contracts';
import { claimsOf, signIn, testServers, type TestKeycloak } from '@guardroom/testkit';
import { decodeProtectedHeader, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { PeopleModule } from '../../features/people/people.module.ts';
import { startApi, type TestApi } from '../../testing/start-api.ts';
import { KeycloakAdmin } from './keycloak-admin.ts';
import { TokenVerifier } from './token-verifier.ts';

let api: TestApi;
let keycloak: TestKeycloak;
beforeAll(async () => {
  [api, { keycloak }] = await Promise.all([startApi({ features: [PeopleModule], routes: identityRoutes }), testServers(['keycloak'])]);
});
afterEach(() => void jest.useRealTimers());
afterAll(() => api?.close());

const tokenUrl = (realm: string): string => `${keycloak.url}/realms/${realm}/protocol/openid-connect/token`;
const granted = async (realm: string, form: Record<string, string>): Promise<{ status: number; access_token: string; error_description?: string }> => {
  const answer = await fetch(tokenUrl(realm), { method: 'POST', body: new URLSearchParams(form) });
  return { status: answer.status, ...((await answer.json()) as { access_token: string }) };
};

describe('of what the identity provider signs', () => {
  test('the API takes the access token of the console and nothing else', async () => {
    const { accessToken, refreshToken, idToken } = await signIn('li.wei');
    const services = await Promise.all([keycloak.adminClient, keycloak.enrollerClient].map(({ id, secret }) => granted(keycloak.realm, { grant_type: 'client_credentials', client_id: id, client_secret: secret })));
    expect((await api.call({ token: accessToken }, 'GET', '/v1/me')).status).toBe(200);
    for (const token of [refreshToken, idToken, ...services.map(({ access_token }) => access_token)]) {
      expect([claimsOf(token)['typ'], await api.call({ token }, 'GET', '/v1/me')]).toMatchObject([expect.any(String), { status: 401, error: { code: 'identity.not_signed_in' } }]);
    }
  });
});

describe('a realm that changes its keys', () => {
  const keyProviders = 'org.keycloak.keys.KeyProvider';

  /** A realm of the test's own with one program in it, and Keycloak's superuser who keeps it. */
  async function ownRealm() {
    const realm = `keys-${randomBytes(4).toString('hex')}`;
    const { access_token } = await granted('master', { grant_type: 'password', client_id: 'admin-cli', ...keycloak.bootstrapAdmin });
    const admin = async (method: string, path: string, body?: object): Promise<Response> => {
      const answer = await fetch(`${keycloak.url}/admin/realms${path}`, { method, headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' }, ...(body ? { body: JSON.stringify(body) } : {}) });
      expect([method, path, answer.ok]).toEqual([method, path, true]);
      return answer;
    };
    const audience = { name: 'audience', protocol: 'openid-connect', protocolMapper: 'oidc-audience-mapper', config: { 'included.client.audience': 'guardroom-api', 'access.token.claim': 'true' } };
    await admin('POST', '', { realm, enabled: true, accessTokenLifespan: 3600, clients: [{ clientId: 'guardroom-api', bearerOnly: true }, { clientId: 'teller', secret: 'a secret', serviceAccountsEnabled: true, protocolMappers: [audience] }] });
    return { realm, admin, token: async () => (await granted(realm, { grant_type: 'client_credentials', client_id: 'teller', client_secret: 'a secret' })).access_token };
  }

  test('is followed: the new key counts at once, and a deleted one for five minutes at most', async () => {
    const { realm, admin, token } = await ownRealm();
    try {
      jest.useFakeTimers({ doNotFake: ['Date', 'hrtime', 'nextTick', 'queueMicrotask', 'setImmediate', 'clearImmediate', 'setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] });
      const verifier = new TokenVerifier({ serverUrl: keycloak.url, realm, audience: 'guardroom-api', mayHold: (azp) => azp === 'teller' });
      const counts = async (text: string): Promise<boolean> => (await verifier.verify(`Bearer ${text}`)) !== undefined;
      const before = await token();
      expect(await counts(before)).toBe(true);

      const known = (await (await admin('GET', `/${realm}/components?type=${keyProviders}`)).json()) as { id: string; providerId: string; parentId: string }[];
      const old = known.find(({ providerId }) => providerId === 'rsa-generated')!;
      await admin('POST', `/${realm}/components`, { name: 'newer', providerId: 'rsa-generated', providerType: keyProviders, parentId: old.parentId, config: { priority: ['200'], algorithm: ['RS256'] } });
      const after = await token();
      expect(decodeProtectedHeader(after).kid).not.toBe(decodeProtectedHeader(before).kid);
      jest.advanceTimersByTime(2_000);
      expect(await counts(after)).toBe(true);
      expect(await counts(before)).toBe(true);

      await admin('DELETE', `/${realm}/components/${old.id}`);
      jest.advanceTimersByTime(5 * 60_000);
      expect(await counts(before)).toBe(false);
      expect(await counts(after)).toBe(true);
    } finally {
      await admin('DELETE', `/${realm}`);
    }
  });
});

describe('a gateway that is registered', () => {
  test('signs in by words of the last minute, whatever they say of how long they hold', async () => {
    const { publicKey, privateKey } = await generateKeyPair('Ed25519', { extractable: true });
    const clientId = `gwy_${randomBytes(6).toString('hex')}`;
    const key = { keyId: 'the-key', publicKey: Buffer.from((await exportJWK(publicKey)).x!, 'base64url') };
    expect(await api.app.get(KeycloakAdmin).registerGateway(clientId, '网关', key)).toBe(true);
    const now = Math.floor(Date.now() / 1000);
    const signsIn = async (claims: JWTPayload) => {
      const assertion = await new SignJWT({ jti: randomUUID(), iss: clientId, sub: clientId, aud: `${keycloak.url}/realms/${keycloak.realm}`, ...claims }).setProtectedHeader({ alg: 'EdDSA', kid: key.keyId }).sign(privateKey);
      const form = { grant_type: 'client_credentials', client_id: clientId, client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: assertion };
      const { status, error_description } = await granted(keycloak.realm, form);
      return [status, error_description];
    };
    const hour = 3600;
    expect(await signsIn({ iat: now, exp: now + 30 })).toEqual([200, undefined]);
    expect(await signsIn({ iat: now - 120, exp: now + hour })).toEqual([400, expect.stringContaining('too far in the past')]);
    expect(await signsIn({ exp: now + hour })).toEqual([400, expect.stringContaining('too far in the future')]);
    expect(await signsIn({ iat: now })).toEqual([400, expect.stringContaining('exp claim is required')]);
  });
});
