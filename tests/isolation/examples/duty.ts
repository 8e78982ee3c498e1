import type { dutyRoutes, roomRoutes } from '@guardroom/contracts';
import { addDays, civilDay, instantOf, newId } from '@guardroom/kernel';
import { aPerson, clearedForWatch } from '../../../libs/testkit/src/builders/index.ts';
import type { Scene } from '../world.ts';
import { type Examples, at, minutesAgo } from './example.ts';

const declaration = { fit: true, attentive: true } as const;
type Who = { readonly personId: string; readonly sub: string; readonly name: string };

/** The Monday after this week. */
function nextMonday(): string {
  const today = civilDay(instantOf(Date.now()));
  return addDays(today, 8 - (new Date(`${today}T00:00:00Z`).getUTCDay() || 7));
}

const keeper = (scene: Scene): Promise<Who> => aPerson(scene.api.database, scene.school, { roles: ['watch_keeper'] });

/** Nobody has the watch and nobody is planned. */
async function nobodyOnShift({ api, school }: Scene): Promise<void> {
  await api.database.admin.query(`update shifts set state = 'closed', ended_at = now(), end_kind = 'no_successor' where school_id = $1 and state in ('active', 'handing_over')`, [school.schoolId]);
  await api.database.admin.query(`update shifts set state = 'judged_absent', judged_absent_at = now(), planned_to = now() where school_id = $1 and state in ('planned', 'judged_absent') and planned_from < now()`, [school.schoolId]);
  await api.database.admin.query(`delete from shifts where school_id = $1 and state = 'planned'`, [school.schoolId]);
}

/** A watch of somebody: planned to begin now, or running for an hour. */
async function aShift(scene: Scene, who: Who, state: 'planned' | 'active' | 'handing_over', standIn?: string): Promise<string> {
  const shiftId = newId('shf');
  await scene.api.database.admin.query(
    `insert into shifts (school_id, shift_id, district_id, person_id, sub, person_name, planned_from, planned_to, planned_at, state, signed_on_at, stand_in_reason)
     values ($1, $2, $3, $4, $5, $6, $7, now() + interval '4 hours', $7, $8, $9, $10)`,
    [scene.school.schoolId, shiftId, scene.school.districtId, who.personId, who.sub, who.name, minutesAgo(state === 'planned' ? 0 : 60), state, state === 'planned' ? null : minutesAgo(60), standIn ?? null],
  );
  return shiftId;
}

async function aLogEntry(scene: Scene, shiftId: string, who: Who): Promise<string> {
  const entryId = newId('dle');
  await scene.api.database.admin.query(
    `insert into duty_log_entries (school_id, entry_id, district_id, shift_id, post, kind, words, happened_at, written_at, written_by, written_by_name) values ($1, $2, $3, $4, 'monitoring_room', 'routine_check', '四路画面正常', $5, $5, $6, $7)`,
    [scene.school.schoolId, entryId, scene.school.districtId, shiftId, minutesAgo(5), who.personId, who.name],
  );
  return entryId;
}

/** The caller on shift with a line in the log. */
async function callerOnShift(scene: Scene, state: 'active' | 'handing_over' = 'active'): Promise<{ shiftId: string; entryId: string }> {
  await nobodyOnShift(scene);
  const shiftId = await aShift(scene, scene.caller, state);
  return { shiftId, entryId: await aLogEntry(scene, shiftId, scene.caller) };
}

/** A handover with one open matter. */
async function aHandover(scene: Scene, shiftId: string, outgoing: Who, state: 'prepared' | 'outgoing_signed'): Promise<string> {
  const handoverId = newId('hov');
  const { admin } = scene.api.database;
  await admin.query(
    `insert into handovers (school_id, handover_id, district_id, post, state, outgoing_shift_id, outgoing_person_id, outgoing_sub, outgoing_name, prepared_at, outgoing_signed_at) values ($1, $2, $3, 'monitoring_room', $4, $5, $6, $7, $8, now(), $9)`,
    [scene.school.schoolId, handoverId, scene.school.districtId, state, shiftId, outgoing.personId, outgoing.sub, outgoing.name, state === 'prepared' ? null : minutesAgo(0)],
  );
  await admin.query(`insert into handover_items (school_id, handover_id, item_no, district_id, kind, words) values ($1, $2, 1, $3, 'open_matter', '二号楼钥匙未还')`, [scene.school.schoolId, handoverId, scene.school.districtId]);
  return handoverId;
}

/** Nobody has the watch, and the caller may take it up. */
async function callerIsCleared(scene: Scene): Promise<void> {
  await nobodyOnShift(scene);
  await clearedForWatch(scene.api.database, scene.school, scene.caller);
}

/** A colleague hands over to the caller, who is next. */
async function waitingForCaller(scene: Scene): Promise<string> {
  await callerIsCleared(scene);
  const colleague = await keeper(scene);
  const handoverId = await aHandover(scene, await aShift(scene, colleague, 'handing_over'), colleague, 'outgoing_signed');
  await aShift(scene, scene.caller, 'planned');
  return handoverId;
}

async function aRoster(scene: Scene, state: 'draft' | 'published'): Promise<{ draftedAt: string }> {
  const { admin } = scene.api.database;
  const values = [scene.school.schoolId, nextMonday()];
  await admin.query(`delete from roster_entries e using rosters r where r.school_id = e.school_id and r.roster_id = e.roster_id and e.school_id = $1 and r.week = $2 and r.state = 'draft'`, values);
  await admin.query(`delete from rosters where school_id = $1 and week = $2 and state = 'draft'`, values);
  if (state === 'published') await admin.query(`update rosters set state = 'superseded', superseded_at = now() where school_id = $1 and week = $2 and state = 'published'`, values);
  const draftedAt = minutesAgo(1);
  await admin.query(
    `insert into rosters (school_id, roster_id, district_id, post, week, version, state, drafted_by, drafted_by_name, drafted_at, published_by, published_by_name, published_at)
     select $1, $3, $4, 'monitoring_room', $2, coalesce(max(version), 0) + 1, $5, $6, $7, $8, $9, $10, $11 from rosters where school_id = $1 and week = $2`,
    [...values, newId('ros'), scene.school.districtId, state, scene.caller.personId, scene.caller.name, draftedAt, ...(state === 'published' ? [scene.caller.personId, scene.caller.name, minutesAgo(0)] : [null, null, null])],
  );
  return { draftedAt };
}

const ofWeek = (scene: Scene) => ({ params: { ...at(scene), week: nextMonday() } });

export const dutyExamples: Examples<keyof typeof dutyRoutes> = {
  getRosterWeek: { as: 'watch_keeper', make: async (scene) => (await aRoster(scene, 'published'), ofWeek(scene)) },
  listRosters: { as: 'centre_head', make: async (scene) => (await aRoster(scene, 'published'), { params: at(scene), query: { week: nextMonday() } }) },
  saveRoster: {
    as: 'centre_head',
    make: async (scene) => {
      const from = Date.parse(`${nextMonday()}T07:00:00+08:00`);
      return { ...ofWeek(scene), body: { lines: [{ personId: (await keeper(scene)).personId, from: instantOf(from), to: instantOf(from + 8 * 3_600_000) }] } };
    },
  },
  publishRoster: { as: 'centre_head', make: async (scene) => ({ ...ofWeek(scene), body: { ...(await aRoster(scene, 'draft')), uncoveredReason: '寒假期间由门卫室值守' } }) },
  listShifts: {
    as: 'watch_keeper',
    make: async (scene) => {
      const colleague = await keeper(scene);
      await aShift(scene, colleague, 'planned');
      return { params: at(scene), query: { personId: colleague.personId } };
    },
  },
  getMyShift: { as: 'watch_keeper', make: async (scene) => (await callerOnShift(scene), { params: at(scene) }) },
  signOn: { as: 'watch_keeper', make: async (scene) => (await callerIsCleared(scene), { params: { ...at(scene), shiftId: await aShift(scene, scene.caller, 'planned') }, body: { declaration } }) },
  beginStandIn: { as: 'watch_keeper', make: async (scene) => (await callerIsCleared(scene), { params: at(scene), body: { reason: '岗位无人，临时顶岗', declaration } }) },
  decideStandIn: {
    as: 'centre_head',
    make: async (scene) => (await nobodyOnShift(scene), { params: { ...at(scene), shiftId: await aShift(scene, await keeper(scene), 'active', '岗位无人，临时顶岗') }, body: { decision: 'approved', note: '情况属实' } }),
  },
  endShift: {
    as: 'watch_keeper',
    make: async (scene) => {
      const { shiftId } = await callerOnShift(scene);
      await scene.api.database.admin.query('update shifts set planned_to = $2 where shift_id = $1', [shiftId, minutesAgo(1)]);
      return { params: { ...at(scene), shiftId }, body: { reason: '夜间无人接班' } };
    },
  },
  writeLog: { as: 'watch_keeper', make: async (scene) => ({ params: at(scene), body: { kind: 'abnormality', words: '东门实为施工人员', corrects: (await callerOnShift(scene)).entryId } }) },
  listLog: { as: 'watch_keeper', make: async (scene) => ({ params: at(scene), query: { shiftId: (await callerOnShift(scene)).shiftId } }) },
  prepareHandover: { as: 'watch_keeper', make: async (scene) => ({ params: { ...at(scene), shiftId: (await callerOnShift(scene)).shiftId }, body: { openMatters: ['二号楼钥匙未还'] } }) },
  signHandover: {
    as: 'watch_keeper',
    make: async (scene) => ({ params: { ...at(scene), handoverId: await aHandover(scene, (await callerOnShift(scene, 'handing_over')).shiftId, scene.caller, 'prepared') }, body: {} }),
  },
  takeOver: { as: 'watch_keeper', make: async (scene) => ({ params: { ...at(scene), handoverId: await waitingForCaller(scene) }, body: { answers: [{ no: 1, answer: 'accepted' }], roomScore: 9, declaration } }) },
  disputeHandover: { as: 'watch_keeper', make: async (scene) => ({ params: { ...at(scene), handoverId: await waitingForCaller(scene) }, body: { reason: '钥匙少一把，与记录不符' } }) },
  getHandover: { as: 'watch_keeper', make: async (scene) => ({ params: { ...at(scene), handoverId: await waitingForCaller(scene) } }) },
  listHandovers: { as: 'watch_keeper', make: async (scene) => (await waitingForCaller(scene), { params: at(scene) }) },
};

type Stage = 'awaiting_approval' | 'approved' | 'inside';
async function aVisitor(scene: Scene, state: Stage): Promise<string> {
  const visitorId = newId('vis');
  const [decided, inside] = [state !== 'awaiting_approval', state === 'inside'];
  const { personId, sub, name } = scene.caller;
  await scene.api.database.admin.query(
    `insert into visitor_entries (school_id, visitor_id, district_id, state, name, unit, document_kind, document_tail, purpose, items, registered_by, registered_by_name, registered_at,
       approver_person_id, approver_name, decided_at, escort_person_id, escort_sub, escort_name, escort_signed_at, goods_checked, entered_at, leave_by)
     values ($1, $2, $3, $4, '王工', '华安安防公司', 'work_card', '8812', '检修摄像机', '工具箱', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $14, $16)`,
    [scene.school.schoolId, visitorId, scene.school.districtId, state, personId, name, minutesAgo(3), ...(decided ? [personId, name, minutesAgo(2)] : [null, null, null]), ...(inside ? [personId, sub, name, minutesAgo(1)] : [null, null, null, null]), inside, inside ? minutesAgo(-59) : null],
  );
  return visitorId;
}

const ofVisitor = async (scene: Scene, state: Stage) => ({ params: { ...at(scene), visitorId: await aVisitor(scene, state) } });

export const roomExamples: Examples<keyof typeof roomRoutes> = {
  listVisitors: { as: 'watch_keeper', make: async (scene) => (await aVisitor(scene, 'inside'), { params: at(scene) }) },
  registerVisitor: { as: 'watch_keeper', make: async (scene) => ({ params: at(scene), body: { name: '王工', unit: '华安安防公司', documentKind: 'work_card', documentTail: '8812', purpose: '检修摄像机', items: '工具箱' } }) },
  decideVisitor: { as: 'security_lead', make: async (scene) => ({ ...(await ofVisitor(scene, 'awaiting_approval')), body: { decision: 'approve' } }) },
  admitVisitor: { as: 'watch_keeper', make: async (scene) => ({ ...(await ofVisitor(scene, 'approved')), body: { goodsChecked: true, phonesStored: true } }) },
  noteExit: { as: 'watch_keeper', make: async (scene) => ({ ...(await ofVisitor(scene, 'inside')), body: {} }) },
};
