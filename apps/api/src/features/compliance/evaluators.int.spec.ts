import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Result, Routes } from '@guardroom/contracts';
import { type ControlResult, type EvaluatedControl, EVALUATED_CONTROLS } from '@guardroom/domain';
import { addDays, addMs, civilDay, dayBounds, newId, systemClock } from '@guardroom/kernel';
import { type Camera, type School, type SchoolPerson, aCamera, aGateway, aPerson, segments, signIn, todayWithRoom } from '@guardroom/testkit';
import { type TestApi, startApi } from '../../testing/start-api.ts';
import { WatchDevices } from '../assets/due/watch-devices.ts';
import { Sealer } from '../ledger/sealer.ts';
import { EVALUATORS } from './evaluators/index.ts';
import { SchoolEvaluator } from './school-evaluator.ts';

let api: TestApi;
let school: School;
let camera: Camera;
let keeper: SchoolPerson;
const today = await todayWithRoom();
const run = promisify(execFile);

beforeAll(async () => {
  api = await startApi();
  school = { ...api.schools[0], name: '明德小学' } as School;
  camera = await aCamera(api.database, await aGateway(api.database, school), { name: '东门', space: 'gate' });
  keeper = await aPerson(api.database, school, { roles: ['watch_keeper'], name: '何军' });
});
afterAll(() => api?.close());

const sql = (text: string, values: unknown[] = []) => api.database.admin.query(text, values);
/** A round of the evaluator, some time after the one before. */
const evaluate = async (): Promise<void> => {
  await sql(`update control_results set evaluated_at = evaluated_at - interval '10 minutes'`);
  const by = await api.machine(api.schools[0]);
  await api.app.get(SchoolEvaluator, { strict: false }).handle(by, { kind: 'test', subject: by.schoolId, dueAt: new Date() });
};
const judged = async (control: EvaluatedControl) => {
  await evaluate();
  const { body } = await api.call<Result<Routes['listDistrictResults']>>('wang.xun', 'GET', `/v1/district/control-results?control=${control}&from=${today}&to=${today}&schoolId=${school.schoolId}`);
  return body.items[0];
};
const expectJudged = async (control: EvaluatedControl, result: ControlResult, code: string): Promise<void> => {
  const found = await judged(control);
  expect([control, found?.result, found?.reason.code]).toEqual([control, result, code]);
};
/** Inserts a row of a table from its columns; the school's two ids come by themselves. */
const plant = (table: string, row: Record<string, unknown>) => {
  const whole = { school_id: school.schoolId, district_id: school.districtId, ...row };
  return sql(`insert into ${table} (${Object.keys(whole).join(', ')}) values (${Object.keys(whole).map((_, i) => `$${i + 1}`).join(', ')})`, Object.values(whole));
};
const ago = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);
/** Minutes since the school's midnight, so that what a test plants lies inside the day. */
const sinceMidnight = (): number => (Date.now() - Date.parse(`${today}T00:00:00+08:00`)) / 60_000;

const shift = async (over: Record<string, unknown> = {}): Promise<string> => {
  const shiftId = newId('shf');
  const start = new Date(`${today}T00:00:00+08:00`);
  await plant('shifts', { shift_id: shiftId, person_id: keeper.personId, sub: keeper.sub, person_name: keeper.name, planned_from: start, planned_to: new Date(start.getTime() + 86_400_000), planned_at: ago(3000), state: 'active', signed_on_at: start, late_minutes: 0, ...over });
  return shiftId;
};
/** Empties a table, past the triggers that keep what happened. */
const clear = (table: string) => sql(`truncate ${table} cascade`);

describe('a domain, from fail to pass', () => {
  test('governance: a vacant post, and the same posts filled', async () => {
    await sql(`update appointments set ended_at = now(), end_reason = 'x', identity_synced_at = now() where school_id = $1 and role = 'equipment_admin'`, [school.schoolId]);
    await expectJudged('governance.posts-and-charters', 'fail', 'posts.vacant');
    for (const role of ['equipment_admin', 'deputy_head', 'centre_head'] as const) await aPerson(api.database, school, { roles: [role] });
    await expectJudged('governance.posts-and-charters', 'pass', 'posts.filled');
  });

  test('people: too few keepers, no check, no promise, no training; then all of them', async () => {
    await sql(`update appointments set ended_at = now(), end_reason = 'x', identity_synced_at = now() where school_id = $1 and role = 'watch_keeper' and sub <> $2`, [school.schoolId, keeper.sub]);
    await expectJudged('people.minimum-staffing', 'partial', 'staffing.briefly_short');
    await sql(`update schools set created_at = now() - interval '9 days' where school_id = $1`, [school.schoolId]);
    await sql(`update appointments set starts_on = current_date - 20 where school_id = $1 and role in ('watch_keeper', 'equipment_admin')`, [school.schoolId]);
    await sql(`update appointments set ended_at = now() - interval '15 days' where school_id = $1 and role = 'watch_keeper' and ended_at is not null`, [school.schoolId]);
    await expectJudged('people.minimum-staffing', 'fail', 'staffing.short');
    for (let i = 0; i < 3; i += 1) await aPerson(api.database, school, { roles: ['watch_keeper'] });
    await sql(`update appointments set starts_on = current_date - 20 where school_id = $1 and role = 'watch_keeper' and ended_at is null`, [school.schoolId]);
    await expectJudged('people.minimum-staffing', 'pass', 'staffing.enough');

    await expectJudged('people.background-check', 'fail', 'check.missing');
    const people = (await sql(`select distinct person_id, person_name from appointments where school_id = $1 and ended_at is null`, [school.schoolId])).rows as { person_id: string; person_name: string }[];
    const clearance = (kind: string, p: { person_id: string; person_name: string }, over: Record<string, unknown> = {}) => plant('clearances', { clearance_id: newId('clr'), person_id: p.person_id, person_name: p.person_name, kind, result: 'passed', done_on: addDays(today, -40), valid_until: addDays(today, 300), issuer: '派出所', recorded_by: 'x', recorded_by_name: '陈明', recorded_at: ago(100), ...over });
    for (const p of people) await clearance('background_check', p);
    await expectJudged('people.background-check', 'pass', 'check.valid');
    await expectJudged('people.confidentiality-undertaking', 'fail', 'promise.missing');
    for (const p of people) await clearance('undertaking', p, { text_version: 'v1', text_sha256: Buffer.alloc(32) });
    await expectJudged('people.confidentiality-undertaking', 'pass', 'promise.valid');
    await shift();
    await expectJudged('people.trained-before-duty', 'fail', 'training.missing');
    await clearance('training', { person_id: keeper.personId, person_name: keeper.name });
    await expectJudged('people.trained-before-duty', 'pass', 'training.before');
    await clear('shifts');
  });

  test('people: somebody left and kept their rights; then the sign-in took it over in time', async () => {
    await sql(`update appointments set ended_at = now() - interval '9 hours', identity_synced_at = null where school_id = $1 and ended_at is not null`, [school.schoolId]);
    await expectJudged('people.leaver-offboarding', 'fail', 'leaver.late');
    await sql(`update appointments set identity_synced_at = ended_at + interval '1 minute' where school_id = $1 and ended_at is not null`, [school.schoolId]);
    await expectJudged('people.leaver-offboarding', 'pass', 'leaver.revoked');
  });

  test('duty: an empty room, an absence that becomes a case, and a day that is manned', async () => {
    await expectJudged('duty.continuous-cover', 'no_evidence', 'roster.none');
    await shift({ state: 'judged_absent', signed_on_at: null, late_minutes: null, judged_absent_at: ago(1) });
    await expectJudged('duty.continuous-cover', sinceMidnight() > 1 ? 'fail' : 'pass', sinceMidnight() > 1 ? 'cover.unmanned' : 'cover.manned');
    await expectJudged('duty.on-time-arrival', 'fail', 'arrival.nobody');
    await expectJudged('discipline.violation-case', 'not_applicable', 'violation.waiting');
    await clear('shifts');
    await shift();
    await expectJudged('duty.continuous-cover', 'pass', 'cover.manned');
    await expectJudged('duty.on-time-arrival', 'pass', 'arrival.on_time');
  });

  test('discipline: a case waits, is overdue, and is decided by the principal and by nobody whom it concerns', async () => {
    await sql(`update violation_cases set found_at = now() - interval '16 days'`);
    await expectJudged('discipline.violation-case', 'fail', 'violation.overdue');
    await sql(`update violation_cases set found_at = now()`);
    const list = `/v1/schools/${school.schoolId}/violation-cases`;
    const { body } = await api.call<Result<Routes['listViolationCases']>>('chen.ming', 'GET', `${list}?open=true`);
    expect(body.items).toEqual([expect.objectContaining({ rule: 'absence', person: { id: keeper.personId, name: '何军' }, may: ['decide'] })]);
    const decide = (body: object) => api.call<Result<Routes['decideViolationCase']>>('chen.ming', 'POST', `${list}/${caseId}/decision`, body);
    const caseId = body.items[0]?.id;
    expect((await decide({ outcome: 'talk', words: ' ' })).status).toBe(400);
    expect((await decide({ outcome: 'talk', words: '已谈话，今后提前报备' })).body.decision).toMatchObject({ outcome: 'talk', byName: '陈明' });
    expect((await decide({ outcome: 'warning', words: '再次处理一次' })).error).toMatchObject({ code: 'violation.already_decided' });
    await expectJudged('discipline.violation-case', 'pass', 'violation.decided');
    expect((await sql(`select count(*)::int as n from facts where type in ('violation_case.opened', 'violation_case.decided')`)).rows[0]).toEqual({ n: 2 });
  });

  test('room: an incomplete visit among few, and a complete register', async () => {
    const visit = (goods: boolean) => plant('visitor_entries', { visitor_id: newId('vis'), state: 'left', name: '王维修', unit: '某公司', document_kind: 'identity_card', document_tail: '1234', purpose: '检修', items: '工具包', registered_by: 'x', registered_by_name: '孙平', registered_at: ago(3), approver_person_id: 'p', approver_name: '赵安', decided_at: ago(2), escort_person_id: 'e', escort_signed_at: ago(2), goods_checked: goods, entered_at: ago(0.02), left_at: ago(0.01) });
    await visit(false);
    await expectJudged('room.visitor-register', 'fail', 'visitor.incomplete');
    await clear('visitor_entries');
    await visit(true);
    await expectJudged('room.visitor-register', 'pass', 'visitor.complete');
  });

  test('equipment: a camera that nobody registered, then one that records and was never accepted, over age; then a whole file', async () => {
    await expectJudged('equip.asset-register', 'fail', 'asset.not_registered');
    await api.app.get(WatchDevices, { strict: false }).handle(await api.machine(api.schools[0]));
    await sql(`update assets set model = 'm', spec = 's', serial_number = '1', technical_parameters = 't', location = '东门', purchased_on = $1, keeper_person_id = 'k', keeper_name = '钱华'`, [addDays(today, -30)]);
    expect((await sql('select distinct state from assets')).rows).toEqual([{ state: 'installed' }]);
    await expectJudged('equip.asset-register', 'pass', 'asset.complete');
    await expectJudged('equip.professional-install-acceptance', 'fail', 'acceptance.missing');
    await expectJudged('equip.service-life', 'no_evidence', 'life.unknown');
    await sql(`update assets set accepted_on = $1, commissioned_by_person_id = 'a', accepted_by_person_id = 'b'`, [addDays(today, -9 * 365)]);
    await expectJudged('equip.professional-install-acceptance', 'pass', 'acceptance.signed');
    await expectJudged('equip.service-life', 'fail', 'life.over');
    await sql(`update assets set accepted_on = $1`, [addDays(today, -20)]);
    await expectJudged('equip.service-life', 'pass', 'life.running');
  });

  test('equipment: a broken camera without a ticket, a late critical repair, and one in time', async () => {
    await plant('camera_status', { camera_id: camera.cameraId, state: 'unreachable', since: ago(60), reported_at: ago(0) });
    await expectJudged('equip.fault-reported-promptly', 'fail', 'fault.no_ticket');
    const { rows } = await sql('select asset_id from assets where camera_id = $1', [camera.cameraId]);
    await plant('fault_tickets', { ticket_id: newId('tkt'), number: 'G1', state: 'open', source: 'machine', cause: 'unreachable', urgency: 'critical', words: 'x', asset_id: rows[0]?.asset_id, camera_id: camera.cameraId, first_sign_at: ago(60), opened_at: ago(58), repair_by: ago(1) });
    await expectJudged('equip.fault-reported-promptly', 'pass', 'fault.reported');
    await expectJudged('equip.fault-repaired-in-time', 'fail', 'repair.critical_late');
    await sql(`update fault_tickets set repaired_at = repair_by - interval '1 minute', state = 'repaired'`);
    await expectJudged('equip.fault-repaired-in-time', 'pass', 'repair.in_time');
  });

  test('equipment: a mended password is no change; a move needs the order of its kind and place', async () => {
    const at = (path: string): string => `/v1/schools/${school.schoolId}${path}`;
    const form = { name: '东门', location: 'Building 1', space: 'gate', gatewayId: camera.gateway.gatewayId, rtspUrl: 'rtsp://192.0.2.1:554/stream', username: 'viewer', enabled: true };
    const save = async (more: object) => (await api.call('zhao.an', 'PATCH', at(`/cameras/${camera.cameraId}`), { ...form, ...more })).status;
    expect(await save({ password: 'mended' })).toBe(200);
    await expectJudged('equip.change-approved', 'not_applicable', 'change.none');
    const { rows } = await sql('select asset_id from assets where camera_id = $1', [camera.cameraId]);
    const proposal = { assetId: rows[0]?.asset_id, kind: 'move', words: '移到门卫室外墙', reason: '原位置有遮挡', toLocation: '门卫室外墙', plannedOn: today };
    const { body: order } = await api.call<Result<Routes['proposeChange']>>('zhao.an', 'POST', at('/change-orders'), proposal);
    expect(await save({ location: '门卫室外墙' })).toBe(409);
    expect((await api.call('chen.ming', 'POST', at(`/change-orders/${order.id}/decision`), { kind: 'approve', words: '同意' })).status).toBe(200);
    expect(await save({ location: '门卫室外墙' })).toBe(200);
    await expectJudged('equip.change-approved', 'pass', 'change.ordered');
    for (const [columns, code] of [[`kind = 'modify'`, 'change.without_order'], [`kind = 'move', to_location = '别处'`, 'change.without_order'], [`to_location = '门卫室外墙'`, 'change.ordered']] as const) {
      await sql(`update change_orders set ${columns}`);
      await expectJudged('equip.change-approved', code === 'change.ordered' ? 'pass' : 'fail', code);
    }
    await sql('delete from change_orders');
    await expectJudged('equip.change-approved', 'fail', 'change.without_order');
  });

  test('coverage and health: kinds of area without a camera, a silent gateway, a day nearly whole', async () => {
    await expectJudged('coverage.key-areas-covered', 'fail', 'area.unmapped');
    await expectJudged('equip.health-watch', 'no_evidence', 'health.never_heard');
    await plant('gateway_status', { gateway_id: camera.gateway.gatewayId, last_seen_at: ago(20), version: '1', clock_offset_ms: 1, clock_uncertainty_ms: 1, spool_bytes: 0, spool_budget_bytes: 1, spool_segments: 0, revision: 1 });
    const day = (camera_id: string) => plant('camera_days', { camera_id, day: today, expected_seconds: 10_000, held_seconds: 9_990, verified_seconds: 9_990, unexplained_seconds: 0, gaps: 0, computed_at: ago(0) });
    await day(camera.cameraId);
    await expectJudged('equip.health-watch', 'fail', 'health.silent');
    await sql('update gateway_status set last_seen_at = now()');
    await expectJudged('equip.health-watch', 'pass', 'health.online');
    for (const space of ['perimeter', 'corridor', 'laboratory', 'office', 'library', 'dormitory_entrance', 'canteen_hall', 'playground', 'car_park']) await day((await aCamera(api.database, camera.gateway, { space })).cameraId);
    await expectJudged('coverage.key-areas-covered', 'pass', 'area.covered');
  });

  test('recording and data: no key, a broken chain, a sample that found something; then all in order', async () => {
    await expectJudged('data.encrypted-at-rest', 'fail', 'encryption.no_key');
    await plant('school_day_keys', { day: today, wrapped_key: Buffer.alloc(8) });
    await sql(`insert into camera_day_keys (school_id, camera_id, day, district_id, key_id, public_key, wrapped_private_key) select school_id, camera_id, $1, district_id, camera_id, $2, $2 from cameras where school_id = $3`, [today, Buffer.alloc(32), school.schoolId]);
    await expectJudged('data.encrypted-at-rest', 'pass', 'encryption.sealed');

    await expectJudged('recording.no-deletion', 'no_evidence', 'store.not_sampled');
    const check = (over: object) => sql(`insert into segment_checks select school_id, camera_id, $1, district_id, r.examined, r.missing, r.mismatched, 0, now() from cameras, jsonb_to_record($2) as r (examined int, missing int, mismatched int) where school_id = $3 on conflict (school_id, camera_id, day) do update set missing = excluded.missing, mismatched = excluded.mismatched`, [today, JSON.stringify({ examined: 60, missing: 0, mismatched: 0, ...over }), school.schoolId]);
    await check({ missing: 1, mismatched: 1 });
    await expectJudged('recording.no-deletion', 'fail', 'store.missing');
    await expectJudged('recording.integrity-verified', 'fail', 'integrity.mismatch');
    await check({});
    await expectJudged('recording.no-deletion', 'pass', 'store.complete');
    await expectJudged('recording.integrity-verified', 'pass', 'integrity.verified');

    const start = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 120_000);
    await segments(api.database, camera, start, new Date(start.getTime() + 120_000));
    const manifest = (i: number, previous: Buffer | null) => sql(`insert into minute_manifests (school_no, camera_no, minute, sequence, sha256, previous, footers, signature, signer_key_id) values ($1, $2, $3, $4, $5, $6, 6, '', 'k')`, [school.schoolNo, camera.cameraNo, new Date(start.getTime() + i * 60_000), i + 1, Buffer.alloc(32, i), previous]);
    await manifest(0, null);
    await manifest(1, Buffer.alloc(32, 9));
    const midnightBetween = civilDay(systemClock.now()) !== civilDay(new Date(start).toISOString() as never);
    if (!midnightBetween) await expectJudged('recording.no-alteration', 'fail', 'chain.broken');
    await sql('update minute_manifests set previous = $1 where sequence = 2', [Buffer.alloc(32, 0)]);
    await expectJudged('recording.no-alteration', 'pass', 'chain.whole');
  });

  test('recording: a minute that nobody signed is late after a day, and wrong after two', async () => {
    const day = addDays(today, -4);
    const { from, to } = dayBounds(day);
    const start = addMs(from, 3_600_000);
    const end = addMs(start, 120_000);
    await segments(api.database, camera, new Date(start), new Date(end));
    await sql(`insert into minute_manifests (school_no, camera_no, minute, sequence, sha256, footers, signature, signer_key_id) values ($1, $2, $3, 90, $4, 6, '', 'k')`, [school.schoolNo, camera.cameraNo, start, Buffer.alloc(32)]);
    await sql(`insert into camera_day_coverage (school_no, camera_no, day, held, verified, known_until) select $1, $2, $3, r, r, now() from (select tstzmultirange(tstzrange($4, $5)) as r) held`, [school.schoolNo, camera.cameraNo, day, start, end]);
    const by = await api.machine(api.schools[0]);
    const [chain] = EVALUATORS.filter(({ control }) => control === 'recording.no-alteration');
    const after = async (hours: number) => (await api.database.tenants.read(by, async (tx) => chain?.judge(tx, { schoolId: by.schoolId, schoolNo: by.schoolNo, day, from, to, asOf: addMs(start, hours * 3_600_000) })))?.evaluation;
    expect(await after(23)).toMatchObject({ result: 'pass', reason: { code: 'chain.whole', figures: { segments: 6 } }, lookedAt: 1 });
    expect(await after(25)).toMatchObject({ result: 'partial', reason: { code: 'chain.late' } });
    expect(await after(49)).toMatchObject({ result: 'fail', reason: { code: 'chain.unsigned' } });
  });

  test('data: a fact that somebody changed in the database is found by the next rounds', async () => {
    await api.app.get(Sealer, { strict: false }).sealAll();
    await expectJudged('data.audit-log-immutable', 'pass', 'ledger.intact');
    await sql(`update facts set actor_name = actor_name || '？' where school_id = $1`, [school.schoolId]);
    await expectJudged('data.audit-log-immutable', 'fail', 'ledger.changed');
    await sql(`update facts set actor_name = left(actor_name, -1) where school_id = $1 and actor_name like '%？'`, [school.schoolId]);
    await api.app.get(Sealer, { strict: false }).sealAll();
    await expectJudged('data.audit-log-immutable', 'pass', 'ledger.intact');
  });

  test('incidents: unreported, ungraded, nobody sent and not held; then handled by the book', async () => {
    const incidentId = newId('inc');
    await plant('incidents', { incident_id: incidentId, number: 'S1', state: 'triaged', category: 'fight', severity: 'major', place: '操场', description: '学生冲突', from_at: ago(60), to_at: ago(50), detected_at: ago(60 * 30), opened_at: ago(60 * 30), opened_by: 'a', opened_by_name: '孙平', triaged_at: ago(60 * 29), report_by: ago(60 * 29), district_report_by: ago(60 * 28), close_by: ago(-9000), hold_until: ago(-9000) });
    await plant('incident_cameras', { incident_id: incidentId, camera_id: camera.cameraId });
    await expectJudged('incident.reported-immediately', 'fail', 'report.severe_missing');
    await expectJudged('incident.severity-triage', 'fail', 'triage.late');
    await expectJudged('incident.guard-dispatched', 'fail', 'dispatch.nobody');
    await expectJudged('recording.preservation-hold', 'fail', 'hold.missing');
    await sql(`update incidents set reported_at = opened_at + interval '2 minutes', district_reported_at = opened_at + interval '20 minutes', triaged_at = opened_at + interval '1 minute', result = '已处理', people_codes = '{S1}', units_involved = '{}', state = 'closed', closed_at = now(), closed_by = 'z'`);
    await plant('dispatch_orders', { dispatch_id: 'd1', incident_id: incidentId, assignee: '保安', task: '到场', state: 'arrived', sent_at: ago(60 * 30), sent_by_name: '孙平', arrived_at: ago(60 * 30 - 4) });
    await plant('holds', { hold_id: newId('hld'), kind: 'preservation', source_kind: 'incident', source_id: incidentId, from_at: ago(60), to_at: ago(50), until_at: ago(-9000), placed_at: ago(60 * 30) });
    await expectJudged('incident.reported-immediately', 'pass', 'report.in_time');
    await expectJudged('incident.severity-triage', 'pass', 'triage.in_time');
    await expectJudged('incident.guard-dispatched', 'pass', 'dispatch.arrived');
    await expectJudged('recording.preservation-hold', 'pass', 'hold.placed');
    await expectJudged('incident.record-complete', 'fail', 'case.incomplete');
    await plant('incident_entries', { incident_id: incidentId, entry_no: 1, kind: 'action', words: '分开', at: ago(60), by_person: 'a', by_name: '孙平', recorded_at: ago(60) });
    await expectJudged('incident.record-complete', 'pass', 'case.closed');
  });

  test('supervision: never inspected and a critical order late; then inspected and settled', async () => {
    await expectJudged('supervision.periodic-inspection', 'no_evidence', 'inspection.none');
    const visitId = newId('spv');
    await plant('supervision_visits', { visit_id: visitId, state: 'signed_off', day: addDays(today, -3), announced: true, domains: '{room}', planned_by: 'w', planned_by_name: '王巡', planned_at: ago(9000), signed_off_at: ago(4000), summary: '良好' });
    await plant('supervision_items', { visit_id: visitId, control: 'room.visitor-register', position: 1 });
    await expectJudged('supervision.periodic-inspection', 'fail', 'inspection.items_skipped');
    await sql(`update supervision_items set verdict = 'kept', answered_at = now()`);
    await expectJudged('supervision.periodic-inspection', 'pass', 'inspection.done');
    await plant('rectification_orders', { order_id: newId('rct'), number: 'Z1', control: 'room.visitor-register', severity: 'critical', what: '补登记', responsible_role: 'security_lead', due_on: addDays(today, -1), issued_by: 'w', issued_by_name: '王巡', issued_at: ago(9000) });
    await expectJudged('supervision.rectification-closed', 'fail', 'order.critical_late');
    await sql(`update rectification_orders set state = 'verified', verified_at = now() - interval '2 days'`);
    await expectJudged('supervision.rectification-closed', 'pass', 'order.closed');
  });
});

describe('a round', () => {
  test('leaves what reads segments for five minutes, and judges the rest anew', async () => {
    await evaluate();
    const at = async (control: string) => ((await sql('select evaluated_at as at from control_results where school_id = $1 and day = $2 and control = $3', [school.schoolId, today, control])).rows[0] as { at: Date }).at.getTime();
    const before = [await at('recording.no-alteration'), await at('room.visitor-register')] as const;
    const by = await api.machine(api.schools[0]);
    await api.app.get(SchoolEvaluator, { strict: false }).handle(by, { kind: 'test', subject: by.schoolId, dueAt: new Date() });
    expect(await at('recording.no-alteration')).toBe(before[0]);
    expect(await at('room.visitor-register')).toBeGreaterThan(before[1]);
  });
});

describe('the matrix', () => {
  const matrix = async (query = '') => (await api.call<Result<Routes['getComplianceMatrix']>>('wang.xun', 'GET', `/v1/district/compliance-matrix${query}`)).body;

  test('shows each school by domain with the score that its results add up to, and finds the ones that fail', async () => {
    await evaluate();
    const found = await matrix('?sort=school');
    expect(found).toMatchObject({ total: 2, day: today, before: addDays(today, -7) });
    const row = found.items.find((r) => r.school.id === school.schoolId);
    expect(new Set(row?.cells.map((c) => c.domain)).size).toBe(12);
    const { rows } = await sql(`select count(*) filter (where result = 'pass')::int as kept, count(*) filter (where result <> 'not_applicable')::int as applicable from control_results where school_id = $1 and day = $2`, [school.schoolId, today]);
    expect({ kept: row?.kept, applicable: row?.applicable }).toEqual(rows[0]);
    const counted = await sql(`select count(*) filter (where result = 'no_evidence')::int as "noEvidence", count(*) filter (where result = 'pass')::int as pass, count(*) filter (where result = 'fail')::int as fail from control_results where day = $1`, [today]);
    expect(found.district).toMatchObject(counted.rows[0]);
    await plant('control_results', { day: today, control: 'duty.fit-for-duty', severity: 'minor', result: 'fail', reason: '{"code": "shift.none", "figures": {}}', looked_at: 1, evidence: '[]', tally: '[{"result": "fail", "reason": "shift.none", "count": 1}]', evaluated_at: ago(0) });
    expect((await matrix('?domain=duty&result=fail')).items.map((r) => r.school.id)).toEqual([school.schoolId]);
    expect((await matrix('?result=fail&q=%E5%90%AF%E6%99%BA')).items).toEqual([]);
    await sql(`delete from control_results where control = 'duty.fit-for-duty'`);
  });

  test('tells how a school moved in seven days', async () => {
    await sql(`insert into control_results (school_id, day, control, district_id, severity, result, reason, looked_at, evidence, evaluated_at) select school_id, $2::date - 7, control, district_id, severity, 'fail', reason, 1, '[]', evaluated_at from control_results where school_id = $1 and day = $2 and result = 'pass'`, [school.schoolId, today]);
    const row = (await matrix('?sort=-moved')).items[0];
    expect(row?.school.id).toBe(school.schoolId);
    expect(row).toMatchObject({ percentBefore: 0, moved: row?.percent });
  });

  test('is drawn for five hundred schools in one read of the index', async () => {
    const of500 = `insert into schools (school_id, district_id, name) select 'sch_' || lpad(n::text, 20, '0'), $1, '第' || n || '学校' from generate_series(1, 500) n`;
    await sql(of500, [school.districtId]);
    await sql(`insert into control_results (school_id, day, control, district_id, severity, result, reason, looked_at, evidence, evaluated_at) select s.school_id, $2, c.control, s.district_id, c.severity, c.result, c.reason, c.looked_at, c.evidence, c.evaluated_at from schools s, control_results c where s.name like '第%学校' and c.school_id = $1 and c.day = $2`, [school.schoolId, today]);
    await sql('analyze control_results');
    const whole = await matrix('?perPage=500');
    expect(whole.total).toBe(502);
    expect(whole.items.length).toBe(500);
    const { rows } = await sql(`explain select c.school_id, c.domain, count(*) from control_results c where c.district_id = $1 and c.day = $2::date - 1 group by c.school_id, c.domain`, [school.districtId, today]);
    expect(rows.map((r: Record<string, unknown>) => Object.values(r)[0]).join('\n')).toMatch(/Index.*control_results_(matrix|district)/);
    await sql(`delete from control_results where school_id like 'sch_00000%'`);
    await sql(`delete from schools where school_id like 'sch_00000%'`);
  });
});

describe('an export', () => {
  const fetched = async (path: string): Promise<string> => {
    const { accessToken } = await signIn('wang.xun');
    const response = await fetch(`${api.url}${path}`, { headers: { authorization: `Bearer ${accessToken}` } });
    expect(response.status).toBe(200);
    return response.text();
  };
  const recompute = async (text: string): Promise<{ code: number; out: string }> => {
    const folder = await mkdtemp(join(tmpdir(), 'guardroom-export-'));
    try {
      await writeFile(join(folder, 'export.json'), text);
      return await run(process.execPath, ['docs/ref/recompute-scores.ts', join(folder, 'export.json')]).then(({ stdout }) => ({ code: 0, out: stdout }), (e: { code: number; stdout: string }) => ({ code: e.code, out: e.stdout }));
    } finally {
      await rm(folder, { recursive: true });
    }
  };

  test('computes again to the same results and scores, and tells a forged one', async () => {
    await sql('delete from control_results where day < $1', [today]);
    await evaluate();
    const text = await fetched(`/v1/district/compliance-export?from=${addDays(today, -1)}&to=${today}`);
    expect(await recompute(text)).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+ results and \d+ scores computed again: all agree\n$/) });
    const data = JSON.parse(text) as { results: { control: string; day: string; result: string }[] };
    expect(new Set(data.results.filter((r) => r.day === today).map((r) => r.control)).size).toBe(EVALUATED_CONTROLS.length - 1); // all but retention, which is proven by fetching
    const forged = data.results.find((r) => r.result === 'pass');
    if (forged) forged.result = 'fail';
    expect(await recompute(JSON.stringify(data))).toMatchObject({ code: 1, out: expect.stringContaining('stored fail, computed pass') });
  });

  test('is a table for spreadsheets too, and covers 31 days at most', async () => {
    const table = await fetched(`/v1/district/compliance-export/results.csv?from=${today}&to=${today}`);
    expect(table).toContain('明德小学');
    expect(table.split('\r\n')[0]).toContain('控制项');
    expect((await api.call('wang.xun', 'GET', `/v1/district/compliance-export?from=${addDays(today, -31)}&to=${today}`)).error).toMatchObject({ code: 'compliance.export_too_long' });
  });
});
