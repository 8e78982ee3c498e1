import type { z } from 'zod';
import type * as contracts from '@guardroom/contracts';
import { addDays, civilDay, dayBounds, instantOf, msOf, newId, type Instant } from '@guardroom/kernel';
import * as data from './data.ts';

type Out<S extends z.ZodType> = z.output<S>;
const at = (minutesAgo: number): Instant => instantOf(Date.now() - minutesAgo * 60_000);
const lower = (id: string): string => id.toLowerCase();
const ref = (name: string) => ({ id: `psn_${name}`, name });
const today = civilDay(at(0));
const monday = addDays(today, -((new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7));
const H = 3_600_000;

const shift: Out<typeof contracts.shift> = {
  id: lower(newId('shf')), post: 'monitoring_room', person: ref(data.people.keeper), plannedFrom: at(130), plannedTo: at(-350), state: 'active', signedOnAt: at(118), lateMinutes: 12, lateReason: null, fitDeclaredAt: at(118), standIn: null,
  judgedAbsentAt: null, endOverdueAt: null, endedAt: null, endKind: null, endReason: null, earlyMinutes: null, logEntries: 3,
};
const done = { ...shift, state: 'closed' as const, lateMinutes: 0, endKind: 'handed_over' as const, earlyMinutes: 0 };
export const shifts: Out<typeof contracts.shift>[] = [
  shift,
  { ...done, id: lower(newId('shf')), person: ref('何军'), plannedFrom: at(610), plannedTo: at(130), signedOnAt: at(612), endedAt: at(118) },
  { ...done, id: lower(newId('shf')), person: ref('唐宇'), state: 'judged_absent', plannedFrom: at(1090), plannedTo: at(610), signedOnAt: null, lateMinutes: null, judgedAbsentAt: at(1060), endKind: null, earlyMinutes: null, logEntries: 0 },
  { ...done, id: lower(newId('shf')), person: ref('何军'), plannedFrom: at(1050), plannedTo: at(610), signedOnAt: at(1050), endedAt: at(611), standIn: { reason: '唐宇未到岗，岗位无人', forPerson: ref('唐宇'), decision: null, decidedBy: null, decidedAt: null, note: null } },
];
const line = (minutesAgo: number, kind: Out<typeof contracts.logEntry>['kind'], words: string): Out<typeof contracts.logEntry> => ({ id: lower(newId('dle')), shiftId: shift.id, kind, words, happenedAt: at(minutesAgo), writtenAt: at(minutesAgo - 1), by: shift.person, corrects: null, correctedBy: null });
export const log = [line(12, 'patrol_notice', '通知巡逻保安查看西围墙，遮挡物已移开'), line(55, 'abnormality', '西围墙画面被树枝遮挡'), line(110, 'routine_check', '六路画面，四路正常，两路离线已报修')];
const item = (no: number, kind: Out<typeof contracts.handoverItem>['kind'], words: string, minutesAgo: number): Out<typeof contracts.handoverItem> => ({ no, kind, subject: kind === 'open_matter' ? null : 'x', words, since: at(minutesAgo), answer: null, answerNote: null });
const items = [item(1, 'open_matter', '二号楼钥匙借出未还，借用人后勤张师傅', 100), item(2, 'visitor_inside', '冯老师 东湖区教育局', 20), item(3, 'incident', 'S2026-0007 操场西侧', 70), item(4, 'fault_ticket', 'G2026-0011 西围墙连接不上', 1600), item(5, 'recording_gap', '图书馆', 95)];
const waiting: Out<typeof contracts.handover> = {
  id: lower(newId('hov')), post: 'monitoring_room', state: 'outgoing_signed', outgoing: ref('何军'), outgoingShiftId: shifts[1]!.id, incoming: null, incomingShiftId: null, preparedAt: at(125), outgoingSignedAt: at(122), incomingSignedAt: null, disputedAt: null, disputeReason: null,
  roomNote: '钥匙 3 把齐全，室内整洁', roomScore: null, items,
};
export const handovers: Out<typeof contracts.handover>[] = [
  waiting,
  { ...waiting, id: lower(newId('hov')), state: 'incoming_signed', incoming: ref(data.people.keeper), incomingSignedAt: at(118), roomScore: 9, items: items.map((one) => ({ ...one, answer: 'accepted' as const })) },
  { ...waiting, id: lower(newId('hov')), state: 'disputed', incoming: ref(data.people.keeper), disputedAt: at(3000), preparedAt: at(3020), outgoingSignedAt: at(3010), disputeReason: '钥匙少一把，与记录不符' },
];
const matters = items.slice(1).map(({ kind, subject, words, since }) => ({ kind, subject, words, since }));
const next = { ...shift, state: 'planned' as const, plannedFrom: at(-10), plannedTo: at(-490), signedOnAt: null, lateMinutes: null, fitDeclaredAt: null };

/** `?shift=next` before signing on, `?shift=absent` after the verdict, `?shift=none` off the roster, `?shift=over` with the list signed; on shift unless told. */
export function myShift(which: string | null): Out<typeof contracts.myShift> {
  const off = { now: at(0), onShift: null, next: null, signOnFrom: null, colleagues: [{ person: ref('何军'), since: at(480), plannedTo: at(-10) }], successor: null, mayStandIn: false, openMatters: matters, handingOver: null, takingOver: [], log: [], logDueAt: null };
  if (which === 'next') return { ...off, next, signOnFrom: at(5), takingOver: [waiting] };
  if (which === 'absent') return { ...off, next: { ...next, state: 'judged_absent', plannedFrom: at(50), judgedAbsentAt: at(20) }, signOnFrom: at(65), colleagues: [] };
  if (which === 'none') return { ...off, colleagues: [], mayStandIn: true };
  const on = { ...off, onShift: shift, colleagues: [], successor: { person: ref('何军'), plannedFrom: at(-350) }, log, logDueAt: at(-100) };
  if (which === 'over') return { ...on, onShift: { ...shift, state: 'handing_over', plannedTo: at(20) }, logDueAt: at(3), handingOver: { ...waiting, state: 'prepared', outgoing: shift.person, outgoingSignedAt: null } };
  return on;
}

const keepers = [ref(data.people.keeper), ref('何军'), ref('唐宇')];
/** A week with an early and a late watch a day, nights only once; `hasDraft` shows a draft with faults. */
export function rosterWeek(week: string, hasDraft: boolean): Out<typeof contracts.rosterWeek> {
  const from = msOf(dayBounds(civilDay(`${week}T04:00:00.000Z` as Instant)).from);
  const slot = (day: number, hour: number, who: number) => ({ person: keepers[who]!, from: instantOf(from + (day * 24 + hour) * H), to: instantOf(from + (day * 24 + hour + 8) * H) });
  const lines = [0, 1, 2, 3, 4, 5, 6].flatMap((day) => [slot(day, 7, day % 3), slot(day, 15, (day + 1) % 3), ...(day === 2 ? [slot(day, 23, 2)] : [])]);
  const roster = { id: lower(newId('ros')), post: 'monitoring_room' as const, week, version: 2, state: 'published' as const, lines, draftedBy: ref(data.people.security), draftedAt: at(5000), publishedBy: ref(data.people.security), publishedAt: at(4990), supersededAt: null, uncoveredReason: '夜间由门卫室值守，录像照常', uncoveredMinutes: 2880 };
  const draft = { ...roster, id: lower(newId('ros')), version: 3, state: 'draft' as const, publishedBy: null, publishedAt: null };
  const holes = [0, 1, 3, 4, 5].map((day) => ({ from: instantOf(from + (day * 24 + 23) * H), to: instantOf(from + (day * 24 + 31) * H), planned: 0 }));
  return {
    week, from: instantOf(from), to: instantOf(from + 168 * H), published: roster, draft: hasDraft ? draft : null, holes, keepers, limits: { maxShiftHours: 8, minRestHours: 8, minKeepers: 1 },
    faults: hasDraft ? [{ kind: 'too_little_rest', line: 5, person: keepers[2]!, from: slot(2, 23, 2).from, to: slot(2, 23, 2).to, other: { from: slot(3, 7, 0).from, to: slot(3, 7, 0).to } }] : [],
  };
}

const visitor: Out<typeof contracts.visitorEntry> = {
  id: lower(newId('vis')), state: 'inside', name: '冯老师', unit: '东湖区教育局', documentKind: 'work_card', documentTail: '0317', purpose: '查看监控室环境', items: '', registeredBy: data.people.keeper, registeredAt: at(24), approver: ref(data.people.security), decidedAt: at(22), decisionNote: null, escort: ref(data.people.keeper),
  goodsChecked: true, phonesStored: true, enteredAt: at(20), leaveBy: at(-40), exitOverdueAt: null, leftAt: null, leftNotedBy: null, exitNote: null,
};
const outside = { approver: null, decidedAt: null, escort: null, goodsChecked: false, phonesStored: false, enteredAt: null, leaveBy: null };
export const visitors: Out<typeof contracts.visitorEntry>[] = [
  visitor,
  { ...visitor, id: lower(newId('vis')), name: '严工', unit: '华安安防工程公司', purpose: '检修三号摄像机电源', items: '工具箱一个', enteredAt: at(100), leaveBy: at(40), exitOverdueAt: at(39), registeredAt: at(105) },
  { ...visitor, ...outside, id: lower(newId('vis')), state: 'awaiting_approval', name: '邓师傅', unit: '电信公司', documentKind: 'id_card', documentTail: '421X', purpose: '检修网络线路', items: '笔记本电脑一台', registeredAt: at(3) },
  { ...visitor, id: lower(newId('vis')), state: 'left', name: '田工', leftAt: at(1500), enteredAt: at(1530), registeredAt: at(1540), leftNotedBy: data.people.keeper },
];
const published = rosterWeek(monday, false).published;
export const rosters = published ? [published, { ...published, id: lower(newId('ros')), version: 1, state: 'superseded' as const, supersededAt: at(4990), publishedAt: at(9000) }] : [];
export const thisMonday: string = monday;
