import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Result, routes } from '@guardroom/contracts';
import { type CivilDay, type Instant, addDays, addMs, civilDay, civilDaysOf, dayBounds, instantOf, newId } from '@guardroom/kernel';
import { startApi, type TestApi } from '../../testing/start-api.ts';
import { TestGateway } from '../../testing/test-gateway.ts';
import { ReconcileDay } from './due/reconcile.ts';
import { GapKeeper } from './gap-keeper.ts';
import { Partitions } from './partitions.ts';

type Camera = Result<typeof routes.getCamera>;
type Timeline = Result<typeof routes.getTimeline>;
type Gaps = Result<typeof routes.listGaps>;

let api: TestApi;
let gateway: TestGateway;
let n = 0;

const at = (path: string): string => `/v1/schools/${api.schools[0].schoolId}${path}`;
/** The second in which a test began: its instants keep their distances. */
let testStartMs = 0;
const ago = (seconds: number): Instant => instantOf(testStartMs - seconds * 1000);
/** A camera goes on recording so long, so that no test opens another gap by taking its time. Seconds. */
const AHEAD = 900;

beforeAll(async () => {
  api = await startApi();
  gateway = await TestGateway.enrolled(api, api.schools[0]);
});
afterAll(() => api?.close());
beforeEach(async () => {
  testStartMs = Math.floor(Date.now() / 1000) * 1000;
  await api.database.admin.query('delete from gateway_status');
});

/** A camera that is in service since then. */
async function camera(since: Instant): Promise<string> {
  n += 1;
  const body = { name: `相机 ${n}`, location: '一楼', space: 'corridor', gatewayId: gateway.enrolment.gatewayId, rtspUrl: 'rtsp://127.0.0.1:8554/a', username: 'u', password: 'p' };
  const { body: made } = await api.call<Camera>('qian.hua', 'POST', at('/cameras'), body);
  await api.database.admin.query('update camera_service_times set from_at = $2 where camera_id = $1', [made.id, since]);
  return made.id;
}

/** Puts segments of ten seconds into the index, verified unless told. */
async function record(cameraId: string, from: Instant, seconds: number, o: { verified?: boolean; seamMs?: number } = {}): Promise<void> {
  await api.app.get(Partitions, { strict: false }).ensure(civilDaysOf({ from, to: addMs(from, seconds * 1000) }));
  await api.database.admin.query(
    `insert into segments (school_no, camera_no, started_at, ended_at, sequence, bytes, frames, uncertainty_ms, verified, sha256, footer_sha256)
     select c.school_no, c.camera_no, t, t + interval '10 s' - make_interval(secs => $5 / 1000.0), extract(epoch from t), 1000, 100, 5, $4, sha256(t::text::bytea), sha256(t::text::bytea)
       from cameras c, generate_series($2::timestamptz, $2::timestamptz + make_interval(secs => $3 - 1), '10 s') t where c.camera_id = $1`,
    [cameraId, from, seconds, o.verified ?? true, o.seamMs ?? 0],
  );
}

const round = async (): Promise<void> => api.app.get(GapKeeper, { strict: false }).round(await api.machine(api.schools[0]));
const gapsOf = async (cameraId: string): Promise<Gaps['items']> => (await api.call<Gaps>('sun.ping', 'GET', at(`/gaps?cameraId=${cameraId}&sort=from`))).body.items;
const explainAs = (who: string, gapIds: readonly (string | undefined)[]) => api.call<{ items: Gaps['items'] }>(who, 'POST', at('/gaps/explanations'), { gapIds, reason: 'planned_maintenance', words: '更换交换机，已登记' });
const factsOf = async (gapId: string | undefined): Promise<string[]> => (await api.database.admin.query<{ type: string }>('select type from facts where subject = $1 order by recorded_at, fact_id', [gapId])).rows.map((r) => r.type);
const timeline = async (cameraId: string, from: Instant, to: Instant): Promise<Timeline> => (await api.call<Timeline>('li.wei', 'GET', at(`/cameras/${cameraId}/timeline?from=${from}&to=${to}`))).body;

describe('a gap', () => {
  test('is found to the second, with footage on both sides and seams that are none', async () => {
    const cam = await camera(ago(600));
    await record(cam, ago(600), 200, { seamMs: 120 });
    await record(cam, ago(300), 300 + AHEAD);
    await round();
    const gaps = await gapsOf(cam);
    expect(gaps).toHaveLength(1);
    expect(gaps[0]).toMatchObject({ seconds: 100.12, cause: 'gateway_unreachable' });
    const byCause = async (cause: string): Promise<number> => (await api.call<Gaps>('sun.ping', 'GET', at(`/gaps?cameraId=${cam}&cause=${cause}&sort=-explanation`))).body.total;
    expect([await byCause('gateway_unreachable'), await byCause('wrong_password')]).toEqual([1, 0]);
    const onDays = async (query: string): Promise<number> => (await api.call<Gaps>('sun.ping', 'GET', at(`/gaps?cameraId=${cam}&${query}`))).body.total;
    const [first, last] = [civilDay(gaps[0]?.from as Instant), civilDay(gaps[0]?.to as Instant)];
    expect([await onDays(`from=${last}&to=${last}`), await onDays(`to=${addDays(first, -1)}`), await onDays(`from=${addDays(last, 1)}`)]).toEqual([1, 0, 0]);
    expect(await factsOf(gaps[0]?.id)).toEqual(['recording_gap.opened', 'recording_gap.closed']);
  });

  test('goes on while nothing comes, closes when footage does, and is filled when it arrives late', async () => {
    const cam = await camera(ago(400));
    await record(cam, ago(400), 100);
    await round();
    const [open] = await gapsOf(cam);
    expect(open).toMatchObject({ to: null });
    expect((await api.call('zhao.an', 'POST', at('/gaps/explanations'), { gapIds: [open?.id], reason: 'network_failure', words: '断网了五分钟' })).error).toMatchObject({ code: 'recording.gap_still_open', details: { gapIds: [open?.id] } });
    await record(cam, ago(100), 100 + AHEAD);
    await round();
    const [closed] = await gapsOf(cam);
    expect(closed).toMatchObject({ id: open?.id, seconds: 200 });
    await record(cam, ago(300), 50);
    await round();
    expect((await gapsOf(cam))[0]).toMatchObject({ id: open?.id, seconds: 150 });
    await record(cam, ago(250), 150);
    await round();
    expect(await gapsOf(cam)).toEqual([]);
    expect(await factsOf(open?.id)).toEqual(['recording_gap.opened', 'recording_gap.closed', 'recording_gap.filled']);
  });

  test('is explained once, by those who keep the watch, and counts as explained from then on', async () => {
    const cam = await camera(ago(500));
    await record(cam, ago(500), 200);
    await record(cam, ago(200), 200 + AHEAD);
    await round();
    const [gap] = await gapsOf(cam);
    const explain = (who: string) => explainAs(who, [gap?.id]);
    expect((await explain('li.wei')).error?.code).toBe('identity.not_permitted');
    expect((await explain('sun.ping')).body.items).toMatchObject([{ explanation: { reason: 'planned_maintenance', by: { name: '孙平' } } }]);
    expect((await explain('zhao.an')).error?.code).toBe('recording.gap_already_explained');
    const { body } = await api.call<Result<typeof routes.listCameraDays>>('li.wei', 'GET', at(`/camera-days?cameraId=${cam}`));
    const total = body.items.reduce((sum, d) => ({ unexplained: sum.unexplained + d.unexplainedSeconds, held: sum.held + d.heldSeconds, expected: sum.expected + d.expectedSeconds }), { unexplained: 0, held: 0, expected: 0 });
    expect(total.unexplained).toBe(0);
    expect(total.expected - total.held).toBeCloseTo(100, 3);
  });

  test('of one outage is explained with the others of the same time: all of them or none, each with a fact of its own', async () => {
    const dark = async (fromSeconds: number): Promise<Gaps['items'][number]> => {
      const cam = await camera(ago(9_000));
      await record(cam, ago(9_000), 9_000 - fromSeconds);
      await record(cam, ago(fromSeconds - 100), fromSeconds - 100 + AHEAD);
      await round();
      const [gap] = await gapsOf(cam);
      if (!gap) throw new Error('no gap was found');
      return gap;
    };
    const [first, second, third, earlier] = [await dark(5_000), await dark(5_030), await dark(4_850), await dark(7_000)];
    const beside = async (gap: { id: string }) => (await api.call<Gaps>('sun.ping', 'GET', at(`/gaps?beside=${gap.id}&explained=false&sort=from`))).body.items.map(({ id }) => id);
    expect(await beside(first)).toEqual([second.id, third.id]);
    expect(await beside(earlier)).toEqual([]);

    expect((await explainAs('sun.ping', [third.id])).status).toBe(200);
    expect((await explainAs('zhao.an', [first.id, second.id, third.id])).error).toMatchObject({ code: 'recording.gap_already_explained', details: { gapIds: [third.id], cameras: [third.camera.name] } });
    expect((await explainAs('zhao.an', [first.id, newId('gap')])).error?.code).toBe('request.not_found');
    expect((await gapsOf(first.camera.id))[0]?.explanation).toBeNull();

    expect((await explainAs('zhao.an', [first.id, second.id, first.id])).body.items.map(({ id, explanation }) => [id, explanation?.by.name])).toEqual([[second.id, '赵安'], [first.id, '赵安']]);
    expect(await beside(first)).toEqual([]);
    for (const gap of [first, second]) expect(await factsOf(gap.id)).toEqual(['recording_gap.opened', 'recording_gap.closed', 'recording_gap.explained']);
  });

  test('takes its cause from what the gateway says, over silence and camera state', async () => {
    const cam = await camera(ago(300));
    await record(cam, ago(300), 100);
    await record(cam, ago(100), 100);
    await api.database.admin.query(`insert into reported_gaps select school_no, camera_no, $2::timestamptz, $3::timestamptz, 'wrong_password' from cameras where camera_id = $1`, [cam, ago(200), ago(140)]);
    await round();
    expect((await gapsOf(cam))[0]?.cause).toBe('wrong_password');
  });

  test('is the whole time of a camera that never recorded', async () => {
    const cam = await camera(ago(400));
    await round();
    const { body } = await api.call<Result<typeof routes.listCameraDays>>('li.wei', 'GET', at(`/camera-days?cameraId=${cam}`));
    expect(body.items.length).toBeGreaterThan(0);
    expect(body.items.every((d) => d.heldSeconds === 0 && d.verifiedSeconds === 0 && d.percent === 0 && d.unexplainedSeconds === d.expectedSeconds)).toBe(true);
    expect((await timeline(cam, ago(400), ago(100))).spans).toEqual([]);
  });

  test('of an outage is found by the running round, whatever was counted and explained before it', async () => {
    const { from: since } = dayBounds(civilDay(ago(2 * 86_400)));
    const cam = await camera(since);
    await record(cam, addMs(since, 500_000), (testStartMs - Date.parse(since)) / 1_000 - 5_500);
    await record(cam, ago(4_000), 4_000 + AHEAD);
    await api.app.get(ReconcileDay, { strict: false }).handle(await api.machine(api.schools[0]), { kind: '', subject: `${cam}/${civilDay(since)}`, dueAt: new Date() });
    const [old] = await gapsOf(cam);
    expect(old).toMatchObject({ from: since, seconds: 500 });
    expect((await explainAs('sun.ping', [old?.id])).status).toBe(200);
    await round();
    expect((await gapsOf(cam))[1]).toMatchObject({ seconds: expect.closeTo(1_000, -2) });
  });

  test('is found though the camera was switched off long before the running round came again', async () => {
    const cam = await camera(ago(9_000));
    await record(cam, ago(9_000), 1_000);
    await api.database.admin.query('update camera_service_times set to_at = $2 where camera_id = $1', [cam, ago(5_000)]);
    await round();
    expect(await gapsOf(cam)).toMatchObject([{ from: ago(8_000), seconds: 3_000 }]);
  });

  test('is none while the camera is switched off', async () => {
    const cam = await camera(ago(600));
    await record(cam, ago(600), 200);
    await api.database.admin.query('update camera_service_times set to_at = $2 where camera_id = $1', [cam, ago(400)]);
    await round();
    expect(await gapsOf(cam)).toEqual([]);
  });
});

describe('a day that is over', () => {
  const yesterday = (): CivilDay => civilDay(ago(86_400));

  test('is counted again when footage arrives late, gap and percent together', async () => {
    const { from, to } = dayBounds(yesterday());
    const cam = await camera(from);
    await api.database.admin.query('update camera_service_times set to_at = $2 where camera_id = $1', [cam, to]);
    await record(cam, from, 43_200);
    const again = api.app.get(ReconcileDay, { strict: false });
    const look = async (): Promise<void> => again.handle(await api.machine(api.schools[0]), { kind: '', subject: `${cam}/${yesterday()}`, dueAt: new Date() });
    await look();
    const read = async () => (await api.call<Result<typeof routes.listCameraDays>>('li.wei', 'GET', at(`/camera-days?cameraId=${cam}`))).body.items;
    expect(await read()).toMatchObject([{ day: yesterday(), expectedSeconds: 86_400, heldSeconds: 43_200, verifiedSeconds: 43_200, unexplainedSeconds: 43_200, gaps: 1, percent: 50 }]);
    await record(cam, addMs(from, 43_200_000), 43_200, { verified: false });
    await look();
    expect(await read()).toMatchObject([{ heldSeconds: 86_400, verifiedSeconds: 43_200, unexplainedSeconds: 0, gaps: 0, percent: 100 }]);
    const line = await timeline(cam, from, to);
    expect(line.spans).toEqual([
      { from, to: addMs(from, 43_200_000), state: 'verified' },
      { from: addMs(from, 43_200_000), to, state: 'held' },
    ]);
    expect(line).toMatchObject({ gaps: [], heldSeconds: 86_400, missingSeconds: 0 });
  });
});

describe('a timeline', () => {
  test('is cut to the range that was asked for, and shows gaps beside spans', async () => {
    const cam = await camera(ago(500));
    await record(cam, ago(500), 200);
    await record(cam, ago(200), 200);
    await round();
    const line = await timeline(cam, ago(405), ago(105));
    expect(line.spans.map((s) => (Date.parse(s.to) - Date.parse(s.from)) / 1000)).toEqual([105, 95]);
    expect(line).toMatchObject({ heldSeconds: 200, missingSeconds: 100, gaps: [{ explained: false, cause: 'gateway_unreachable' }] });
  });

  test('is the same from packed days as from the index', async () => {
    const [from, to] = [ago(2 * 86_400), ago(86_400)];
    const cam = await camera(from);
    await record(cam, from, 30_000, { seamMs: 200 });
    await record(cam, addMs(from, 30_005_000), 20_000, { verified: false });
    await record(cam, addMs(from, 60_000_000), 26_000);
    const fromIndex = await timeline(cam, from, to);
    await round();
    expect((await api.database.admin.query('select 1 from camera_day_coverage v join cameras c using (school_no, camera_no) where c.camera_id = $1', [cam])).rowCount).toBeGreaterThanOrEqual(2);
    expect(await timeline(cam, from, to)).toMatchObject({ spans: fromIndex.spans, heldSeconds: fromIndex.heldSeconds });
    expect(fromIndex.spans.map((s) => s.state)).toEqual(['verified', 'held', 'verified']);
  });

  test('reaches over 31 days at most, and over no camera of another school', async () => {
    const cam = await camera(ago(100));
    expect((await api.call('li.wei', 'GET', at(`/cameras/${cam}/timeline?from=${ago(32 * 86_400)}&to=${ago(0)}`))).error?.code).toBe('recording.range_too_long');
    expect((await api.call('zhou.jie', 'GET', `/v1/schools/${api.schools[1].schoolId}/cameras/${cam}/timeline?from=${ago(60)}&to=${ago(0)}`)).error?.code).toBe('request.not_found');
  });
});
