import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Result, dutyRoutes, identityRoutes, roomRoutes } from '@guardroom/contracts';
import { addDays, civilDay, newId, systemClock } from '@guardroom/kernel';
import { signIn, until } from '@guardroom/testkit';
import { type School, aCamera, aGateway, clearedForWatch } from '../../../../../libs/testkit/src/builders/index.ts';
import { Redis } from 'ioredis';
import { Config } from '../../platform/config/config.ts';
import { Tenants } from '../../platform/database/databases.ts';
import type { StoredFact } from '../../platform/facts/stored-fact.ts';
import { JobsModule } from '../../platform/jobs/jobs.module.ts';
import { Relay } from '../../platform/jobs/relay.ts';
import { startApi, type TestApi } from '../../testing/start-api.ts';
import { RoomModule } from '../room/room.module.ts';
import { DutyModule } from './duty.module.ts';
import { JudgeAbsent } from './due/judge-absent.ts';
import { NoteEndOverdue } from './due/note-end-overdue.ts';
import { EndWatchOfLeaver } from './reactions/end-watch-of-leaver.ts';
import { shiftOf } from './public.ts';

type Shift = Result<typeof dutyRoutes.signOn>;
type Handover = Result<typeof dutyRoutes.getHandover>;
type Week = Result<typeof dutyRoutes.getRosterWeek>;
type Mine = Result<typeof dutyRoutes.getMyShift>;
type Who = { sub: string; personId: string; name: string };

const MIN = 60_000;
const HOUR = 60 * MIN;
const declaration = { fit: true, attentive: true };

let api: TestApi;
let sun: Who;
let he: Who;
beforeAll(async () => {
  process.env['WORK_LEASE_SECONDS'] = '1';
  api = await startApi({ features: [JobsModule, DutyModule, RoomModule], routes: { ...dutyRoutes, ...roomRoutes, getMe: identityRoutes.getMe, getSchool: identityRoutes.getSchool } });
  [sun, he] = [await person('sun.ping'), await person('he.jun')];
  for (const keeper of [sun, he]) await clearedForWatch(api.database, api.schools[0], keeper);
});
afterAll(() => api?.close());
beforeEach(async () => {
  await api.database.admin.query('begin; set local session_replication_role = replica; delete from handover_items; delete from handovers; delete from duty_log_entries; delete from shifts; delete from roster_entries; delete from rosters; delete from due_work; commit');
});

const at = (path: string) => `/v1/schools/${api.schools[0].schoolId}${path}`;
async function person(username: string): Promise<Who> {
  const { sub } = await signIn(username);
  const { rows } = await api.database.admin.query<{ person_id: string; name: string }>('select person_id, name from principals where sub = $1', [sub]);
  return { sub, personId: rows[0]!.person_id, name: rows[0]!.name };
}
/** A planned watch that begins so long from now, and was planned a day ago. */
async function planned(who: Who, fromMs: number, lengthMs = 8 * HOUR): Promise<string> {
  const shiftId = newId('shf');
  const from = new Date(Date.now() + fromMs);
  await api.database.admin.query(
    `insert into shifts (school_id, shift_id, district_id, person_id, sub, person_name, planned_from, planned_to, planned_at, state) values ($1, $2, $3, $4, $5, $6, $7, $8, now() - interval '1 day', 'planned')`,
    [api.schools[0].schoolId, shiftId, api.districtId, who.personId, who.sub, who.name, from, new Date(from.getTime() + lengthMs)],
  );
  return shiftId;
}
const signOn = (who: string, shiftId: string, more: object = {}) => api.call<Shift>(who, 'POST', at(`/shifts/${shiftId}/sign-on`), { declaration, ...more });
const write = (who: string, words = '巡查画面，四路正常') => api.call<{ id: string }>(who, 'POST', at('/duty-log'), { kind: 'routine_check', words });
const facts = async (type: string): Promise<Record<string, unknown>[]> => (await api.database.admin.query<{ body: Record<string, unknown> }>('select body from facts where type = $1 order by recorded_at', [type])).rows.map((row) => row.body);
const states = async (): Promise<string[]> => (await api.database.admin.query<{ line: string }>(`select person_name || ' ' || state as line from shifts order by planned_from`)).rows.map((row) => row.line);

describe('signing on', () => {
  test('opens a quarter of an hour before the watch and not earlier', async () => {
    const shiftId = await planned(sun, 16 * MIN);
    expect((await signOn('sun.ping', shiftId)).error).toMatchObject({ code: 'duty.too_early' });
    await api.database.admin.query(`update shifts set planned_from = now() + interval '14 minutes 55 seconds'`);
    const signed = await signOn('sun.ping', shiftId);
    expect(signed.body).toMatchObject({ state: 'active', lateMinutes: 0, standIn: null });
    expect(signed.body.fitDeclaredAt).not.toBeNull();
    expect((await facts('shift.signed_on')).at(-1)).toMatchObject({ lateMinutes: 0, fit: true, attentive: true });
  });

  test('counts lateness, and asks for both declarations', async () => {
    const shiftId = await planned(sun, -12 * MIN);
    expect((await signOn('sun.ping', shiftId, { declaration: { fit: false, attentive: true } })).error).toMatchObject({ kind: 'invalid', faults: [{ path: 'body.declaration.fit' }] });
    expect((await signOn('sun.ping', shiftId)).body).toMatchObject({ lateMinutes: 12 });
  });

  test('is for the person on the roster and begins one watch, however often it is pressed', async () => {
    const shiftId = await planned(sun, 0);
    expect((await signOn('he.jun', shiftId)).error?.code).toBe('duty.not_your_shift');
    const pressed = await Promise.all([1, 2, 3, 4].map(() => signOn('sun.ping', shiftId)));
    expect(pressed.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    expect(new Set(pressed.flatMap(({ error }) => (error ? [error.code] : [])))).toEqual(new Set(['duty.already_signed_on']));
    const second = await planned(sun, 5 * MIN);
    expect((await signOn('sun.ping', second)).error?.code).toBe('duty.on_another_shift');
    expect(await states()).toEqual(['孙平 active', '孙平 planned']);
  });

  test('cannot be had twice by one person even past the rules', async () => {
    await signOn('sun.ping', await planned(sun, 0));
    const second = await planned(sun, 5 * MIN);
    await expect(api.database.admin.query(`update shifts set state = 'active', signed_on_at = now() where shift_id = $1`, [second])).rejects.toMatchObject({ constraint: 'shifts_one_on_shift_per_person' });
  });

  test('makes the keeper known as on shift to live viewing, until the end', async () => {
    const machine = await api.machine(api.schools[0]);
    const ask = () => api.app.get(Tenants).read(machine, (tx) => shiftOf(tx, api.schools[0].schoolId, sun.sub));
    expect(await ask()).toBeUndefined();
    const shiftId = await planned(sun, 0);
    await signOn('sun.ping', shiftId);
    expect(await ask()).toMatchObject({ shiftId, state: 'active', post: 'monitoring_room' });
  });
});

describe('a watch that nobody signs on to', () => {
  const judge = async (shiftId: string) => api.app.get(JudgeAbsent, { strict: false }).handle(await api.machine(api.schools[0]), { kind: 'duty.judge_absent', subject: shiftId, dueAt: new Date() });
  const verdicts = async (shiftId: string) => (await api.database.admin.query(`select from facts where type = 'shift.judged_absent' and subject = $1`, [shiftId])).rowCount;

  test('is judged absent after half an hour, once, however often it falls due', async () => {
    const shiftId = await planned(sun, -29 * MIN);
    await judge(shiftId);
    expect(await states()).toEqual(['孙平 planned']);
    await api.database.admin.query(`update shifts set planned_from = now() - interval '30 minutes'`);
    await Promise.all([judge(shiftId), judge(shiftId)]);
    await judge(shiftId);
    expect(await states()).toEqual(['孙平 judged_absent']);
    expect(await verdicts(shiftId)).toBe(1);
  });

  test('may still be taken up with a reason, and the verdict stays', async () => {
    const shiftId = await planned(sun, -40 * MIN);
    await judge(shiftId);
    expect((await signOn('sun.ping', shiftId)).error?.code).toBe('duty.late_reason_needed');
    const late = await signOn('sun.ping', shiftId, { lateReason: '路上车祸，已电话报告主任' });
    expect(late.body).toMatchObject({ state: 'active', lateMinutes: 40, lateReason: '路上车祸，已电话报告主任' });
    expect(late.body.judgedAbsentAt).not.toBeNull();
  });

  test('is judged by the worker when it is due though the queue is flushed meanwhile', async () => {
    const shiftId = await planned(sun, -HOUR);
    const redis = new Redis(api.app.get(Config).redisUrl);
    try {
      await api.app.get(Relay).start();
      await api.database.admin.query(`insert into due_work (kind, subject, due_at, district_id, school_id) values ('duty.judge_absent', $1, now(), $2, $3)`, [shiftId, api.districtId, api.schools[0].schoolId]);
      const flushed = async (): Promise<string[]> => (await redis.flushdb(), states());
      expect(await until('the verdict', flushed, { isIt: ([first]) => first === '孙平 judged_absent' })).toEqual(['孙平 judged_absent']);
      expect(await verdicts(shiftId)).toBe(1);
    } finally {
      await api.app.get(Relay).stop();
      await redis.quit();
    }
  });
});

describe('the attendance list', () => {
  test('tells watches whose time has come from those still to come', async () => {
    await planned(sun, -HOUR);
    await planned(he, HOUR);
    const listed = async (begun: boolean) => (await api.call<{ items: Shift[] }>('guo.tao', 'GET', at(`/shifts?begun=${begun}`))).body.items.map(({ person: { name } }) => name);
    expect([await listed(true), await listed(false)]).toEqual([['孙平'], ['何军']]);
  });
});

describe('a keeper whose clearances are not in order', () => {
  const expire = (kind: string, days: number) => api.database.admin.query(`update clearances set valid_until = valid_until + $3::integer where person_id = $1 and kind = $2`, [sun.personId, kind, days]);
  const A_CENTURY = 36_501;

  test('does not sign on, stand in or take over, and is told what is wanting', async () => {
    await expire('background_check', -A_CENTURY);
    try {
      const shiftId = await planned(sun, 0);
      const wanting = { code: 'duty.not_cleared', details: { missing: ['background_check'], states: { background_check: 'expired' } } };
      expect((await signOn('sun.ping', shiftId)).error).toMatchObject(wanting);
      expect(await states()).toEqual(['孙平 planned']);
      await api.database.admin.query('delete from shifts');
      expect((await api.call('sun.ping', 'POST', at('/stand-ins'), { reason: '岗位无人，临时顶岗', declaration })).error).toMatchObject(wanting);
      await signOn('he.jun', await planned(he, -HOUR));
      await write('he.jun');
      const [outgoing] = (await api.database.admin.query<{ shift_id: string }>('select shift_id from shifts')).rows;
      await planned(sun, 0);
      const { body } = await api.call<Handover>('he.jun', 'POST', at(`/shifts/${outgoing?.shift_id}/handover`), {});
      await api.call('he.jun', 'POST', at(`/handovers/${body.id}/outgoing-signature`), {});
      expect((await api.call('sun.ping', 'POST', at(`/handovers/${body.id}/incoming-signature`), { answers: [], roomScore: 9, declaration })).error).toMatchObject(wanting);
      expect(await states()).toEqual(['何军 handing_over', '孙平 planned']);
    } finally {
      await expire('background_check', A_CENTURY);
    }
  });

  test('signs on while only the training is due again, and the fact says so', async () => {
    await expire('training', -A_CENTURY);
    try {
      expect((await signOn('sun.ping', await planned(sun, 0))).body.state).toBe('active');
      expect((await facts('shift.signed_on')).at(-1)).toMatchObject({ clearances: { background_check: 'valid', undertaking: 'valid', training: 'expired' } });
    } finally {
      await expire('training', A_CENTURY);
    }
  });
});

describe('an empty post', () => {
  const standIn = (who: string) => api.call<Shift>(who, 'POST', at('/stand-ins'), { reason: '孙平未到岗，岗位无人', declaration });

  test('is taken by one keeper when the planned one is late, and a head decides', async () => {
    const missed = await planned(sun, -4 * MIN);
    expect((await standIn('he.jun')).error?.code).toBe('duty.keeper_still_expected');
    await api.database.admin.query(`update shifts set planned_from = now() - interval '6 minutes' where shift_id = $1`, [missed]);
    expect((await standIn('sun.ping')).error?.code).toBe('duty.own_shift_is_planned');
    const taken = await standIn('he.jun');
    expect(taken).toMatchObject({ status: 201, body: { state: 'active', standIn: { forPerson: { name: '孙平' }, decision: null } } });
    expect((await standIn('he.jun')).error?.code).toBe('duty.on_another_shift');
    const decide = (who: string, decision: string) => api.call<Shift>(who, 'POST', at(`/shifts/${taken.body.id}/stand-in-decision`), { decision, note: '情况属实' });
    expect((await decide('he.jun', 'approved')).error?.code).toBe('identity.not_permitted');
    expect((await decide('guo.tao', 'approved')).body).toMatchObject({ state: 'active', standIn: { decision: 'approved', decidedBy: { name: '郭涛' } } });
    expect((await decide('zhao.an', 'refused')).error?.code).toBe('duty.stand_in_decided');
    expect((await api.call('guo.tao', 'POST', at(`/shifts/${missed}/stand-in-decision`), { decision: 'approved', note: '情况属实' })).error?.code).toBe('duty.not_a_stand_in');
  });

  test('a refused stand-in ends at once', async () => {
    const taken = await standIn('he.jun');
    const refused = await api.call<Shift>('guo.tao', 'POST', at(`/shifts/${taken.body.id}/stand-in-decision`), { decision: 'refused', note: '未经允许' });
    expect(refused.body).toMatchObject({ state: 'closed', endKind: 'stand_in_refused', endReason: '未经允许' });
  });

  test('goes to one of two who ask at the same moment', async () => {
    const asked = await Promise.all([standIn('he.jun'), standIn('sun.ping')]);
    expect(asked.map(({ status }) => status).sort()).toEqual([201, 409]);
  });
});

describe('the duty log', () => {
  test('takes lines from whoever is on shift, and corrections instead of changes', async () => {
    expect((await write('sun.ping')).error?.code).toBe('duty.not_on_shift');
    await signOn('sun.ping', await planned(sun, 0));
    const line = await write('sun.ping', '东门有人翻越围栏，已通知保安队长');
    expect(line.status).toBe(201);
    const post = (body: object, who = 'sun.ping') => api.call<{ id: string; corrects: string }>(who, 'POST', at('/duty-log'), { kind: 'abnormality', words: '东门实为施工人员，已核实', ...body });
    expect((await post({ happenedAt: new Date(Date.now() - 3 * HOUR).toISOString() })).error?.code).toBe('duty.happened_outside_shift');
    expect((await post({ happenedAt: new Date(Date.now() + HOUR).toISOString() })).error?.code).toBe('duty.happened_outside_shift');
    expect((await post({ corrects: line.body.id })).body).toMatchObject({ corrects: line.body.id });
    expect((await post({ corrects: line.body.id })).error?.code).toBe('duty.already_corrected');
    await signOn('he.jun', await planned(he, 0));
    expect((await post({ corrects: line.body.id }, 'he.jun')).error?.code).toBe('duty.not_your_entry');
    const found = await api.call<{ total: number; items: { words: string; correctedBy: string | null }[] }>('guo.tao', 'GET', at(`/duty-log?q=${encodeURIComponent('翻越')}&kind=routine_check`));
    expect(found.body).toMatchObject({ total: 1, items: [{ words: '东门有人翻越围栏，已通知保安队长', correctedBy: expect.stringMatching(/^dle_/) }] });
    await expect(api.app.get(Tenants).write(await api.machine(api.schools[0]), (tx) => tx.sql`update duty_log_entries set words = 'x'`)).rejects.toMatchObject({ code: '42501' });
  });
});

describe('a handover', () => {
  /** 孙平 on shift with a line in the log. */
  async function onWatch(): Promise<string> {
    const shiftId = await planned(sun, -HOUR);
    await signOn('sun.ping', shiftId);
    await write('sun.ping');
    return shiftId;
  }
  const prepare = (shiftId: string, openMatters: string[] = ['二号楼钥匙未还']) => api.call<Handover>('sun.ping', 'POST', at(`/shifts/${shiftId}/handover`), { openMatters, roomNote: '钥匙 3 把，室内整洁' });
  const sign = (who: string, id: string) => api.call<Handover>(who, 'POST', at(`/handovers/${id}/outgoing-signature`), {});
  const all = (handover: Handover, answer = 'accepted') => handover.items.map(({ no }) => ({ no, answer }));
  const takeOver = (who: string, handover: Handover, more: object = {}) => api.call<Handover>(who, 'POST', at(`/handovers/${handover.id}/incoming-signature`), { answers: all(handover), roomScore: 9, declaration, ...more });

  test('lists what is open, is signed by both, and passes the watch in one step', async () => {
    const shiftId = await planned(sun, -HOUR);
    await signOn('sun.ping', shiftId);
    expect((await prepare(shiftId)).error?.code).toBe('duty.log_empty');
    await write('sun.ping');
    const visitor = await api.call<{ id: string }>('sun.ping', 'POST', at('/visitors'), { name: '王工', unit: '华安安防公司', documentKind: 'work_card', documentTail: '8812', purpose: '检修三号摄像机' });
    await api.call('zhao.an', 'POST', at(`/visitors/${visitor.body.id}/decision`), { decision: 'approve' });
    await api.call('sun.ping', 'POST', at(`/visitors/${visitor.body.id}/entry`), { goodsChecked: true, phonesStored: true });
    const made = await prepare(shiftId);
    expect(made.body.items.map(({ kind, words }) => [kind, words])).toEqual([['open_matter', '二号楼钥匙未还'], ['visitor_inside', '王工 华安安防公司']]);
    const next = await planned(he, 10 * MIN);
    expect((await takeOver('he.jun', made.body)).error?.code).toBe('duty.handover_not_signed');
    expect((await sign('he.jun', made.body.id)).error?.code).toBe('duty.not_your_shift');
    const signed = await sign('sun.ping', made.body.id);
    expect(signed.body.state).toBe('outgoing_signed');
    expect((await sign('sun.ping', made.body.id)).error?.code).toBe('duty.handover_not_open');
    expect((await prepare(shiftId)).error?.code).toBe('duty.handover_not_open');
    expect((await takeOver('sun.ping', signed.body)).error?.code).toBe('duty.takes_over_from_self');
    expect((await takeOver('he.jun', signed.body, { answers: [] })).error).toMatchObject({ code: 'duty.items_unanswered', details: { items: [1, 2] } });
    expect((await takeOver('he.jun', signed.body, { answers: all(signed.body, 'disputed') })).error?.code).toBe('duty.item_disputed');
    expect(await states()).toEqual(['孙平 handing_over', '何军 planned']);
    const mine = await api.call<Mine>('he.jun', 'GET', at('/my-shift'));
    expect(mine.body).toMatchObject({ onShift: null, next: { id: next }, takingOver: [{ id: made.body.id }], colleagues: [{ person: { name: '孙平' } }] });
    const taken = await Promise.all([takeOver('he.jun', signed.body), takeOver('he.jun', signed.body)]);
    expect(taken.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(taken.find(({ status }) => status === 200)?.body).toMatchObject({ state: 'incoming_signed', incoming: { name: '何军' }, incomingShiftId: next, roomScore: 9, items: [{ answer: 'accepted' }, { answer: 'accepted' }] });
    expect(await states()).toEqual(['孙平 closed', '何军 active']);
    const [outgoing, incoming] = [await facts('handover.outgoing_signed'), await facts('handover.incoming_signed')];
    expect(incoming.at(-1)).toMatchObject({ incomingShiftId: next, listSha256: outgoing.at(-1)?.['listSha256'] });
    expect((await facts('shift.ended')).at(-1)).toMatchObject({ kind: 'handed_over', personId: sun.personId });
    await api.call('he.jun', 'POST', at(`/visitors/${visitor.body.id}/exit`), {});
  });

  test('lists gaps without a reason, faults without a verified repair and requests that wait, and none that is settled', async () => {
    const { admin } = api.database;
    const [{ schoolId, districtId }] = api.schools;
    const camera = await aCamera(api.database, await aGateway(api.database, api.schools[0] as School), { name: '东门' });
    const shiftId = await onWatch();
    const [gapId, assetId, ticketId, requestId] = [newId('gap'), newId('ast'), newId('tkt'), newId('frq')];
    await admin.query(
      `insert into recording_gaps (school_id, gap_id, district_id, camera_id, from_at, to_at, cause, found_at, explain_by)
       values ($1, $2, $3, $4, now() - interval '40 minutes', now() - interval '30 minutes', 'no_frames', now(), now() + interval '1 day')`,
      [schoolId, gapId, districtId, camera.cameraId],
    );
    await admin.query(`insert into assets (school_id, asset_id, district_id, asset_class, tag_number, name, state, location, registered_at, changed_at) values ($1, $2, $3, 'display', 'PM-0901', '拼接屏', 'degraded', '监控室', now(), now())`, [schoolId, assetId, districtId]);
    await admin.query(
      `insert into fault_tickets (school_id, ticket_id, district_id, number, state, source, cause, urgency, words, asset_id, first_sign_at, opened_at, repair_by, reported_by_person_id, reported_by_name)
       values ($1, $2, $3, 'G2026-0901', 'repaired', 'person', 'other', 'normal', '右上角黑屏', $4, now(), now(), now() + interval '1 day', $5, $6)`,
      [schoolId, ticketId, districtId, assetId, he.personId, he.name],
    );
    await admin.query(
      `insert into footage_requests (school_id, request_id, district_id, number, state, applicant_person_id, applicant_sub, applicant_name, relation, purpose, reason, from_at, to_at, fulfilment_asked, findings, filed_at)
       values ($1, $2, $3, 'S2026-0901', 'submitted', $4, $2, '李薇', 'class_teacher', 'pupil_injury', '学生在东门摔倒，查看经过', now() - interval '1 hour', now() - interval '50 minutes', 'escorted_viewing', '{}', now())`,
      [schoolId, requestId, districtId, newId('psn')],
    );
    const listed = async () => (await prepare(shiftId, [])).body.items.map(({ kind, subject, words }) => [kind, subject, words]);
    const fault = ['fault_ticket', ticketId, 'G2026-0901 拼接屏'];
    const request = ['footage_request', requestId, 'S2026-0901 李薇'];
    expect(await listed()).toEqual([fault, ['recording_gap', gapId, '东门'], request]);
    await admin.query(`update recording_gaps set reason = 'power_loss', words = '东门断电', explained_by = $2, explained_name = '赵安', explained_at = now() where gap_id = $1`, [gapId, newId('psn')]);
    expect(await listed()).toEqual([fault, request]);
    await admin.query(`update fault_tickets set state = 'verified', verified_at = now() where ticket_id = $1`, [ticketId]);
    await admin.query(`update footage_requests set state = 'withdrawn' where request_id = $1`, [requestId]);
    expect(await listed()).toEqual([]);
  });

  test('lists footage that is held and live views that are open, and neither once they have ended', async () => {
    const { admin } = api.database;
    const [school] = api.schools;
    const gateway = await aGateway(api.database, school as School);
    const cameras = [];
    for (const name of ['1 号机', '2 号机', '3 号机', '4 号机']) cameras.push(await aCamera(api.database, gateway, { name }));
    const shiftId = await onWatch();
    const [holdId, viewId, source] = [newId('hld'), newId('lvw'), newId('inc')];
    await admin.query(`insert into holds (school_id, hold_id, district_id, kind, source_kind, source_id, from_at, to_at, until_at, placed_at) values ($1, $2, $3, 'preservation', 'incident', $4, '2026-03-02T08:00:00+08:00', '2026-03-02T08:10:00+08:00', now() + interval '90 days', now())`, [school.schoolId, holdId, school.districtId, source]);
    for (const { cameraId } of cameras) await admin.query('insert into hold_cameras (school_id, hold_id, camera_id, district_id) values ($1, $2, $3, $4)', [school.schoolId, holdId, cameraId, school.districtId]);
    await admin.query(
      `insert into live_views (school_id, view_id, district_id, camera_id, shift_id, person_id, sub, viewer_name, mark, proof_thumbprint, opened_at, expires_at, seen_at) values ($1, $2, $3, $4, $5, $6, $7, $8, '孙平', 'k', now(), now() + interval '1 hour', now())`,
      [school.schoolId, viewId, school.districtId, cameras[0]!.cameraId, shiftId, sun.personId, sun.sub, sun.name],
    );
    const listed = async () => (await prepare(shiftId, [])).body.items.map(({ kind, subject, words }) => [kind, subject, words]);
    expect(await listed()).toEqual([['live_view', viewId, '孙平 1 号机'], ['footage_hold', source, '1 号机、2 号机、3 号机 +1 2026-03-02 08:00']]);
    await admin.query(`update live_views set ended_at = now(), end_reason = 'closed' where view_id = $1`, [viewId]);
    await admin.query(`update holds set until_at = now() - interval '1 second' where hold_id = $1`, [holdId]);
    expect(await listed()).toEqual([]);
    await admin.query('begin; set local session_replication_role = replica; delete from live_views; delete from hold_cameras; delete from holds; commit');
  });

  test('leaves both watches as they were when any part of it cannot be written', async () => {
    const shiftId = await onWatch();
    await planned(he, 0);
    const { body } = await sign('sun.ping', (await prepare(shiftId)).body.id);
    await api.database.admin.query(`alter table outbox add constraint planted check (type <> 'shift.ended') not valid`);
    const failed = await takeOver('he.jun', body);
    await api.database.admin.query('alter table outbox drop constraint planted');
    expect(failed.status).toBe(500);
    expect(await states()).toEqual(['孙平 handing_over', '何军 planned']);
    expect((await takeOver('he.jun', body)).status).toBe(200);
    expect(await states()).toEqual(['孙平 closed', '何军 active']);
  });

  test('may be disputed: the outgoing keeper keeps the watch and lists anew', async () => {
    const shiftId = await onWatch();
    await planned(he, 0);
    const { body } = await sign('sun.ping', (await prepare(shiftId)).body.id);
    const disputed = await api.call<Handover>('he.jun', 'POST', at(`/handovers/${body.id}/dispute`), { reason: '钥匙少一把，与记录不符', answers: [{ no: 1, answer: 'disputed', note: '只有两把' }] });
    expect(disputed.body).toMatchObject({ state: 'disputed', disputeReason: '钥匙少一把，与记录不符', items: [{ answer: 'disputed', answerNote: '只有两把' }] });
    expect(await states()).toEqual(['孙平 active', '何军 planned']);
    const again = await prepare(shiftId, []);
    expect(again.body).toMatchObject({ state: 'prepared', items: [] });
    expect(again.body.id).not.toBe(body.id);
  });

  test('is taken over by nobody who is not next', async () => {
    const shiftId = await onWatch();
    const { body } = await sign('sun.ping', (await prepare(shiftId)).body.id);
    expect((await takeOver('he.jun', body)).error?.code).toBe('duty.not_next');
    await planned(he, 16 * MIN);
    expect((await takeOver('he.jun', body)).error?.code).toBe('duty.not_next');
  });

  test('cannot have one person on both sides even past the rules', async () => {
    const shiftId = await onWatch();
    const { body } = await sign('sun.ping', (await prepare(shiftId)).body.id);
    await expect(api.database.admin.query(`update handovers set incoming_sub = outgoing_sub where handover_id = $1`, [body.id])).rejects.toMatchObject({ constraint: 'nobody_takes_over_from_himself' });
  });
});

describe('the end of a watch that nobody follows', () => {
  const end = (shiftId: string) => api.call<Shift>('sun.ping', 'POST', at(`/shifts/${shiftId}/end`), { reason: '夜间无人接班，门卫室值守', openMatters: ['操场照明灯待修'] });

  test('waits for the planned end and for a successor who may still come', async () => {
    const shiftId = await planned(sun, -HOUR);
    await signOn('sun.ping', shiftId);
    await write('sun.ping');
    expect((await end(shiftId)).error?.code).toBe('duty.shift_not_over');
    await api.database.admin.query(`update shifts set planned_to = now() - interval '1 minute'`);
    const next = await planned(he, 50 * MIN);
    expect((await end(shiftId)).error?.code).toBe('duty.successor_expected');
    await api.database.admin.query('delete from shifts where shift_id = $1', [next]);
    expect((await end(shiftId)).body).toMatchObject({ state: 'closed', endKind: 'no_successor', endReason: '夜间无人接班，门卫室值守', earlyMinutes: 0 });
  });

  test('leaves what is open to whoever comes next', async () => {
    const shiftId = await planned(sun, -2 * HOUR, 2 * HOUR - MIN);
    await api.database.admin.query(`update shifts set planned_to = now() + interval '1 hour'`);
    await signOn('sun.ping', shiftId);
    await write('sun.ping');
    await api.database.admin.query(`update shifts set planned_to = now()`);
    await end(shiftId);
    await signOn('he.jun', await planned(he, 0));
    const { body } = await api.call<Mine>('he.jun', 'GET', at('/my-shift'));
    expect(body.takingOver).toMatchObject([{ outgoing: { name: '孙平' }, items: [{ kind: 'open_matter', words: '操场照明灯待修' }] }]);
    const handover = body.takingOver[0]!;
    const taken = await api.call<Handover>('he.jun', 'POST', at(`/handovers/${handover.id}/incoming-signature`), { answers: [{ no: 1, answer: 'accepted' }], roomScore: 8, declaration });
    expect(taken.body.state).toBe('incoming_signed');
    expect(await states()).toEqual(['孙平 closed', '何军 active']);
  });

  test('is noted as overdue, once, while the watch runs on', async () => {
    const shiftId = await planned(sun, -HOUR);
    await signOn('sun.ping', shiftId);
    const note = async () => api.app.get(NoteEndOverdue, { strict: false }).handle(await api.machine(api.schools[0]), { kind: 'duty.note_end_overdue', subject: shiftId, dueAt: new Date() });
    await note();
    await api.database.admin.query(`update shifts set planned_to = now() - interval '15 minutes'`);
    await note();
    await note();
    expect((await api.database.admin.query(`select from facts where type = 'shift.end_overdue' and subject = $1`, [shiftId])).rowCount).toBe(1);
    expect((await api.call<{ items: Shift[] }>('guo.tao', 'GET', at('/shifts'))).body.items[0]).toMatchObject({ state: 'active', endOverdueAt: expect.any(String) });
  });
});

describe('the watch of somebody whose appointment ends', () => {
  test('ends with the last post that keeps watch, and not before', async () => {
    const { admin } = api.database;
    await signOn('he.jun', await planned(he, 0));
    const by = await api.machine(api.schools[0]);
    const fact: StoredFact = { id: newId('fct'), districtId: api.districtId, schoolId: api.schools[0].schoolId, type: 'appointment.ended', subject: newId('apt'), actor: { kind: 'person', sub: sun.sub, name: '孙平' }, occurredAt: systemClock.now(), recordedAt: systemClock.now(), body: { sub: he.sub, role: 'staff' } };
    const react = () => api.app.get(Tenants).write(by, (tx) => api.app.get(EndWatchOfLeaver, { strict: false }).handle(by, fact, tx));
    await react();
    expect(await states()).toEqual(['何军 active']);
    await admin.query(`update appointments set ended_at = now(), end_reason = '调离' where sub = $1 and role = 'watch_keeper'`, [he.sub]);
    try {
      await react();
      await react();
      expect(await states()).toEqual(['何军 closed']);
      expect((await facts('shift.ended')).at(-1)).toMatchObject({ personId: he.personId, reason: '任命已结束' });
    } finally {
      await admin.query(`update appointments set ended_at = null, end_reason = null where sub = $1 and role = 'watch_keeper'`, [he.sub]);
    }
  });
});

describe('a roster', () => {
  const today = civilDay(systemClock.now());
  /** The week after next, so that none of it has begun when a test runs into another week. */
  const monday = addDays(today, 15 - (new Date(`${today}T00:00:00Z`).getUTCDay() || 7));
  const week = (path = '') => at(`/roster-weeks/${monday}${path}`);
  /** An instant of that week: day from 0, hour of the civil clock. */
  const on = (day: number, hour: number): string => new Date(Date.parse(`${monday}T00:00:00+08:00`) + day * 24 * HOUR + hour * HOUR).toISOString();
  const line = (who: Who, day: number, from: number, to: number) => ({ personId: who.personId, from: on(day, from), to: on(day, to) });
  const save = (lines: object[], who = 'guo.tao') => api.call<Week>(who, 'POST', week('/draft'), { lines });
  const publish = (draftedAt: string | undefined, uncoveredReason?: string, who = 'guo.tao') => api.call<Week>(who, 'POST', week('/publication'), { draftedAt, ...(uncoveredReason ? { uncoveredReason } : {}) });
  const WHY = '夜间由门卫室值守，录像照常';

  test('tells every fault and every hole at once, and keeps the draft', async () => {
    const { body } = await save([line(sun, 0, 7, 17), line(sun, 0, 16, 20), line(he, 1, 0, 8)]);
    expect(body.faults.map(({ kind, line: no, person: { name } }) => [kind, no, name])).toEqual([['too_long', 0, '孙平'], ['overlap', 0, '孙平']]);
    expect(body.holes[0]).toEqual({ from: on(0, 0), to: on(0, 7), planned: 0 });
    expect(body.keepers.map(({ name }) => name).sort()).toEqual(['何军', '孙平']);
    expect((await publish(body.draft?.draftedAt)).error).toMatchObject({ code: 'duty.roster_faults', details: { faults: 2, kinds: ['too_long', 'overlap'] } });
    expect(body.draft?.lines).toHaveLength(3);
    expect((await save([{ personId: newId('psn'), from: on(0, 1), to: on(0, 2) }])).error?.code).toBe('duty.unknown_person');
    expect((await save([{ ...line(sun, 0, 9, 8) }])).error).toMatchObject({ kind: 'invalid', faults: [{ path: 'body.lines.0.to' }] });
    expect((await api.call('guo.tao', 'GET', at('/roster-weeks/2026-11-24'))).error?.code).toBe('request.not_found');
  });

  test('is published with a reason for its holes, plans the watches, and is superseded by a later version', async () => {
    const first = (await save([line(sun, 0, 7, 15), line(he, 0, 15, 23)])).body;
    expect((await publish(first.draft?.draftedAt)).error).toMatchObject({ code: 'duty.uncovered_reason_needed', details: { minutes: 152 * 60 } });
    expect((await publish('2020-01-01T00:00:00.000Z', WHY)).error?.code).toBe('duty.draft_changed');
    expect((await publish(first.draft?.draftedAt, WHY, 'sun.ping')).error?.code).toBe('identity.not_permitted');
    const published = await publish(first.draft?.draftedAt, WHY);
    expect(published.body).toMatchObject({ draft: null, published: { version: 1, state: 'published', uncoveredMinutes: 152 * 60, uncoveredReason: WHY, publishedBy: { name: '郭涛' } } });
    expect((await publish(first.draft?.draftedAt, WHY)).error?.code).toBe('duty.no_draft');
    const due = await api.database.admin.query<{ due_at: Date }>(`select due_at from due_work where kind = 'duty.judge_absent' order by due_at`);
    expect(due.rows.map((row) => row.due_at.toISOString())).toEqual([on(0, 7.5), on(0, 15.5)]);
    const ids = async () => (await api.database.admin.query<{ shift_id: string; person_name: string }>('select shift_id, person_name from shifts order by planned_from')).rows;
    const before = await ids();
    const second = (await save([line(sun, 0, 7, 15), line(he, 0, 15, 22), line(sun, 1, 7, 15)])).body;
    expect((await publish(second.draft?.draftedAt, WHY)).body.published).toMatchObject({ version: 2 });
    const after = await ids();
    expect(after.map((row) => row.person_name)).toEqual(['孙平', '何军', '孙平']);
    expect(after[0]).toEqual(before[0]);
    expect(after[1]?.shift_id).not.toBe(before[1]?.shift_id);
    expect((await facts('roster.published')).at(-1)).toMatchObject({ version: 2, kept: 1, planned: 2, withdrawn: 1 });
    const versions = await api.call<{ items: { version: number; state: string }[] }>('chen.ming', 'GET', at('/rosters'));
    expect(versions.body.items.map(({ version, state }) => [version, state])).toEqual([[2, 'published'], [1, 'superseded']]);
    expect((await api.call<Week>('sun.ping', 'GET', week())).body).toMatchObject({ draft: null, faults: [] });
  });

  test('cannot change what has begun', async () => {
    const first = (await save([line(sun, 0, 7, 15)])).body;
    await publish(first.draft?.draftedAt, WHY);
    await api.database.admin.query(`update shifts set state = 'judged_absent', judged_absent_at = now()`);
    const changed = (await save([line(he, 0, 7, 15)])).body;
    expect(changed.faults).toMatchObject([{ kind: 'begun_changed', line: null, person: { name: '孙平' } }]);
    expect((await publish(changed.draft?.draftedAt, WHY)).error?.code).toBe('duty.roster_faults');
    await expect(api.app.get(Tenants).write(await api.machine(api.schools[0]), (tx) => tx.sql`delete from shifts`)).rejects.toThrow('never deleted');
  });

  test('is published once by two who press at the same moment', async () => {
    const { draft } = (await save([line(sun, 0, 7, 15)])).body;
    const pressed = await Promise.all([publish(draft?.draftedAt, WHY), publish(draft?.draftedAt, WHY, 'zhao.an')]);
    expect(pressed.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await states()).toEqual(['孙平 planned']);
  });
});
