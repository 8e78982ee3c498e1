import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FastifyInstance, fastify } from 'fastify';
import request from 'supertest';
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

const get = (path: string) => request(server.server).get(path);

describe('the files of the console', () => {
  test('are kept for ever when their names carry their hash, and asked for again otherwise', async () => {
    await get('/assets/console-abc.js').expect(200).expect('cache-control', 'public, max-age=31536000, immutable');
    for (const page of ['/', '/silent.html']) await get(page).expect(200).expect('cache-control', 'no-cache');
  });

  test('come compressed to browsers that can read that, and as they are to others', async () => {
    const small = await get('/assets/console-abc.js').set('accept-encoding', 'gzip').expect('content-encoding', 'gzip').expect('vary', /accept-encoding/i);
    expect(small.headers).toMatchObject({ 'content-type': expect.stringMatching(/javascript/), 'cache-control': 'public, max-age=31536000, immutable', 'content-length': String(gzipSync(script).length) });
    expect(small.text).toBe(script);
    const plain = await get('/assets/console-abc.js').set('accept-encoding', 'identity').expect('content-length', String(script.length));
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.text).toBe(script);
  });

  test('may be framed by the console alone, which frames the sign-in and its answer', async () => {
    const policy = String((await get('/silent.html')).headers['content-security-policy']).split('; ');
    expect(policy).toEqual(expect.arrayContaining(["frame-ancestors 'self'", "frame-src 'self' http://127.0.0.1:9", "default-src 'self'"]));
  });
});

test('where to sign in is told to anybody and kept by nobody', async () => {
  await get('/config.json').expect(200, { keycloakUrl: keycloak.url, realm: 'guardroom', clientId: 'guardroom-console' }).expect('cache-control', 'no-store');
});
