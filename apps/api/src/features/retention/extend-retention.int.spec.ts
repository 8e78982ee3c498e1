import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { identityRoutes, policyRoutes } from '@guardroom/contracts';
import { objectKeyOf, sha256, sha256Hex } from '@guardroom/evidence';
import { civilDay, instantOf } from '@guardroom/kernel';
import { type Camera, type School, aCamera, aGateway } from '@guardroom/testkit';
import { JobsModule } from '../../platform/jobs/jobs.module.ts';
import { Performer } from '../../platform/jobs/performer.ts';
import { WorkRegistry } from '../../platform/jobs/registry.ts';
import { ObjectStore } from '../../platform/object-store/object-store.ts';
import { startApi, type TestApi } from '../../testing/start-api.ts';
import { PolicyModule } from '../tenancy/policy.module.ts';
import { RetentionModule } from './retention.module.ts';

const DAY = 86_400_000;
let api: TestApi;
let camera: Camera;
let objects: ObjectStore;

beforeAll(async () => {
  api = await startApi({ features: [JobsModule, PolicyModule, RetentionModule], routes: { ...policyRoutes, getMe: identityRoutes.getMe, getSchool: identityRoutes.getSchool } });
  api.app.get(WorkRegistry).collect();
  camera = await aCamera(api.database, await aGateway(api.database, api.schools[0] as School));
  objects = api.app.get(ObjectStore);
});
afterAll(() => api?.close());

const sql = async <Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> => (await api.database.admin.query(text, values)).rows as Row[];

/** A stored object of a segment, locked for a minute only. */
async function recorded(startedAt: Date): Promise<{ key: string; version: string; startedAt: Date }> {
  const key = objectKeyOf({ cameraId: camera.cameraId, startedAt: instantOf(startedAt.getTime()), sequence: 1 });
  const bytes = randomBytes(500);
  const grant = await objects.grantUpload(camera.at.schoolId, key, { bytes: bytes.length, sha256Hex: sha256Hex(bytes), retainUntil: new Date(Date.now() + 60_000) });
  expect((await fetch(grant.url, { method: 'PUT', headers: grant.headers, body: Uint8Array.from(bytes) })).status).toBe(200);
  const version = (await objects.stat(camera.at.schoolId, key))!.version!;
  await sql('select gr.ensure_day_partitions($1::date)', [civilDay(instantOf(startedAt.getTime()))]);
  await sql(
    `insert into segments (school_no, camera_no, started_at, ended_at, sequence, bytes, frames, uncertainty_ms, verified, sha256, footer_sha256, object_version)
     values ($1, $2, $3, $3::timestamptz + interval '10 seconds', 1, 500, 100, 5, true, $4, $4, $5)`,
    [camera.at.schoolNo, camera.cameraNo, startedAt, sha256(bytes), version],
  );
  return { key, version, startedAt };
}

/** Carries everything that is owed to this school's retention. */
async function work(): Promise<void> {
  for (const { fact_id: fact } of await sql<{ fact_id: string }>(`select fact_id from outbox where done_at is null and type = 'policy.took_effect'`)) await api.app.get(Performer).perform({ fact });
  const due = await sql<{ kind: string; subject: string; due_at: Date }>(`select kind, subject, due_at from due_work where kind = 'retention.extend'`);
  for (const { kind, subject, due_at: dueAt } of due) await api.app.get(Performer).perform({ schoolId: camera.at.schoolId, kind, subject, dueAt: dueAt.toISOString() });
}

async function confirm(figures: object, retentionReason?: string): Promise<void> {
  const place = `/v1/schools/${camera.at.schoolId}/policy/proposals`;
  const proposed = await api.call<{ id: string }>('zhao.an', 'POST', place, { figures, effectiveFrom: civilDay(instantOf(Date.now())), reason: '周界案件较多', ...(retentionReason ? { retentionReason } : {}) });
  expect(proposed.error).toBeUndefined();
  expect((await api.call('chen.ming', 'POST', `${place}/${proposed.body.id}/decision`, { kind: 'confirm' })).status).toBe(200);
}

describe('a longer retention', () => {
  test('locks what is held already until its recording plus the new days, and says how far it has come', async () => {
    const held = [await recorded(new Date(Date.now() - 20 * DAY)), await recorded(new Date(Date.now() - 3_600_000))];
    await confirm({ retentionDays: 45 }, '校门口施工，查证周期长');
    await work();
    for (const { key, version, startedAt } of held) {
      const lock = await objects.retention(camera.at.schoolId, key, version);
      expect(lock?.mode).toBe('COMPLIANCE');
      expect(lock!.until.getTime()).toBeGreaterThanOrEqual(startedAt.getTime() + 45 * DAY);
    }
    const { body } = await api.call<{ items: { school: { id: string }; relocking: object | null }[] }>('wang.xun', 'GET', '/v1/district/school-policies');
    expect(body.items.find(({ school }) => school.id === camera.at.schoolId)).toMatchObject({ relocking: { days: 45, objects: 2 } });
  });

  test('is done only when uploads that were granted before have arrived, and then is a fact', async () => {
    expect(await sql(`select 1 from facts where type = 'retention.extended'`)).toEqual([]);
    await sql(`update retention_extensions set noted_at = noted_at - interval '20 minutes', done_to = done_to - interval '20 minutes'`);
    await sql(`update due_work set subject = to_char((subject::timestamptz - interval '20 minutes') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), due_at = now() where kind = 'retention.extend'`);
    await work();
    expect(await sql<{ finished: boolean }>(`select finished_at is not null as finished from retention_extensions`)).toEqual([{ finished: true }]);
    expect(await sql(`select body from facts where type = 'retention.extended'`)).toMatchObject([{ body: { days: 45 } }]);
    await work();
    expect(await sql(`select 1 from facts where type = 'retention.extended'`)).toHaveLength(1);
  });

  test('is nothing to do when other figures change or days become fewer', async () => {
    await confirm({ retentionDays: 45, maxRangeHours: 6 });
    await confirm({ maxRangeHours: 6 });
    await work();
    expect(await sql(`select 1 from retention_extensions where finished_at is null`)).toEqual([]);
  });
});
