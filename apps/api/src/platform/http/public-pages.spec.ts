import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FastifyInstance, fastify } from 'fastify';
import { protectHeaders } from './protect-headers.ts';
import { servePublicPages } from './public-pages.ts';

const keycloak = { url: 'http://127.0.0.1:9', realm: 'guardroom' };
const script = 'export const console = 1;\n'.repeat(200);
let consoleDir: string;
let server: FastifyInstance;

beforeAll(async () => {
  consoleDir = mkdtempSync(join(tmpdir(), 'guardroom-console-'));
  mkdirSync(join(consoleDir, 'assets'));
  writeFileSync(join(consoleDir, 'index.html'), '<!doctype html>');
  writeFileSync(join(consoleDir, 'silent.html'), '<!doctype html>');
  writeFileSync(join(consoleDir, 'assets/console-abc.js'), script);
  writeFileSync(join(consoleDir, 'assets/console-abc.js.gz'), gzipSync(script));
  server = fastify();
  protectHeaders(server, { keycloakUrl: keycloak.url });
  servePublicPages(server, { keycloak, consoleDir }, []);
  await server.ready();
});
afterAll(async () => {
  await server.close();
  rmSync(consoleDir, { recursive: true });
});

describe('the files of the console', () => {
  test('are kept for ever when their names carry their hash, and asked for again otherwise', async () => {
    expect((await server.inject('/assets/console-abc.js')).headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect((await server.inject('/')).headers['cache-control']).toBe('no-cache');
    expect((await server.inject('/silent.html')).headers['cache-control']).toBe('no-cache');
  });

  test('come compressed to browsers that can read that, and as they are to others', async () => {
    const small = await server.inject({ url: '/assets/console-abc.js', headers: { 'accept-encoding': 'gzip' } });
    expect(small.headers).toMatchObject({ 'content-encoding': 'gzip', 'content-type': expect.stringMatching(/javascript/), 'cache-control': 'public, max-age=31536000, immutable', vary: expect.stringMatching(/accept-encoding/i) });
    expect(gunzipSync(small.rawPayload).toString()).toBe(script);
    const plain = await server.inject('/assets/console-abc.js');
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.body).toBe(script);
  });

  test('may be framed by the console alone, which frames the sign-in and its answer', async () => {
    const policy = String((await server.inject('/silent.html')).headers['content-security-policy']).split('; ');
    expect(policy).toEqual(expect.arrayContaining(["frame-ancestors 'self'", "frame-src 'self' http://127.0.0.1:9", "default-src 'self'"]));
  });
});

test('where to sign in is told to anybody and kept by nobody', async () => {
  const answer = await server.inject('/config.json');
  expect(answer.json()).toEqual({ keycloakUrl: keycloak.url, realm: 'guardroom', clientId: 'guardroom-console' });
  expect(answer.headers['cache-control']).toBe('no-store');
});
