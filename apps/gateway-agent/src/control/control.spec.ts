import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { verifySignature } from '@guardroom/evidence';
import { instantOf } from '@guardroom/kernel';
import { chmod, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { newHome, type Home } from '../testing/builders.ts';
import { loadIdentity, loadKeys, readKeys, type Identity } from './identity.ts';
import { ServerClock } from './server-clock.ts';
import { clientAssertion, TokenRefused, TokenSource } from './token.ts';

let home: Home;
beforeEach(async () => {
  home = await newHome();
});
afterEach(() => rm(home.path, { recursive: true }));

describe('the keys of a gateway', () => {
  const directory = (): string => join(home.path, 'identity');

  test('are made once and readable by the agent alone', async () => {
    expect(await loadKeys(directory())).toEqual(await loadKeys(directory()));
    for (const name of ['signing.key', 'sealing.key', 'enrolment.json']) expect((await stat(join(directory(), name))).mode & 0o777).toBe(0o600);
    expect((await stat(directory())).mode & 0o777).toBe(0o700);
  });

  test('are not made anew over a damaged one', async () => {
    await writeFile(join(directory(), 'signing.key'), 'AAAA');
    await expect(loadKeys(directory())).rejects.toThrow('does not hold a key');
  });

  test('are not made by whoever only reads them', async () => {
    await rm(join(directory(), 'sealing.key'));
    await expect(readKeys(directory())).rejects.toThrow('ENOENT');
  });

  test('belong to the enrolment that is kept beside them', async () => {
    await chmod(directory(), 0o755);
    const identity = await loadIdentity(directory(), await loadKeys(directory()));
    expect(identity?.gatewayId).toBe(home.identity.gatewayId);
    expect(verifySignature(Buffer.from('x'), identity!.signer.sign(Buffer.from('x')), home.identity.signingPublicKey)).toBe(true);
  });
});

describe('a client assertion', () => {
  const read = (text: string) => text.split('.').slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>);

  test('is signed by the gateway, lives less than a minute and is never the same twice', () => {
    const [first, second] = [clientAssertion(home.identity, 1_000), clientAssertion(home.identity, 1_000)];
    const [head, claims] = read(first);
    const { clientId, issuer, signingKeyId } = home.identity.enrolment;
    expect(head).toEqual({ alg: 'EdDSA', typ: 'JWT', kid: signingKeyId });
    expect(claims).toMatchObject({ iss: clientId, sub: clientId, aud: issuer, iat: 1_000 });
    expect(Number(claims!['exp']) - 1_000).toBeLessThanOrEqual(60);
    expect(read(second)[1]!['jti']).not.toBe(claims!['jti']);
    const [signed, signature] = [first.slice(0, first.lastIndexOf('.')), first.slice(first.lastIndexOf('.') + 1)];
    expect(verifySignature(Buffer.from(signed), Buffer.from(signature, 'base64url'), home.identity.signingPublicKey)).toBe(true);
  });
});

describe('a token source', () => {
  let provider: Server;
  let asked = 0;
  let answer: () => [number, object];
  beforeEach(async () => {
    asked = 0;
    provider = createServer((request, response) => {
      asked += 1;
      request.resume();
      const [status, body] = answer();
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    }).listen(0, '127.0.0.1');
    await once(provider, 'listening');
  });
  afterEach(() => void provider.close());
  const source = (): TokenSource => new TokenSource({ ...home.identity, enrolment: { ...home.identity.enrolment, tokenUrl: `http://127.0.0.1:${(provider.address() as AddressInfo).port}/` } } satisfies Identity);

  test('asks once for many callers, and again only when the token ends or was not taken', async () => {
    answer = () => [200, { access_token: `token ${asked}`, expires_in: 60 }];
    const tokens = source();
    expect(new Set(await Promise.all(Array.from({ length: 20 }, () => tokens.token())))).toEqual(new Set(['token 1']));
    expect(await tokens.token()).toBe('token 1');
    tokens.forget();
    expect(await tokens.token()).toBe('token 2');
  });

  test('says why it has none and asks again for the next caller', async () => {
    answer = () => [401, { error: 'invalid_client' }];
    const tokens = source();
    await expect(tokens.token()).rejects.toThrow('invalid_client');
    answer = () => [200, { access_token: 'now', expires_in: 60 }];
    expect(await tokens.token()).toBe('now');
    provider.close();
    provider.closeAllConnections();
    tokens.forget();
    await expect(tokens.token()).rejects.toThrow(TokenRefused);
  });
});

describe('the clock of the district', () => {
  const server = 1_795_000_000_000;

  test('is never claimed to be known before it was heard', () => {
    expect(new ServerClock(() => 0).estimate()).toEqual({ offsetMs: 0, uncertaintyMs: 10_000 });
  });

  test('is believed from the shortest round trip, and the true offset lies within the uncertainty', () => {
    const clock = new ServerClock(() => 0);
    const trueOffsetMs = 1_234;
    for (const [out, back] of [[300, 5], [2, 3], [5, 400], [80, 80]] as const) {
      const sentAtMs = server + trueOffsetMs;
      clock.heard(sentAtMs, sentAtMs + out + back, instantOf(server + out));
    }
    const { offsetMs, uncertaintyMs } = clock.estimate();
    expect(uncertaintyMs).toBe(2.5);
    expect(Math.abs(offsetMs - trueOffsetMs)).toBeLessThanOrEqual(uncertaintyMs);
  });

  test('grows less sure with time', () => {
    let steady = 0;
    const clock = new ServerClock(() => steady);
    clock.heard(server, server + 4, instantOf(server + 2));
    steady = 3_600_000;
    expect(clock.estimate().uncertaintyMs).toBeCloseTo(2 + 180, 6);
  });
});
