import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Result, type Routes, footageAccessRoutes, identityRoutes } from '@guardroom/contracts';
import { objectKeyOf, sha256, sha256Hex } from '@guardroom/evidence';
import { civilDay, instantOf } from '@guardroom/kernel';
import { until } from '@guardroom/testkit';
import { type Camera, type School, aCamera, aGateway } from '../../../../../libs/testkit/src/builders/index.ts';
import { ObjectStore } from '../../platform/object-store/object-store.ts';
import { startApi, type TestApi } from '../../testing/start-api.ts';
import { FootageAccessModule } from '../footage-access/footage-access.module.ts';
import { coverUp } from '../footage-access/testing/sealed-footage.ts';
import { PeopleModule } from '../people/people.module.ts';
import { LockHeldObjects } from './due/lock-held-objects.ts';
import { RetentionModule } from './retention.module.ts';

const DAY = 86_400_000;

let api: TestApi;
let camera: Camera;
let objects: ObjectStore;
beforeAll(async () => {
  api = await startApi({ features: [FootageAccessModule, RetentionModule, PeopleModule], routes: { ...footageAccessRoutes, ...identityRoutes } });
  camera = await aCamera(api.database, await aGateway(api.database, api.schools[0] as School));
  objects = api.app.get(ObjectStore);
});
afterAll(() => api?.close());

/** Stores an object, locked for a minute. */
async function put(key: string, bytes: Buffer): Promise<void> {
  const grant = await objects.grantUpload(camera.at.schoolId, key, { bytes: bytes.length, sha256Hex: sha256Hex(bytes), retainUntil: new Date(Date.now() + 60_000) });
  expect((await fetch(grant.url, { method: 'PUT', headers: grant.headers, body: Uint8Array.from(bytes) })).status).toBe(200);
}

/** An indexed object whose own lock ends in a minute, and whose retention by policy ends in `endsInMs`. */
async function recorded(endsInMs: number, { inStore = true } = {}): Promise<{ startedAt: Date; key: string; version: string; bytes: Buffer }> {
  const startedAt = new Date(Date.now() - 30 * DAY + endsInMs);
  const key = objectKeyOf({ cameraId: camera.cameraId, startedAt: instantOf(startedAt.getTime()), sequence: 1 });
  const bytes = randomBytes(1_000);
  if (inStore) await put(key, bytes);
  const version = (await objects.stat(camera.at.schoolId, key))?.version ?? '';
  await api.database.admin.query('select gr.ensure_day_partitions($1::date)', [civilDay(instantOf(startedAt.getTime()))]);
  await api.database.admin.query(
    `insert into segments (school_no, camera_no, started_at, ended_at, sequence, bytes, frames, uncertainty_ms, verified, sha256, footer_sha256, object_version)
     values ($1, $2, $3, $3::timestamptz + interval '10 seconds', 1, 1000, 100, 5, true, $4, $4, nullif($5, ''))`,
    [camera.at.schoolNo, camera.cameraNo, startedAt, sha256(bytes), version],
  );
  return { startedAt, key, version, bytes };
}

/** A hold over that footage, for so long from now. */
async function held(startedAt: Date, forMs: number, lastsMs = 5_000): Promise<{ holdId: string; requestId: string; until: Date }> {
  const { body, error } = await api.call<Result<Routes['getRequest']>>('li.wei', 'POST', `/v1/schools/${api.schools[0].schoolId}/footage-requests`, {
    relation: 'class_teacher', purpose: 'pupil_injury', reason: '学生在东门受伤，需要查看经过', cameraIds: [camera.cameraId], from: startedAt, to: new Date(startedAt.getTime() + lastsMs), liabilityAccepted: true,
  });
  if (error) throw new Error(JSON.stringify(error));
  const { rows: [hold] } = await api.database.admin.query<{ hold_id: string; until_at: Date }>(`update holds set until_at = $2 where request_id = $1 returning hold_id, until_at`, [body.id, new Date(Date.now() + forMs)]);
  return { holdId: hold!.hold_id, requestId: body.id, until: hold!.until_at };
}

/** How often it is due again after a while. */
const retries = async (holdId: string): Promise<number> => (await api.database.admin.query<{ n: number }>(`select count(*)::int as n from due_work where kind = 'hold.lock' and subject = $1 and due_at between now() + interval '5 minutes' and now() + interval '15 minutes'`, [holdId])).rows[0]!.n;
const lock = async (holdId: string) => api.app.get(LockHeldObjects, { strict: false }).handle(await api.machine(api.schools[0]), { kind: 'hold.lock', subject: holdId, dueAt: new Date() });
const lockedAt = async (holdId: string) => (await api.database.admin.query<{ locked_at: Date | null }>('select locked_at from holds where hold_id = $1', [holdId])).rows[0]!.locked_at;
const lockFacts = async (requestId: string) => (await api.database.admin.query<{ body: object }>(`select body from facts where subject = $1 and type = 'hold.locked'`, [requestId])).rows.map((r) => r.body);
const lockEnds = async ({ key, version }: { key: string; version: string }): Promise<number> => (await objects.retention(camera.at.schoolId, key, version))!.until.getTime();
const waitsFor = (table: string) =>
  until(`somebody to wait at ${table}`, () => api.database.admin.query('select 1 from pg_locks where not granted and relation = $1::regclass and database = (select oid from pg_database where datname = current_database())', [table]), {
    isIt: ({ rows }) => rows.length > 0,
  });

describe('footage under a hold', () => {
  test('stays locked in the store to the end of the hold where that outlives its retention, and the lock was read back', async () => {
    const object = await recorded(10 * 60_000);
    const { holdId, requestId, until } = await held(object.startedAt, 20 * 60_000);
    await lock(holdId);
    const retention = await objects.retention(camera.at.schoolId, object.key, object.version);
    expect(retention?.mode).toBe('COMPLIANCE');
    expect(retention!.until.getTime()).toBeGreaterThanOrEqual(until.getTime());
    expect(await lockedAt(holdId)).not.toBeNull();
    await lock(holdId);
    expect(await objects.retention(camera.at.schoolId, object.key, object.version)).toEqual(retention);
    expect(await lockFacts(requestId)).toMatchObject([{ holdId, objects: 1, extended: 1 }]);
    const again = await api.database.admin.query(`select 1 from due_work where kind = 'hold.lock' and subject = $1 and due_at > now() + interval '5 hours'`, [holdId]);
    expect(again.rowCount).toBeGreaterThan(0);
  });

  test('is locked in the version that was recorded, with a delete marker or another object on top of it', async () => {
    for (const [endsInMs, cover] of [[11 * 60_000, undefined], [12 * 60_000, randomBytes(2_000)]] as const) {
      const object = await recorded(endsInMs);
      await coverUp(api, camera.at.schoolId, object.key, cover);
      const { holdId, until } = await held(object.startedAt, 20 * 60_000);
      await lock(holdId);
      expect((await objects.retention(camera.at.schoolId, object.key, object.version))!.until.getTime()).toBeGreaterThanOrEqual(until.getTime());
    }
  });

  test('is left alone where its retention lasts longer than the hold', async () => {
    const object = await recorded(40 * 60_000);
    const { holdId } = await held(object.startedAt, 20 * 60_000);
    await lock(holdId);
    expect((await objects.retention(camera.at.schoolId, object.key, object.version))!.until.getTime()).toBeLessThan(Date.now() + 61_000);
    expect(await lockedAt(holdId)).not.toBeNull();
  });

  test('is never called locked while an object is away: the work stays due', async () => {
    const object = await recorded(100_000 + 20 * 60_000, { inStore: false });
    const { holdId, requestId } = await held(object.startedAt, 60 * 60_000);
    await lock(holdId);
    expect(await retries(holdId)).toBe(1);
    expect(await lockedAt(holdId)).toBeNull();
    expect(await lockFacts(requestId)).toEqual([]);
  });

  test('is not locked after its hold was released', async () => {
    const object = await recorded(30 * 60_000);
    const { holdId, requestId } = await held(object.startedAt, 60 * 60_000);
    await api.call('li.wei', 'POST', `/v1/schools/${api.schools[0].schoolId}/footage-requests/${requestId}/withdrawal`, {});
    await lock(holdId);
    expect(await lockedAt(holdId)).toBeNull();
    expect((await objects.retention(camera.at.schoolId, object.key, object.version))!.until.getTime()).toBeLessThan(Date.now() + 61_000);
  });

  test('is locked step by step: a lost object keeps no others from it, and the next run goes on from there', async () => {
    const [first, second, third] = [await recorded(50 * 60_000), await recorded(65 * 60_000, { inStore: false }), await recorded(72 * 60_000)];
    const { holdId, requestId, until } = await held(first.startedAt, 3 * 3_600_000, 22 * 60_000 + 5_000);
    await lock(holdId);
    expect(await retries(holdId)).toBe(1);
    for (const object of [first, third]) expect(await lockEnds(object)).toBeGreaterThanOrEqual(until.getTime());
    expect(await lockedAt(holdId)).toBeNull();
    await put(second.key, second.bytes);
    await lock(holdId);
    expect(await lockedAt(holdId)).not.toBeNull();
    expect(await lockFacts(requestId)).toMatchObject([{ holdId, objects: 3, extended: 2 }]);
  });

  test('is locked no further once its hold was released on the way', async () => {
    const [first, second] = [await recorded(80 * 60_000), await recorded(95 * 60_000)];
    const { holdId, requestId, until } = await held(first.startedAt, 3 * 3_600_000, 15 * 60_000 + 5_000);
    const table = await api.database.admin.connect();
    await table.query('begin; lock table hold_cameras in access exclusive mode');
    const locking = lock(holdId);
    await waitsFor('hold_cameras');
    await table.query('update holds set released_at = now() where hold_id = $1', [holdId]);
    await table.query('commit');
    table.release();
    await locking;
    expect(await lockEnds(first)).toBeGreaterThanOrEqual(until.getTime());
    expect(await lockEnds(second)).toBeLessThan(Date.now() + 61_000);
    expect(await lockFacts(requestId)).toEqual([]);
  });
});
