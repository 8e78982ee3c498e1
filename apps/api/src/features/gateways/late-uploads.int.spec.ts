import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Result, type Routes } from '@guardroom/contracts';
import { type SignedManifest, manifestSha256, objectKeyOf, signManifest, signerOf } from '@guardroom/evidence';
import { type Instant, addMs, dayMs, instantOf } from '@guardroom/kernel';
import { Tenants } from '../../platform/database/databases.ts';
import { ObjectStore } from '../../platform/object-store/object-store.ts';
import { startApi, type TestApi } from '../../testing/start-api.ts';
import { TestGateway, type HeldSegment } from '../../testing/test-gateway.ts';
import { placeHold } from '../retention/public.ts';

let api: TestApi;
let gateway: TestGateway;
let camera: string;
let other: string;
let keys: Result<Routes['getDesiredState']>['cameras'][number]['keys'];

beforeAll(async () => {
  api = await startApi();
  gateway = await TestGateway.enrolled(api, api.schools[0]);
  [camera, other] = [await registered('走廊', gateway), await registered('操场', await TestGateway.enrolled(api, api.schools[0]))];
  keys = (await gateway.call<Result<Routes['getDesiredState']>>('GET', '/desired-state')).body.cameras[0]!.keys;
});
afterAll(() => api?.close());

async function registered(name: string, at: TestGateway): Promise<string> {
  const body = { name, location: '一楼', space: 'corridor', gatewayId: at.enrolment.gatewayId, rtspUrl: 'rtsp://127.0.0.1:1/a', username: 'u', password: 'p' };
  return (await api.call<{ id: string }>('qian.hua', 'POST', `/v1/schools/${api.schools[0].schoolId}/cameras`, body)).body.id;
}

const ago = (ms: number): Instant => instantOf(Math.floor((Date.now() - ms) / 1000) * 1000);

/** Holds a camera's footage around an instant for so many days from now. */
async function hold(cameraId: string, around: Instant, days: number): Promise<Instant> {
  const by = await api.machine(api.schools[0]);
  const until = instantOf(Math.floor(Date.now() / 1000) * 1000 + days * dayMs);
  const { rows } = await api.database.admin.query<{ number: string }>('select count(*)::text as number from holds');
  await api.app.get(Tenants).write(by, (tx) => placeHold(tx, by, { kind: 'preservation', source: { kind: 'incident', id: `inc_test${rows[0]!.number}` }, cameraIds: [cameraId], from: addMs(around, -60_000), to: addMs(around, 60_000), until, at: ago(0) }));
  return until;
}

/** Until when the store keeps a segment. */
async function lockedUntil({ signed }: HeldSegment): Promise<string | undefined> {
  const { schoolId } = api.schools[0];
  const store = api.app.get(ObjectStore);
  const key = objectKeyOf(signed.header);
  const { version } = (await store.stat(schoolId, key))!;
  return (await store.retention(schoolId, key, version))?.until.toISOString();
}

const announced = async (segment: HeldSegment) => (await gateway.announce(segment)).body.segments[0];

describe('footage that comes late', () => {
  test('is locked for its retention when nobody holds it', async () => {
    const startedAt = ago(29 * dayMs);
    const segment = await gateway.seal(camera, keys, startedAt);
    expect(await gateway.upload(segment)).toBe(200);
    expect(await announced(segment)).toMatchObject({ state: 'verified' });
    expect(await lockedUntil(segment)).toBe(addMs(startedAt, 30 * dayMs));
  });

  test('is locked at once until its hold ends', async () => {
    const startedAt = addMs(ago(28 * dayMs), 0);
    const until = await hold(camera, startedAt, 20);
    const segment = await gateway.seal(camera, keys, startedAt);
    expect(await gateway.upload(segment)).toBe(200);
    expect(await lockedUntil(segment)).toBe(until);
    expect(await announced(segment)).toMatchObject({ state: 'verified' });
  });

  test('and came to be held while it was on its way is locked for as long when it is announced', async () => {
    const startedAt = ago(27 * dayMs);
    const segment = await gateway.seal(camera, keys, startedAt);
    expect(await gateway.upload(segment)).toBe(200);
    const until = await hold(camera, startedAt, 20);
    expect(await announced(segment)).toMatchObject({ state: 'verified' });
    expect(await lockedUntil(segment)).toBe(until);
  });

  test('and is to be kept for longer since it was granted is locked for as long when it is announced', async () => {
    const startedAt = ago(26 * dayMs);
    const segment = await gateway.seal(camera, keys, startedAt);
    expect(await gateway.upload(segment)).toBe(200);
    const keepFor = (days: number) => api.database.admin.query('update schools set retention_days = $2 where school_id = $1', [api.schools[0].schoolId, days]);
    await keepFor(45);
    expect(await announced(segment)).toMatchObject({ state: 'verified' });
    await keepFor(30);
    expect(await lockedUntil(segment)).toBe(addMs(startedAt, 45 * dayMs));
  });

  test('and is older than footage is kept is taken while it is held, and refused when it is not', async () => {
    const startedAt = ago(35 * dayMs);
    const segment = await gateway.seal(camera, keys, startedAt);
    expect(await gateway.upload(segment)).toBe('gateway.older_than_retention');
    const until = await hold(camera, startedAt, 5);
    expect(await gateway.upload(segment)).toBe(200);
    expect(await announced(segment)).toMatchObject({ state: 'verified' });
    expect(await lockedUntil(segment)).toBe(until);
  });
});

describe('a heartbeat', () => {
  const beat = (expired = 0) =>
    gateway.call<Result<Routes['sendHeartbeat']>>('POST', '/heartbeat', {
      version: '0.1.0', sentAt: ago(0), clockOffsetMs: 0, clockUncertaintyMs: 1, revision: 1, spool: { bytes: 0, budgetBytes: 1, segments: 0, oldestAt: null, expired }, cameras: [],
    });

  test('is answered with the held footage of this gateway’s cameras, and not with that of others or what was released', async () => {
    await api.database.admin.query('update holds set released_at = now() where released_at is null');
    const [mine, theirs] = [ago(3 * dayMs), ago(4 * dayMs)];
    await hold(camera, mine, 3);
    await hold(other, theirs, 3);
    expect((await beat()).body.held).toEqual([{ cameraId: camera, from: addMs(mine, -60_000), to: addMs(mine, 60_000) }]);
  });

  test('says how many segments were dropped because nobody may keep them', async () => {
    expect((await beat(3)).status).toBe(200);
    expect((await api.database.admin.query('select spool_expired::int as n from gateway_status where gateway_id = $1', [gateway.enrolment.gatewayId])).rows).toEqual([{ n: 3 }]);
  });
});

describe('signed minutes', () => {
  /** A chain of minutes as a gateway signs it, from an instant on. */
  function chain(from: Instant, count: number, o: { first?: number; previous?: string | null } = {}): SignedManifest[] {
    const minutes: SignedManifest[] = [];
    let previous = o.previous ?? null;
    for (let i = 0; i < count; i += 1) {
      const minute = { ...gateway.manifest(camera, addMs(from, i * 60_000), [], [], (o.first ?? 0) + i).manifest, previousManifestSha256: previous };
      const signed = signManifest(minute, signerOf(gateway.enrolment.signingKeyId, gateway.signing.privateKey));
      previous = manifestSha256(signed);
      minutes.push(signed);
    }
    return minutes;
  }
  const send = async (...manifests: SignedManifest[]): Promise<string[]> => (await gateway.call<Result<Routes['sealMinutes']>>('POST', '/manifests', { manifests })).body.manifests.map((one) => one.state);
  const breaks = async (): Promise<unknown[]> => (await api.database.admin.query(`select minute, sequence::int, kind from chain_breaks order by minute`)).rows;
  const facts = async (): Promise<unknown[]> => (await api.database.admin.query(`select subject, body from facts where type = 'manifest.chain_broken' order by recorded_at`)).rows;
  const from = instantOf(Math.floor(Date.now() / 60_000) * 60_000 - 60 * 60_000);

  test('that follow each other break nothing, in whatever order they arrive and however often', async () => {
    const [first, second, third, fourth] = chain(from, 4) as [SignedManifest, SignedManifest, SignedManifest, SignedManifest];
    expect(await send(fourth)).toEqual(['sealed']);
    expect(await send(second, first)).toEqual(['sealed', 'sealed']);
    expect(await send(third)).toEqual(['sealed']);
    expect(await send(first, second, third, fourth)).toEqual(['sealed', 'sealed', 'sealed', 'sealed']);
    expect([await breaks(), await facts()]).toEqual([[], []]);
  });

  test('that name another minute as the one before them are kept, and the break is a fact, once', async () => {
    const at = addMs(from, 4 * 60_000);
    const [wrong] = chain(at, 1, { first: 4, previous: 'ab'.repeat(32) }) as [SignedManifest];
    expect(await send(wrong)).toEqual(['sealed']);
    expect(await send(wrong)).toEqual(['sealed']);
    expect(await breaks()).toEqual([{ minute: new Date(at), sequence: 4, kind: 'differs' }]);
    expect(await facts()).toEqual([{ subject: camera, body: { minute: at, sequence: 4, kind: 'differs' } }]);
  });

  test('are found broken also when the wrong one came before the one that it should follow', async () => {
    const at = addMs(from, 6 * 60_000);
    const [, later] = chain(at, 2, { first: 20, previous: 'cd'.repeat(32) }) as [SignedManifest, SignedManifest];
    const [earlier] = chain(at, 1, { first: 20, previous: 'ef'.repeat(32) }) as [SignedManifest];
    expect(await send(later)).toEqual(['sealed']);
    const before = (await breaks()).length;
    expect(await send(earlier)).toEqual(['sealed']);
    expect((await breaks()).slice(before)).toEqual([{ minute: new Date(addMs(at, 60_000)), sequence: 21, kind: 'differs' }]);
  });

  test('that begin to count anew show that the gateway lost its memory, in the camera’s day', async () => {
    const at = addMs(from, 12 * 60_000);
    expect(await send(...chain(at, 2))).toEqual(['sealed', 'sealed']);
    expect((await breaks()).at(-1)).toEqual({ minute: new Date(at), sequence: 0, kind: 'restarted' });
    const day = new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 10);
    await api.database.admin.query(
      `insert into camera_days (school_id, camera_id, day, district_id, expected_seconds, held_seconds, verified_seconds, unexplained_seconds, gaps, computed_at) select school_id, camera_id, $2, district_id, 10, 10, 10, 0, 0, now() from cameras where camera_id = $1`,
      [camera, day],
    );
    const { body } = await api.call<Result<Routes['listCameraDays']>>('zhao.an', 'GET', `/v1/schools/${api.schools[0].schoolId}/camera-days?cameraId=${camera}`);
    const known = (await breaks()) as { minute: Date }[];
    expect(body.items[0]).toMatchObject({ day, chainBreaks: known.filter((one) => new Date(one.minute.getTime() + 8 * 3_600_000).toISOString().startsWith(day)).length });
  });
});
