import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Result, Routes } from '@guardroom/contracts';
import { type ControlResult, type EvaluatedControl, WORST_FIRST } from '@guardroom/domain';
import { objectKeyOf } from '@guardroom/evidence';
import { addDays, instantOf, newId } from '@guardroom/kernel';
import { type Camera, type School, aCamera, aGateway, todayWithRoom } from '@guardroom/testkit';
import { type TestApi, startApi } from '../../testing/start-api.ts';
import { coverUp, movingPicture, store } from '../footage-access/testing/sealed-footage.ts';
import { WatchDevices } from '../assets/due/watch-devices.ts';
import { RetentionEvaluator } from './retention-evaluator.ts';
import { SchoolEvaluator } from './school-evaluator.ts';

let api: TestApi;
let camera: Camera;
const today = await todayWithRoom();

beforeAll(async () => {
  api = await startApi();
  camera = await aCamera(api.database, await aGateway(api.database, { ...api.schools[0], name: '明德小学' } as School), { name: '东门', space: 'gate' });
});
afterAll(() => api?.close());

const sql = (text: string, values: unknown[] = []) => api.database.admin.query(text, values);
const evaluate = async (evaluator: typeof SchoolEvaluator | typeof RetentionEvaluator): Promise<void> => {
  const by = await api.machine(api.schools[0]);
  await api.app.get<SchoolEvaluator | RetentionEvaluator>(evaluator, { strict: false }).handle(by, { kind: 'test', subject: by.schoolId, dueAt: new Date() });
};
const resultOf = async (control: EvaluatedControl, day: string = today) => {
  const { body } = await api.call<Result<Routes['listDistrictResults']>>('wang.xun', 'GET', `/v1/district/control-results?control=${control}&from=${day}&to=${day}&schoolId=${api.schools[0].schoolId}`);
  return body.items[0];
};
const expectResult = async (control: EvaluatedControl, result: ControlResult, code: string, day?: string) => expect(await resultOf(control, day)).toMatchObject({ result, reason: { code } });

/** A day of the camera as the gap keeper leaves it. */
const cameraDay = (heldSeconds: number) =>
  sql(
    `insert into camera_days (school_id, camera_id, day, district_id, expected_seconds, held_seconds, verified_seconds, unexplained_seconds, gaps, computed_at)
     values ($1, $2, $3, $4, 10000, $5, $5, 0, 0, now()) on conflict (school_id, camera_id, day) do update set held_seconds = excluded.held_seconds`,
    [camera.at.schoolId, camera.cameraId, today, camera.at.districtId, heldSeconds],
  );

/** A viewing of an approved request, opened today, with one fragment served `startsAfterMs` after the grant's beginning. */
async function aViewing({ reason = '学生在东门摔倒，查看经过', startsAfterMs = 0, approvedAt = new Date(Date.now() - 60_000) } = {}): Promise<string> {
  const { schoolId, districtId } = camera.at;
  const [requestId, sessionId] = [newId('frq'), newId('vws')];
  const from = new Date(Date.now() - 3_600_000);
  const to = new Date(from.getTime() + 60_000);
  await sql(
    `insert into footage_requests (school_id, request_id, district_id, number, state, applicant_person_id, applicant_sub, applicant_name, relation, purpose, reason, from_at, to_at, fulfilment_asked,
       findings, filed_at, decision_kind, decided_by_person_id, decided_by_name, decided_at, decision_reasons, viewing_consent, fulfilment, granted_from, granted_to, valid_until)
     values ($1, $2, $3, $2, 'approved', 'p', 's', '李薇', 'class_teacher', 'pupil_injury', $4, $5, $6, 'escorted_viewing', '{}', now(), 'approved', 'q', '陈明', $7, 'ok', 'consent', 'escorted_viewing', $5, $6, now() + interval '1 day')`,
    [schoolId, requestId, districtId, reason, from, to, approvedAt],
  );
  await sql('insert into footage_request_cameras (school_id, request_id, camera_id, district_id, granted) values ($1, $2, $3, $4, true)', [schoolId, requestId, camera.cameraId, districtId]);
  await sql(
    `insert into viewing_sessions (school_id, session_id, district_id, request_id, state, viewer_person_id, viewer_sub, viewer_name, escort_needed, proof_thumbprint, mark, opened_at, expires_at, viewer_seen_at, ended_at, end_reason)
     values ($1, $2, $3, $4, 'ended', 'p', $2, '李薇', true, 't', 'm', now(), now(), now(), now(), 'closed_by_applicant')`,
    [schoolId, sessionId, districtId, requestId],
  );
  const served = new Date(from.getTime() + startsAfterMs);
  await sql(
    `insert into viewing_entries (school_id, session_id, entry_no, district_id, request_id, camera_id, from_at, to_at, bytes, served_at) values ($1, $2, 1, $3, $4, $5, $6, $7, 1, now())`,
    [schoolId, sessionId, districtId, requestId, camera.cameraId, served, new Date(served.getTime() + 1000)],
  );
  return sessionId;
}
const forget = async (sessionId: string): Promise<void> => {
  await sql('delete from viewing_entries where session_id = $1', [sessionId]);
  await sql('delete from viewing_sessions where session_id = $1', [sessionId]);
};

/** An approved order to turn a camera begins. */
async function turn(cameraId: string): Promise<void> {
  await api.app.get(WatchDevices, { strict: false }).handle(await api.machine(api.schools[0]));
  const { rows: [asset] } = await sql('select asset_id from assets where camera_id = $1', [cameraId]);
  const at = `/v1/schools/${api.schools[0].schoolId}/change-orders`;
  const { body: order } = await api.call<Result<Routes['proposeChange']>>('zhao.an', 'POST', at, { assetId: asset?.asset_id, kind: 're_aim', words: '转向楼梯口', reason: '楼梯口看不到', plannedOn: today });
  await api.call('chen.ming', 'POST', `${at}/${order.id}/decision`, { kind: 'approve', words: '同意' });
  expect((await api.call('zhao.an', 'POST', `${at}/${order.id}/start`)).status).toBe(200);
}

describe('controls, from what is stored', () => {
  test('have no evidence for a school without a day of recording', async () => {
    await evaluate(SchoolEvaluator);
    await expectResult('recording.no-unexplained-gap', 'no_evidence', 'camera.none');
    await expectResult('access.written-application', 'not_applicable', 'viewing.none');
  });

  test('judge completeness by the day, and fail it for a gap whose time to explain has run out', async () => {
    await cameraDay(10_000);
    await evaluate(SchoolEvaluator);
    await expectResult('recording.no-unexplained-gap', 'pass', 'completeness.kept');
    await cameraDay(9_900);
    await evaluate(SchoolEvaluator);
    await expectResult('recording.no-unexplained-gap', 'partial', 'completeness.little_short');
    await cameraDay(10_000);
    const gapId = newId('gap');
    await sql(
      `insert into recording_gaps (school_id, gap_id, district_id, camera_id, from_at, to_at, cause, found_at, explain_by)
       values ($1, $2, $3, $4, now() - interval '20 minutes', now(), 'no_frames', now(), now() - interval '1 second')`,
      [camera.at.schoolId, gapId, camera.at.districtId, camera.cameraId],
    );
    await evaluate(SchoolEvaluator);
    await expectResult('recording.no-unexplained-gap', 'fail', 'completeness.gap_unexplained');
    await sql(`update recording_gaps set reason = 'power_failure', words = '停电', explained_by = 'p', explained_name = '赵安', explained_at = now() where gap_id = $1`, [gapId]);
    await evaluate(SchoolEvaluator);
    await expectResult('recording.no-unexplained-gap', 'pass', 'completeness.kept');
  });

  test('trace every viewing to a whole application that was approved before', async () => {
    const good = await aViewing();
    await evaluate(SchoolEvaluator);
    await expectResult('access.written-application', 'pass', 'application.complete');
    const thin = await aViewing({ reason: '看' });
    await evaluate(SchoolEvaluator);
    await expectResult('access.written-application', 'fail', 'application.incomplete');
    expect((await resultOf('access.written-application'))?.evidence[0]).toMatchObject({ kind: 'viewing_session', id: thin, result: 'fail' });
    await forget(thin);
    const early = await aViewing({ approvedAt: new Date(Date.now() + 60_000) });
    await evaluate(SchoolEvaluator);
    await expectResult('access.written-application', 'fail', 'application.not_approved');
    await forget(early);
    await forget(good);
  });

  test('find a served fragment outside the grant', async () => {
    const inside = await aViewing();
    await evaluate(SchoolEvaluator);
    await expectResult('access.no-over-range', 'pass', 'range.kept');
    const outside = await aViewing({ startsAfterMs: 59_500 });
    await evaluate(SchoolEvaluator);
    expect(await resultOf('access.no-over-range')).toMatchObject({ result: 'fail', reason: { code: 'range.exceeded', figures: { outside: 1, fragments: 2 } } });
    await forget(outside);
    await forget(inside);
  });

  test('ask for a review of a camera beside a private space, and count refused attempts to install one inside', async () => {
    await evaluate(SchoolEvaluator);
    await expectResult('coverage.prohibited-spaces', 'pass', 'space.allowed');
    const beside = await aCamera(api.database, camera.gateway, { space: 'dormitory_entrance' });
    await evaluate(SchoolEvaluator);
    await expectResult('coverage.prohibited-spaces', 'partial', 'space.review_missing');
    const review = (who: string, seesPrivate: boolean) => api.call<Result<Routes['reviewCamera']>>(who, 'POST', `/v1/schools/${api.schools[0].schoolId}/cameras/${beside.cameraId}/reviews`, { seesPrivate, words: '画面中看到的范围' });
    const expectJudged = async (result: ControlResult, code: string): Promise<void> => {
      await evaluate(SchoolEvaluator);
      await expectResult('coverage.prohibited-spaces', result, code);
    };
    expect((await review('qian.hua', false)).error?.code).toBe('identity.not_permitted');
    expect((await review('zhao.an', true)).body).toMatchObject({ review: { by: '赵安', seesPrivate: true } });
    await expectJudged('fail', 'space.seen');
    expect((await review('zhao.an', false)).status).toBe(201);
    await expectJudged('pass', 'space.allowed');
    const age = (months: string) => sql(`update camera_reviews set reviewed_at = reviewed_at - $1::interval where not sees_private`, [months]);
    await sql('delete from camera_reviews where sees_private');
    await age('12 months');
    await expectJudged('partial', 'space.review_missing');
    await age('2 months');
    await expectJudged('fail', 'space.review_overdue');
    expect((await review('zhao.an', false)).status).toBe(201);
    await expectJudged('pass', 'space.allowed');
    await turn(beside.cameraId);
    await expectJudged('partial', 'space.review_missing');
    const facts = (await sql(`select type, body from facts where subject = $1 order by recorded_at, fact_id`, [beside.cameraId])).rows;
    expect(facts).toEqual([true, false, false].map((seesPrivate) => ({ type: 'camera.view_reviewed', body: { seesPrivate, words: '画面中看到的范围' } })));
    for (const table of ['camera_reviews', 'change_orders', 'assets', 'cameras where camera_id = $1']) await sql(`delete from ${table}`, table.includes('$1') ? [beside.cameraId] : []);
    await expect(sql(`update cameras set space = 'toilet' where camera_id = $1`, [camera.cameraId])).rejects.toThrow('no_camera_in_prohibited_space');
    await sql('alter table cameras drop constraint no_camera_in_prohibited_space');
    await sql(`update cameras set space = 'toilet' where camera_id = $1`, [camera.cameraId]);
    await evaluate(SchoolEvaluator);
    await expectResult('coverage.prohibited-spaces', 'fail', 'space.prohibited');
    await sql(`update cameras set space = 'gate' where camera_id = $1`, [camera.cameraId]);
  });

  test('prove retention by fetching the oldest object, and fail it when the store has another one', async () => {
    const startedAt = new Date(Date.now() - 120_000);
    await sql('update cameras set registered_at = $2 where camera_id = $1', [camera.cameraId, startedAt]);
    await store(api, await movingPicture(3), { camera, startedAt, lockedForMs: 30 * 86_400_000 });
    await evaluate(RetentionEvaluator);
    await expectResult('recording.retention-minimum', 'pass', 'retention.held');
    // What lies on top of the locked version is not what was recorded.
    const key = objectKeyOf({ cameraId: camera.cameraId, startedAt: instantOf(startedAt.getTime()), sequence: 0 });
    for (const object of [undefined, Buffer.from('another object')]) {
      await coverUp(api, camera.at.schoolId, key, object);
      await evaluate(RetentionEvaluator);
      await expectResult('recording.retention-minimum', 'pass', 'retention.held');
    }
    expect((await sql('select sum(missing + mismatched + unlocked)::int as faults, sum(examined)::int > 2 as looked from segment_checks where camera_id = $1', [camera.cameraId])).rows).toEqual([{ faults: 0, looked: true }]);
    const [segment] = (await sql('select sha256 from segments where camera_no = $1', [camera.cameraNo])).rows as { sha256: Buffer }[];
    await sql(`update segments set sha256 = sha256('another object') where camera_no = $1`, [camera.cameraNo]);
    await evaluate(RetentionEvaluator);
    await expectResult('recording.retention-minimum', 'no_evidence', 'retention.just_installed');
    await sql(`update cameras set registered_at = now() - interval '2 hours' where camera_id = $1`, [camera.cameraId]);
    await evaluate(RetentionEvaluator);
    await expectResult('recording.retention-minimum', 'fail', 'retention.nothing_retrievable');
    await sql('update segments set sha256 = $2 where camera_no = $1', [camera.cameraNo, segment?.sha256]);
    await evaluate(RetentionEvaluator);
    await expectResult('recording.retention-minimum', 'fail', 'retention.short');
  });

  test('keep a change of result as a fact and say nothing twice', async () => {
    const changes = async () => (await sql(`select count(*)::int as n from facts where type = 'control_result.changed'`)).rows[0]?.n as number;
    await evaluate(SchoolEvaluator);
    const before = await changes();
    await evaluate(SchoolEvaluator);
    expect(await changes()).toBe(before);
  });

  test('show the bureau its schools with completeness and results, and a school its own only', async () => {
    const { body } = await api.call<Result<Routes['listDistrictSchools']>>('wang.xun', 'GET', '/v1/district/schools?days=7');
    const school = body.items.find((s) => s.id === api.schools[0].schoolId);
    expect(body.total).toBe(2);
    expect(school?.days).toEqual([expect.objectContaining({ day: today, percent: 100 })]);
    const own = await api.call<Result<Routes['listResults']>>('chen.ming', 'GET', `/v1/schools/${api.schools[0].schoolId}/control-results?from=${addDays(today, -1)}`);
    expect(own.body.total).toBeGreaterThan(5);
    expect(new Set(own.body.items.map((r) => r.school.id))).toEqual(new Set([api.schools[0].schoolId]));
    expect((await api.call('liu.yang', 'GET', `/v1/schools/${api.schools[0].schoolId}/control-results`)).status).toBe(404);
  });

  test('are found by the title of a control in either language and by severity, in an order that the list knows', async () => {
    const list = async (query: string) => (await api.call<Result<Routes['listResults']>>('wang.xun', 'GET', `/v1/district/control-results?from=${today}&to=${today}&perPage=500&${query}`)).body;
    for (const title of ['私密场所', 'private spaces']) expect(new Set((await list(`q=${encodeURIComponent(title)}`)).items.map((r) => r.control))).toEqual(new Set(['coverage.prohibited-spaces']));
    const critical = await list('severity=critical&sort=result');
    expect(new Set(critical.items.map((r) => r.severity))).toEqual(new Set(['critical']));
    const ranks = critical.items.map((r) => WORST_FIRST.indexOf(r.result));
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
    expect((await api.call('wang.xun', 'GET', '/v1/district/control-results?sort=colour')).status).toBe(400);
  });
});
