import { createHmac, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { CompactSign, exportJWK, type JWTPayload, SignJWT } from 'jose';
import { PartAway } from '../errors/refused.ts';
import { TokenVerifier } from './token-verifier.ts';

type Key = { readonly kid: string; readonly publicKey: KeyObject; readonly privateKey: KeyObject; readonly use: 'sig' | 'enc' };
const keyOf = (kid: string, use: Key['use'] = 'sig'): Key => ({ kid, use, ...generateKeyPairSync('rsa', { modulusLength: 2048 }) });
const [first, second, forEncryption, foreign] = [keyOf('first'), keyOf('second'), keyOf('for-encryption', 'enc'), keyOf('first')];

/** Stands where the realm tells its keys: with these keys, or with any other answer. */
let peer: Server;
let url: string;
let asked: number;
let told: RequestListener;
let jwks: string;
const tells = async (...keys: Key[]): Promise<void> => {
  jwks = JSON.stringify({ keys: await Promise.all(keys.map(async ({ kid, use, publicKey }) => ({ ...(await exportJWK(publicKey)), kid, use, alg: use === 'sig' ? 'RS256' : 'RSA-OAEP' }))) });
  told = (_request, response) => void response.setHeader('content-type', 'application/json').end(jwks);
};

beforeEach(async () => {
  asked = 0;
  peer = createServer((request, response) => {
    asked += 1;
    if (request.url === '/realms/school/protocol/openid-connect/certs') told(request, response);
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(peer, 'listening');
  url = `http://127.0.0.1:${(peer.address() as AddressInfo).port}`;
  await tells(first, forEncryption);
});
afterEach(() => {
  jest.useRealTimers();
  peer.closeAllConnections();
  peer.close();
});

const verifier = (): TokenVerifier => new TokenVerifier({ serverUrl: url, realm: 'school', audience: 'guardroom-api', mayHold: (azp) => azp === 'guardroom-console' });

const now = (): number => Math.floor(Date.now() / 1000);
const claims = (): JWTPayload => ({ iss: `${url}/realms/school`, aud: 'guardroom-api', typ: 'Bearer', azp: 'guardroom-console', sub: 'somebody', sid: 'a session', jti: randomUUID(), iat: now(), exp: now() + 3600, amr: ['pwd', 'otp'] });
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token that counts, unless something is bent. A claim that is bent to `undefined` is left out. */
async function token(bent: { readonly claims?: Record<string, unknown>; readonly header?: { readonly alg?: string; readonly kid?: string | undefined; readonly jwk?: object }; readonly key?: Key } = {}): Promise<string> {
  const { key = first, header } = bent;
  return new SignJWT({ ...claims(), ...bent.claims }).setProtectedHeader({ alg: 'RS256', kid: key.kid, ...header } as { alg: string }).sign(key.privateKey);
}
const verify = async (by: TokenVerifier, text: string) => by.verify(`Bearer ${text}`);
const many = <T>(n: number, one: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: n }, one));

describe('a token', () => {
  test('counts when the realm made it for us, and says whose it is', async () => {
    const text = await token({ claims: { jti: 'the one', cnf: { jkt: 'a key' } } });
    expect(await verify(verifier(), text)).toEqual({ sub: 'somebody', sid: 'a session', jti: 'the one', azp: 'guardroom-console', issuedAt: expect.any(Number), expiresAt: expect.any(Number), secondFactor: true, thumbprint: 'a key' });
  });

  test('for several counts when we are among them', async () => {
    expect(await verify(verifier(), await token({ claims: { aud: ['elsewhere', 'guardroom-api'] } }))).toBeDefined();
  });

  test.each<[string, () => Record<string, unknown>]>([
    ['is for somebody else', () => ({ aud: 'elsewhere' })],
    ['is for nobody', () => ({ aud: undefined })],
    ['another realm made', () => ({ iss: `${url}/realms/other` })],
    ['is over', () => ({ exp: now() - 1 })],
    ['never ends', () => ({ exp: undefined })],
    ['ends at no number', () => ({ exp: String(now() + 3600) })],
    ['was made in the future', () => ({ iat: now() + 60 })],
    ['was made at no time', () => ({ iat: undefined })],
    ['does not count yet', () => ({ nbf: now() + 60 })],
    ['counts from no number on', () => ({ nbf: 'now' })],
    ['is there to be renewed', () => ({ typ: 'Refresh' })],
    ['tells the console who signed in', () => ({ typ: 'ID' })],
    ['another program holds', () => ({ azp: 'guardroom-enroller' })],
    ['nobody holds', () => ({ azp: undefined })],
    ['is of nobody', () => ({ sub: undefined })],
    ['has no name', () => ({ jti: undefined })],
  ])('that %s is refused', async (_what, bent) => {
    const by = verifier();
    expect(await verify(by, await token())).toBeDefined();
    expect(await verify(by, await token({ claims: bent() }))).toBeUndefined();
  });

  const pem = (): string => first.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  test.each<[string, () => Promise<string> | string]>([
    ['signed with a foreign key under a known name', () => token({ key: foreign })],
    ['signed with a foreign key that it brings along', async () => token({ key: foreign, header: { jwk: await exportJWK(foreign.publicKey) } })],
    ['signed with the key for encryption', () => token({ key: forEncryption })],
    ['signed by a key without name', () => token({ header: { kid: undefined } })],
    ['signed by another algorithm', () => token({ header: { alg: 'PS256' } })],
    ['keyed with the public key', () => {
      const signed = `${part({ alg: 'HS256', kid: first.kid })}.${part(claims())}`;
      return `${signed}.${createHmac('sha256', pem()).update(signed).digest('base64url')}`;
    }],
    ['not signed', () => `${part({ alg: 'none', kid: first.kid })}.${part(claims())}.`],
    ['not signed, with a signature for show', async () => `${part({ alg: 'none', kid: first.kid })}.${part(claims())}.${(await token()).split('.')[2]}`],
    ['changed after it was signed', async () => {
      const [header, , signature] = (await token()).split('.');
      return `${header}.${part({ ...claims(), sub: 'somebody else' })}.${signature}`;
    }],
    ['holding a list', () => new CompactSign(Buffer.from('[1, 2, 3, 4, 5, 6]')).setProtectedHeader({ alg: 'RS256', kid: first.kid }).sign(first.privateKey)],
    ['holding nothing', () => new CompactSign(Buffer.from('null            ')).setProtectedHeader({ alg: 'RS256', kid: first.kid }).sign(first.privateKey)],
    ['with a fourth part', async () => `${await token()}.${part({})}`],
    ['with a blank in its signature', async () => (await token()).replace(/(.{8})$/, ' $1')],
    ['with a line break at its end', async () => `${await token()}\n`],
    ['with a sign of another alphabet', async () => `${await token()}=`],
    ['followed by another', async () => `${await token()}, Bearer ${await token()}`],
  ])('%s is refused', async (_what, make) => {
    const by = verifier();
    expect(await verify(by, await token())).toBeDefined();
    expect(await verify(by, await make())).toBeUndefined();
  });

  test.each([undefined, '', 'Bearer', 'Bearer ', 'Basic Z3VhcmRyb29tOg=='])('is not seen in %p', async (authorization) => {
    expect(await verifier().verify(authorization)).toBeUndefined();
    expect(asked).toBe(0);
  });
});

/** A clock that only the keys' age goes by: it stands until the answer is called. */
function standingClock(): (ms: number) => void {
  jest.useFakeTimers({ doNotFake: ['Date', 'hrtime', 'nextTick', 'queueMicrotask', 'setImmediate', 'clearImmediate', 'setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] });
  return (ms) => void jest.advanceTimersByTime(ms);
}

describe('the keys of the realm', () => {
  test('are asked for once, however many come at the start', async () => {
    const [by, text] = [verifier(), await token()];
    expect((await many(100, () => verify(by, text))).filter((claimed) => claimed?.sub === 'somebody')).toHaveLength(100);
    expect(asked).toBe(1);
  });

  test('are asked for once in a while, however many tokens name keys that are none', async () => {
    const pass = standingClock();
    const [by, text] = [verifier(), await token({ header: { kid: 'no such key' } })];
    expect(new Set(await many(300, () => verify(by, text)))).toEqual(new Set([undefined]));
    expect(new Set(await many(300, () => verify(by, text)))).toEqual(new Set([undefined]));
    expect(asked).toBe(1);
    pass(2_000);
    await many(300, () => verify(by, text));
    expect(asked).toBe(2);
  });

  test('are not asked for by tokens under a known one', async () => {
    const by = verifier();
    for (const _ of [1, 2, 3]) expect(await verify(by, await token())).toBeDefined();
    expect(asked).toBe(1);
  });

  test('are learnt as soon as a token names a new one', async () => {
    const pass = standingClock();
    const by = verifier();
    expect(await verify(by, await token())).toBeDefined();
    await tells(first, second);
    pass(2_000);
    expect(await verify(by, await token({ key: second }))).toBeDefined();
    expect(await verify(by, await token())).toBeDefined();
    expect(asked).toBe(2);
  });

  test('count no longer than five minutes after the realm has deleted them', async () => {
    const pass = standingClock();
    const by = verifier();
    expect(await verify(by, await token())).toBeDefined();
    await tells(second);
    pass(5 * 60_000 - 1);
    expect(await verify(by, await token())).toBeDefined();
    pass(1);
    expect(await verify(by, await token())).toBeUndefined();
    expect(await verify(by, await token({ key: second }))).toBeDefined();
    expect(asked).toBe(2);
  });
});

describe('a realm that cannot be asked for its keys', () => {
  test.each<[string, RequestListener]>([
    ['answers with a page', (_, response) => void response.setHeader('content-type', 'text/html').end('<!doctype html><title>502</title>')],
    ['answers with half an answer', (_, response) => void response.setHeader('content-length', '1000').write('{"keys": [', () => response.destroy())],
    ['answers with nothing in it', (_, response) => void response.end('{}')],
    ['has no key', (_, response) => void response.end('{"keys": []}')],
    ['fails, whatever it sends along', (_, response) => void response.writeHead(503).end(jwks)],
    ['points elsewhere', (_, response) => void response.writeHead(302, { location: `${url}/realms/school/protocol/openid-connect/certs` }).end()],
    ['does not answer', () => undefined],
    ['stops in the middle of its answer', (_, response) => void response.write('{"keys": [')],
    ['hangs up', (request) => void request.socket.destroy()],
  ])('and %s is told of as away, and asked again later', async (_way, answer) => {
    const pass = standingClock();
    const [by, text] = [verifier(), await token()];
    told = answer;
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => verify(by, text)));
    expect(tries.map((one) => one.status === 'rejected' && one.reason instanceof PartAway)).not.toContain(false);
    await expect(verify(by, text)).rejects.toThrow('the identity provider does not answer');
    expect(asked).toBe(1);
    await tells(first);
    pass(2_000);
    expect(await verify(by, text)).toBeDefined();
    expect(asked).toBe(2);
  });

  test('makes no difference while its keys count, and then to every token', async () => {
    const pass = standingClock();
    const [by, text] = [verifier(), await token()];
    expect(await verify(by, text)).toBeDefined();
    told = (_, response) => void response.writeHead(503).end();
    pass(2_000);
    expect(await verify(by, await token({ key: second }))).toBeUndefined();
    expect(await verify(by, text)).toBeDefined();
    pass(5 * 60_000);
    await expect(verify(by, text)).rejects.toThrow(PartAway);
  });
});
