import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bucketOf } from '@guardroom/evidence';
import { type SchoolId, newId } from '@guardroom/kernel';
import { freePort, testServers, until } from '@guardroom/testkit';
import { Client } from 'minio';
import { ensureGoProgram } from '../../infra/launcher/go-builds.ts';
import { ObjectGone, ObjectStore } from '../../apps/api/src/platform/object-store/object-store.ts';

const REGION = 'us-east-1';
type Reached = { readonly endpoint: string; readonly accessKey: string; readonly secretKey: string; end(): Promise<void> };

const minio = async (): Promise<Reached> => ({ ...(await testServers(['minio'])).minio, end: async () => undefined });

/** A second store by other people, on a folder of its own: what holds on both depends on neither. */
async function versitygw(): Promise<Reached> {
  const program = await ensureGoProgram('versitygw', () => undefined);
  const home = mkdtempSync(join(tmpdir(), 'guardroom-versitygw-'));
  for (const folder of ['data', 'versions']) mkdirSync(join(home, folder));
  const port = await freePort();
  const [accessKey, secretKey] = [randomBytes(8).toString('hex'), randomBytes(16).toString('hex')];
  const child: ChildProcess = spawn(program, ['--port', `127.0.0.1:${port}`, '--region', REGION, '--quiet', 'posix', '--versioning-dir', join(home, 'versions'), join(home, 'data')], {
    env: { ...process.env, ROOT_ACCESS_KEY: accessKey, ROOT_SECRET_KEY: secretKey },
    stdio: 'ignore',
  });
  const endpoint = `http://127.0.0.1:${port}`;
  await until('versitygw to answer', () => fetch(endpoint).then(() => true, () => false));
  return {
    endpoint, accessKey, secretKey,
    end: async () => {
      const gone = new Promise((resolve) => child.once('close', resolve));
      child.kill();
      await gone;
      rmSync(home, { recursive: true });
    },
  };
}

describe.each([['MinIO', minio], ['versitygw', versitygw]] as const)('a recording in %s', (_, start) => {
  let server: Reached;
  let store: ObjectStore;
  let root: Client;
  const schoolId = newId('sch');
  const content = randomBytes(200_000);
  const sha256Hex = createHash('sha256').update(content).digest('hex');
  const retainUntil = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3_600_000);
  const grantFor = (key: string) => store.grantUpload(schoolId, key, { bytes: content.length, sha256Hex, retainUntil });
  const put = async (url: string, headers: Record<string, string>, body: Buffer = content): Promise<number> => (await fetch(url, { method: 'PUT', headers, body: new Uint8Array(body) })).status;

  beforeAll(async () => {
    server = await start();
    store = new ObjectStore({ s3: { endpoint: server.endpoint, accessKey: server.accessKey, secretKey: server.secretKey, region: REGION } });
    const { hostname, port } = new URL(server.endpoint);
    root = new Client({ endPoint: hostname, port: Number(port), useSSL: false, accessKey: server.accessKey, secretKey: server.secretKey, region: REGION });
    await store.ensureBucket(schoolId);
    await store.ensureBucket(schoolId);
  }, 600_000);
  afterAll(() => server?.end());

  test('is stored once under its grant, and tells its checksum, its version and its lock', async () => {
    const { url, headers } = await grantFor('a/1.grs');
    expect(await put(url, { ...headers })).toBe(200);
    const stored = await store.stat(schoolId, 'a/1.grs');
    expect(stored).toMatchObject({ bytes: content.length, sha256: sha256Hex });
    expect(await store.retention(schoolId, 'a/1.grs', stored?.version)).toEqual({ mode: 'COMPLIANCE', until: retainUntil });
    expect(await put(url, { ...headers })).toBeGreaterThanOrEqual(400);
    expect((await store.stat(schoolId, 'a/1.grs'))?.version).toBe(stored?.version);
  });

  test('gives back any stretch of its bytes', async () => {
    const version = (await store.stat(schoolId, 'a/1.grs'))?.version;
    expect((await store.read(schoolId, 'a/1.grs', version, 70_001, 999)).equals(content.subarray(70_001, 71_000))).toBe(true);
    expect((await store.read(schoolId, 'a/1.grs', version, -100, 0)).equals(content.subarray(-100))).toBe(true);
  });

  test('is gone, and not merely out of reach, where no such version or stretch is there; a delete marker on top hides nothing', async () => {
    const { url, headers } = await grantFor('a/3.grs');
    expect(await put(url, { ...headers })).toBe(200);
    const version = (await store.stat(schoolId, 'a/3.grs'))!.version!;
    const gone = async (key: string, of: string | undefined, offset: number, length: number) => expect(await store.read(schoolId, key, of, offset, length).catch((error: unknown) => error)).toBeInstanceOf(ObjectGone);
    await gone('a/none.grs', undefined, 0, 10);
    await gone('a/3.grs', version, content.length, 10);
    await gone('a/3.grs', version, content.length - 5, 10);
    await root.removeObject(bucketOf(schoolId as SchoolId), 'a/3.grs');
    expect(await store.stat(schoolId, 'a/3.grs')).toBeUndefined();
    await gone('a/3.grs', undefined, 0, 10);
    expect((await store.read(schoolId, 'a/3.grs', version, 5, 10)).equals(content.subarray(5, 15))).toBe(true);
  });

  test('is refused with other bytes, without its lock, and with a shorter one; nothing is stored', async () => {
    const { url, headers } = await grantFor('a/2.grs');
    const { 'x-amz-object-lock-mode': _mode, 'x-amz-object-lock-retain-until-date': _until, ...unlocked } = headers;
    expect(await put(url, { ...headers }, randomBytes(content.length))).toBeGreaterThanOrEqual(400);
    expect(await put(url, unlocked)).toBeGreaterThanOrEqual(400);
    expect(await put(url, { ...headers, 'x-amz-object-lock-retain-until-date': '2026-11-22T00:00:00Z' })).toBeGreaterThanOrEqual(400);
    expect(await store.stat(schoolId, 'a/2.grs')).toBeUndefined();
  });

  test('can be locked longer and never shorter', async () => {
    const version = (await store.stat(schoolId, 'a/1.grs'))!.version!;
    const longer = new Date(retainUntil.getTime() + 3_600_000);
    await store.extendRetention(schoolId, 'a/1.grs', version, longer);
    await expect(store.extendRetention(schoolId, 'a/1.grs', version, retainUntil)).rejects.toThrow();
    expect((await store.retention(schoolId, 'a/1.grs', version))?.until).toEqual(longer);
  });

  test('cannot be deleted by the owner of the store either', async () => {
    const version = (await store.stat(schoolId, 'a/1.grs'))!.version!;
    await expect(root.removeObject(bucketOf(schoolId as SchoolId), 'a/1.grs', { versionId: version, governanceBypass: true })).rejects.toThrow();
    expect((await store.read(schoolId, 'a/1.grs', version, 0, 10)).equals(content.subarray(0, 10))).toBe(true);
  });
});
