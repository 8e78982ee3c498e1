import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Result, routes } from '@guardroom/contracts';
import { poolOf } from '@guardroom/db';
import { generateSigningKeyPair, openCameraPassword } from '@guardroom/evidence';
import { type Instant, instantOf, newId } from '@guardroom/kernel';
import { type FactRow, storedFactOf } from '../../platform/facts/stored-fact.ts';
import { startApi, type TestApi } from '../../testing/start-api.ts';
import { TestGateway, announcementOf, enrol } from '../../testing/test-gateway.ts';
import { CarryRevokedGateway } from '../equipment/reactions/carry-revoked-gateway.ts';

type Desired = Result<typeof routes.getDesiredState>;
type Camera = Result<typeof routes.getCamera>;

let api: TestApi;
let gateway: TestGateway;
let camera: Camera;
let keys: Desired['cameras'][number]['keys'];

const at = (n: 0 | 1, path: string): string => `/v1/schools/${api.schools[n].schoolId}${path}`;
const secondsAgo = (seconds: number): Instant => instantOf(Date.now() - seconds * 1000);
const cameraBody = (name: string, gatewayId: string) => ({ name, location: '一楼', space: 'corridor', gatewayId, rtspUrl: 'rtsp://127.0.0.1:8554/a', username: 'u', password: 'p4ss-字' });

beforeAll(async () => {
  api = await startApi();
  gateway = await TestGateway.enrolled(api, api.schools[0]);
  camera = (await api.call<Camera>('qian.hua', 'POST', at(0, '/cameras'), cameraBody('走廊', gateway.enrolment.gatewayId))).body;
  keys = (await gateway.call<Desired>('GET', '/desired-state')).body.cameras[0]?.keys ?? [];
});
afterAll(() => api?.close());

describe('enrolment', () => {
  test('takes a code once, also when it is sent many times at once', async () => {
    const { body } = await api.call<{ enrolmentCode: string }>('qian.hua', 'POST', at(0, '/gateways'), { name: '竞赛' });
    const answers = await Promise.all(Array.from({ length: 6 }, () => enrol(api, body.enrolmentCode)));
    expect(answers.map((a) => a.status).sort()).toEqual([201, 403, 403, 403, 403, 403]);
    expect((await enrol(api, body.enrolmentCode)).error?.code).toBe('gateway.code_unknown');
    const { rows } = await api.database.admin.query(`select state, enrolment_hash from gateways where name = '竞赛'`);
    expect(rows).toEqual([{ state: 'active', enrolment_hash: null }]);
  });

  test('knows nothing of a code that is made up, and takes no key of another length', async () => {
    expect((await enrol(api, 'AAAAAA-AAAAAA-AAAAAA-AAAAAA')).error?.code).toBe('gateway.code_unknown');
    expect((await api.call(undefined, 'POST', '/v1/enrolment', { code: 'AAAAAA-AAAAAA-AAAAAA-AAAAAA', signingKey: 'AAAA', sealingKey: 'AAAA' })).error?.faults?.[0]?.path).toBe('body.signingKey');
  });

  test("gives tokens that open a gateway's operations and nobody else's", async () => {
    expect((await gateway.call('GET', '/desired-state')).status).toBe(200);
    expect((await api.call({ token: await gateway.token() }, 'GET', '/v1/me')).error?.code).toBe('identity.not_signed_in');
    expect((await api.call('qian.hua', 'GET', '/v1/gateway/desired-state')).error?.code).toBe('identity.not_signed_in');
  });
});

describe('desired state', () => {
  test('carries the password for this gateway alone and keys for yesterday to 35 days ahead', async () => {
    const { body } = await gateway.call<Desired>('GET', '/desired-state');
    const wanted = body.cameras.find((c) => c.id === camera.id);
    expect(wanted?.keys).toHaveLength(37);
    const sealed = Buffer.from(wanted?.sealedPassword ?? '', 'base64');
    expect(await openCameraPassword({ gatewayPrivateKey: gateway.sealing.privateKey, cameraId: camera.id, sealed })).toBe('p4ss-字');
    const { rows } = await api.database.admin.query(`select 1 from cameras where position('p4ss'::bytea in sealed_password) > 0 union all select 1 from facts where body::text like '%p4ss%'`);
    expect(rows).toEqual([]);
  });

  test('wakes a waiting gateway at a change, long before its wait is over', async () => {
    const { body: before } = await gateway.call<Desired>('GET', '/desired-state');
    const waiting = gateway.call<Desired>('GET', `/desired-state?since=${before.revision}&waitSeconds=20`);
    const changed = await api.call('qian.hua', 'PATCH', at(0, `/cameras/${camera.id}`), { username: 'viewer2' });
    expect(changed.status).toBe(200);
    expect((await waiting).body.revision).toBe(before.revision + 1);
  });

  test('is not taken for changed on the word of a login that may do nothing here', async () => {
    const { body: before } = await gateway.call<Desired>('GET', '/desired-state');
    const liar = poolOf(api.database.config, 'case', 1);
    const askedAt = Date.now();
    let isOver = false;
    const waiting = gateway.call<Desired>('GET', `/desired-state?since=${before.revision}&waitSeconds=3`).finally(() => (isOver = true));
    while (!isOver) await liar.query(`select pg_notify('gateway_revision', $1)`, [gateway.enrolment.gatewayId]);
    await liar.end();
    expect(await waiting).toMatchObject({ status: 200, body: { revision: before.revision } });
    expect(Date.now() - askedAt).toBeGreaterThanOrEqual(3_000);
  });

  test('holds no connection of the database while gateways wait', async () => {
    const { body } = await gateway.call<Desired>('GET', '/desired-state');
    const waiting = Array.from({ length: 30 }, () => gateway.call<Desired>('GET', `/desired-state?since=${body.revision}&waitSeconds=4`));
    const meanwhile = await gateway.call('POST', '/heartbeat', heartbeat());
    expect(meanwhile.status).toBe(200);
    expect(new Set((await Promise.all(waiting)).map((a) => a.body.revision))).toEqual(new Set([body.revision]));
  });
});

const heartbeat = (cameras: object[] = []) => ({
  version: '0.1.0',
  sentAt: secondsAgo(0),
  clockOffsetMs: -3.5,
  clockUncertaintyMs: 2,
  revision: 1,
  spool: { bytes: 1000, budgetBytes: 10_000, segments: 2, oldestAt: secondsAgo(30) },
  cameras,
});

test('a heartbeat shows gateway and camera as they are, and a wrong password by name', async () => {
  const report = { cameraId: camera.id, state: 'wrong_password', since: secondsAgo(5), detail: '401', codec: null, deliveredFps: null, lastFrameAt: null };
  expect((await gateway.call('POST', '/heartbeat', heartbeat([report, { ...report, cameraId: newId('cam') }]))).status).toBe(200);
  expect((await api.call<Camera>('li.wei', 'GET', at(0, `/cameras/${camera.id}`))).body).toMatchObject({ state: 'wrong_password', stateDetail: '401', rtspUrl: null });
  const { body } = await api.call<{ items: { id: string; online: boolean; clockOffsetMs: number }[] }>('li.wei', 'GET', at(0, '/gateways'));
  expect(body.items.find((g) => g.id === gateway.enrolment.gatewayId)).toMatchObject({ online: true, clockOffsetMs: -3.5, spoolBytes: 1000, cameras: 1, camerasRecording: 0 });
});

describe('segments', () => {
  test('are indexed as verified once the store holds exactly these bytes under lock, and announcing again changes nothing', async () => {
    const held = await gateway.seal(camera.id, keys, secondsAgo(40));
    expect((await gateway.announce(held)).body.segments[0]).toMatchObject({ state: 'refused', code: 'gateway.object_missing' });
    expect(await gateway.upload(held)).toBe(200);
    expect((await gateway.announce(held)).body.segments[0]).toMatchObject({ state: 'verified', code: null });
    expect((await gateway.announce(held)).body.segments[0]).toMatchObject({ state: 'verified', code: null });
    expect(await gateway.upload(held)).toBe('stored');
    const { rows } = await api.database.admin.query(`select verified, object_version is not null as pinned, bytes from segments`);
    expect(rows).toEqual([{ verified: true, pinned: true, bytes: held.object.length }]);
  });

  test('of another content in the same place are refused, and that is a fact', async () => {
    const startedAt = secondsAgo(60);
    const first = await gateway.seal(camera.id, keys, startedAt, { sequence: 900 });
    const second = await gateway.seal(camera.id, keys, startedAt, { sequence: 901 });
    expect([await gateway.upload(first), await gateway.upload(second)]).toEqual([200, 200]);
    expect((await gateway.announce(first)).body.segments[0]?.state).toBe('verified');
    expect((await gateway.announce(second)).body.segments[0]).toMatchObject({ state: 'refused', code: 'gateway.segment_conflict' });
    const { rows } = await api.database.admin.query(`select subject from facts where type = 'segment.conflict_refused'`);
    expect(rows).toEqual([{ subject: camera.id }]);
  });

  test('signed by another key, of another gateway or changed after signing are refused one by one', async () => {
    const good = await gateway.seal(camera.id, keys, secondsAgo(80));
    await gateway.upload(good);
    const stranger = await gateway.seal(camera.id, keys, secondsAgo(90), { signing: generateSigningKeyPair() });
    const foreign = await gateway.seal(camera.id, keys, secondsAgo(100), { header: { schoolId: api.schools[1].schoolId as never } });
    const bent = announcementOf(good);
    const answers = await gateway.call<Result<typeof routes.announceSegments>>('POST', '/segments', {
      segments: [announcementOf(good), announcementOf(stranger), announcementOf(foreign), { ...bent, footer: { ...bent.footer, frames: 99 } }],
    });
    expect(answers.body.segments.map((s) => s.code)).toEqual([null, 'gateway.signature_invalid', 'gateway.header_foreign', 'gateway.signature_invalid']);
  });

  test('are granted no upload for the future, for times past retention or for a camera of another school', async () => {
    const ask = { cameraId: camera.id, startedAt: secondsAgo(-60), sequence: 1, bytes: 10, sha256: 'a'.repeat(64) };
    const { body } = await gateway.call<Result<typeof routes.grantUploads>>('POST', '/upload-grants', {
      objects: [ask, { ...ask, startedAt: secondsAgo(31 * 86_400) }, { ...ask, startedAt: secondsAgo(10), cameraId: newId('cam') }, { ...ask, startedAt: secondsAgo(10) }],
    });
    expect(body.grants.map((g) => g.code)).toEqual(['gateway.starts_in_future', 'gateway.older_than_retention', 'gateway.camera_unknown', null]);
    const until = Date.parse(body.grants[3]?.headers['x-amz-object-lock-retain-until-date'] ?? '');
    const kept = (until - Date.parse(body.grants[3]?.startedAt ?? '')) / 86_400_000;
    expect(kept).toBeGreaterThanOrEqual(30);
    expect(kept).toBeLessThan(30 + 1 / 86_400);
  });

  test('reach the index in one batch however many', async () => {
    const held = await Promise.all(Array.from({ length: 20 }, (_, i) => gateway.seal(camera.id, keys, secondsAgo(1_000 - i * 10))));
    await Promise.all(held.map((h) => gateway.upload(h)));
    const { body } = await gateway.announce(...held);
    expect(body.segments.every((s) => s.state === 'verified')).toBe(true);
  });
});

test('minutes are sealed once by their signature, with the gaps that the gateway names; another text is refused', async () => {
  const minute = instantOf(Math.floor(Date.now() / 60_000 - 3) * 60_000);
  const gap = { from: minute, to: instantOf(Date.parse(minute) + 20_000), cause: 'camera_unreachable' };
  const sealed = gateway.manifest(camera.id, minute, [], [gap]);
  const other = gateway.manifest(camera.id, minute, [], [], 1);
  const send = (manifests: object[]) => gateway.call<Result<typeof routes.sealMinutes>>('POST', '/manifests', { manifests });
  expect((await send([sealed])).body.manifests[0]).toMatchObject({ state: 'sealed', code: null });
  expect((await send([sealed])).body.manifests[0]).toMatchObject({ state: 'sealed', code: null });
  expect((await send([other])).body.manifests[0]).toMatchObject({ state: 'refused', code: 'gateway.manifest_conflict' });
  expect((await send([{ ...sealed, signature: other.signature }])).body.manifests[0]?.code).toBe('gateway.signature_invalid');
  const ancient = gateway.manifest(camera.id, '1991-05-06T07:08:00.000Z' as Instant, [], []);
  expect((await send([ancient, sealed])).body.manifests.map((m) => m.code)).toEqual(['gateway.older_than_retention', null]);
  const { rows } = await api.database.admin.query(`select (select count(*)::int from minute_manifests) as minutes, (select cause from reported_gaps) as cause, (select count(*)::int from facts where type = 'minutes.sealed') as facts`);
  expect(rows).toEqual([{ minutes: 1, cause: 'camera_unreachable', facts: 1 }]);
});

describe('a gateway that is revoked', () => {
  let lost: TestGateway;
  const revoke = (who: string) => api.call<{ state: string }>(who, 'POST', at(0, `/gateways/${lost.enrolment.gatewayId}/revocation`), { reason: '机房失窃' });
  beforeAll(async () => {
    lost = await TestGateway.enrolled(api, api.schools[0]);
  });

  test('is switched off by those who answer for the school, once, and refused from the next request on, token and all', async () => {
    expect((await lost.call('GET', '/desired-state')).status).toBe(200);
    expect((await revoke('qian.hua')).error?.code).toBe('identity.not_permitted');
    expect((await revoke('zhao.an')).body).toMatchObject({ state: 'revoked' });
    expect((await lost.call('GET', '/desired-state')).status).toBe(401);
    expect((await lost.call('POST', '/heartbeat', heartbeat())).status).toBe(401);
    expect((await revoke('chen.ming')).error?.code).toBe('equipment.gateway_revoked_already');
    expect((await gateway.call('GET', '/desired-state')).status).toBe(200);
    const { rows } = await api.database.admin.query<{ body: { reason: string } }>(`select body from facts where type = 'gateway.revoked' and subject = $1`, [lost.enrolment.gatewayId]);
    expect(rows).toMatchObject([{ body: { reason: '机房失窃' } }]);
  });

  test('signs in no more when the identity provider has followed', async () => {
    const by = await api.machine(api.schools[0]);
    const { rows } = await api.database.admin.query<FactRow>(`select * from facts where type = 'gateway.revoked' and subject = $1`, [lost.enrolment.gatewayId]);
    expect(await lost.token(true)).toBeTruthy();
    for (let told = 0; told < 2; told += 1) await api.app.get(CarryRevokedGateway, { strict: false }).handle(by, storedFactOf(rows[0]!));
    await expect(lost.token(true)).rejects.toThrow('no token for the gateway');
  });

  test('before it was enrolled has a code that is worth nothing', async () => {
    const { body } = await api.call<{ enrolmentCode: string; gateway: { id: string } }>('qian.hua', 'POST', at(0, '/gateways'), { name: '未到货' });
    expect((await api.call('zhao.an', 'POST', at(0, `/gateways/${body.gateway.id}/revocation`), { reason: '退货' })).status).toBe(200);
    expect((await enrol(api, body.enrolmentCode)).error?.code).toBe('gateway.code_unknown');
  });
});
