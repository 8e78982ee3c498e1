import type { z } from 'zod';
import type * as contracts from '@guardroom/contracts';
import { CONTROL_DEFINITIONS, CONTROL_DOMAINS, GAP_CAUSES, type CaptureState, type SchoolRole } from '@guardroom/domain';
import { addDays, civilDay, dayBounds, instantOf, msOf, newId, type Instant } from '@guardroom/kernel';

/*
 * What the gallery shows while one works on the looks of a page: a believable day at two schools, shaped by the contracts.
 * Only `gallery.html` loads this; the product's build does not contain it.
 */

type Out<S extends z.ZodType> = z.output<S>;
const nowMs = Date.now();
const at = (minutesAgo: number): Instant => instantOf(nowMs - minutesAgo * 60_000);
const today = civilDay(instantOf(nowMs));
const lower = (id: string): string => id.toLowerCase();

export const people = { principal: '周明远', security: '李国强', keeper: '王晓东', teacher: '陈思雨', equipment: '赵磊', officer: '吴敏' };
const ref = (name: string): { id: string; name: string } => ({ id: `psn_${name}`, name });
export const district = { id: lower(newId('dst')), name: '东湖区教育局' };
export const schools = ['实验小学', '第二中学', '临江路小学'].map((name) => ({ id: lower(newId('sch')), name: `东湖区${name}` }));

const cameraSpecs: [string, string, Out<typeof contracts.camera>['space'], CaptureState, string | null][] = [
  ['东门', '校门内侧立杆', 'gate', 'recording', null],
  ['操场北', '看台上方', 'playground', 'recording', null],
  ['一号楼走廊', '教学楼二层东端', 'corridor', 'recording', null],
  ['食堂餐厅', '取餐口对面', 'canteen_hall', 'recording', null],
  ['图书馆', '阅览区', 'library', 'wrong_password', '401 Unauthorized'],
  ['西围墙', '周界第三杆', 'perimeter', 'unreachable', 'No route to host 192.168.10.27'],
];
export const gatewayId = lower(newId('gwy'));
export const cameras: Out<typeof contracts.camera>[] = cameraSpecs.map(([name, location, space, state, stateDetail], i) => ({
  id: lower(newId('cam')), name, location, space, gatewayId, enabled: true, rtspUrl: `rtsp://192.168.10.${20 + i}:554/stream1`, username: 'guardroom', state, stateSince: at(300 - i * 17), stateDetail, codec: i === 3 ? 'h265' : 'h264', deliveredFps: state === 'recording' ? 14.97 + i * 0.01 : null, lastFrameAt: state === 'recording' ? at(0.1) : at(95), registeredAt: at(60 * 24 * 40),
}));
export const gateways: Out<typeof contracts.gateway>[] = [
  { id: gatewayId, name: '主楼机房', state: 'active', lastSeenAt: at(0.05), online: true, version: '0.1.0', clockOffsetMs: 12.4, clockUncertaintyMs: 6.1, spoolBytes: 7_340_032, spoolOldestAt: at(0.4), cameras: 6, camerasRecording: 4 },
  { id: lower(newId('gwy')), name: '体育馆弱电间', state: 'awaiting_enrolment', lastSeenAt: null, online: false, version: null, clockOffsetMs: null, clockUncertaintyMs: null, spoolBytes: null, spoolOldestAt: null, cameras: 0, camerasRecording: 0 },
];

type Timeline = Out<typeof contracts.timeline>;
/** A day with a short network gap that somebody explained, one that nobody did, and the last minutes not verified yet. */
export function timeline(cameraId: string, from: string, to: string): Timeline {
  const index = Math.max(0, cameras.findIndex((camera) => camera.id === cameraId));
  const until = Math.min(nowMs - 20_000, Date.parse(to));
  const gaps: Timeline['gaps'] = [];
  const spans: Timeline['spans'] = [];
  const holes: [number, number, boolean][] = [];
  for (let day = -31; day <= 0; day += 1) {
    const start = msOf(dayBounds(addDays(today, day)).from);
    if ((day + index) % 3 === 0) holes.push([start + (8.2 + index * 0.4) * 3_600_000, start + (8.2 + index * 0.4) * 3_600_000 + 432_000, true]);
    if ((day + index) % 5 === 0) holes.push([start + 2.4 * 3_600_000, start + 2.4 * 3_600_000 + 2_700_000, false]);
  }
  if (index >= 4) holes.push([nowMs - 95 * 60_000, nowMs, false]);
  holes.sort((a, b) => a[0] - b[0]);
  let cursor = Date.parse(from);
  const push = (start: number, end: number): void => {
    const split = Math.min(Math.max(nowMs - 40 * 60_000, start), end);
    if (split > start) spans.push({ from: instantOf(start), to: instantOf(split), state: 'verified' });
    if (end > split) spans.push({ from: instantOf(split), to: instantOf(end), state: 'held' });
  };
  for (const [start, end, explained] of holes) {
    if (end <= cursor || start >= until) continue;
    if (start > cursor) push(cursor, Math.min(start, until));
    const [a, b] = [Math.max(start, cursor), Math.min(end, until)];
    if (b > a) gaps.push({ id: lower(newId('gap')), from: instantOf(a), to: instantOf(b), cause: explained ? 'gateway_unreachable' : GAP_CAUSES[index % 4]!, explained, explanation: explained ? '交换机端口故障，已更换' : null, explainedBy: explained ? people.security : null });
    cursor = Math.max(cursor, b);
  }
  if (cursor < until) push(cursor, until);
  return { camera: { id: cameraId, name: cameras[index]!.name }, from, to, knownUntil: instantOf(until), spans, gaps, holds: [], heldSeconds: 0, missingSeconds: 0 };
}

type Request = Out<typeof contracts.footageRequest>;
const place = (i: number): { id: string; name: string; location: string } => ({ id: cameras[i]!.id, name: cameras[i]!.name, location: cameras[i]!.location });
const base = (n: number, applicant: string, from: number, minutes: number): Request => ({
  id: lower(newId('frq')), number: `2026-00${n}`, state: 'submitted', applicant: ref(applicant), relation: 'class_teacher', purpose: 'pupil_injury', reason: '', cameras: [place(1)], from: at(from), to: at(from - minutes), fulfilmentAsked: 'result_only', filedAt: at(35), findings: [], hold: { from: at(from), to: at(from - minutes), until: at(-60 * 24 * 15), active: true }, decision: null, finding: null, may: [],
});
export const requests: Request[] = [
  { ...base(42, people.teacher, 125, 20), reason: '课间操时三年级（2）班一名学生在操场东侧摔伤，家长询问经过，需核实是否有碰撞，并了解当时看护老师的位置。', cameras: [place(1), place(2)], may: ['decide'] },
  { ...base(41, '孙丽', 60 * 22, 180), relation: 'person_concerned', purpose: 'lost_property', reason: '昨天下午在食堂遗失一部手机，想查看取餐口附近是否有人捡到。', cameras: [place(0), place(2), place(3), place(1), place(4)], fulfilmentAsked: 'escorted_viewing', findings: ['range_over_one_hour', 'many_cameras'], filedAt: at(190), may: ['decide'] },
  { ...base(40, people.teacher, 60 * 30, 15), state: 'approved', purpose: 'conflict_between_pupils', reason: '走廊里两名学生推搡，需要核实先后。', cameras: [place(2)], fulfilmentAsked: 'escorted_viewing', filedAt: at(60 * 26), may: ['open_viewing', 'withdraw'], decision: { kind: 'approved_in_part', by: ref(people.principal), at: at(60 * 25), reasons: '只批准事发前后十分钟。', fulfilment: 'escorted_viewing', cameras: [{ id: cameras[2]!.id, name: cameras[2]!.name }], from: at(60 * 30), to: at(60 * 30 - 10), validUntil: at(-60 * 46) } },
  { ...base(37, people.teacher, 60 * 80, 30), state: 'refused', purpose: 'staff_matter', reason: '想了解同事当天到校时间。', filedAt: at(60 * 70), hold: null, decision: { kind: 'refused', by: ref(people.principal), at: at(60 * 69), reasons: '考勤不属于查看录像的事由，请查考勤记录。', fulfilment: null, cameras: [], from: null, to: null, validUntil: null } },
  { ...base(33, '孙丽', 60 * 200, 12), state: 'fulfilled', purpose: 'property_damage', reason: '停车时车门被刮，请核实。', filedAt: at(60 * 190), decision: { kind: 'approved', by: ref(people.principal), at: at(60 * 188), reasons: '事由与范围相符，同意。', fulfilment: 'result_only', cameras: [{ id: cameras[0]!.id, name: cameras[0]!.name }], from: at(60 * 200), to: at(60 * 200 - 12), validUntil: at(60 * 116) }, finding: { words: '08:05 一辆白色轿车倒车时轻擦车门，已记下时间与车位。', by: ref(people.security), at: at(60 * 180) } },
];

export const viewing: Out<typeof contracts.viewingSession> = {
  id: lower(newId('vws')), request: { id: requests[2]!.id, number: requests[2]!.number }, state: 'authenticating', viewer: ref(people.teacher), escort: null, escortNeeded: true, escortPresent: false, viewerPresent: true, cameras: [{ id: cameras[2]!.id, name: cameras[2]!.name }], from: at(60 * 30), to: at(60 * 30 - 10), openedAt: at(1), expiresAt: at(-29), endedAt: null, endReason: null, mark: `${people.teacher} · 东湖区实验小学 · 2026-0040`, serverTime: instantOf(nowMs),
};

export const gaps: Out<typeof contracts.gap>[] = cameras.slice(0, 5).map((camera, i) => ({ id: lower(newId('gap')), camera: { id: camera.id, name: camera.name }, from: at(600 + i * 700), to: i === 4 ? null : at(593 + i * 690 - i * 30), seconds: 420 + i * 1900, cause: GAP_CAUSES[i]!, explanation: i === 1 ? { reason: 'network_failure', words: '交换机端口故障，已更换，8:19 恢复。', by: ref(people.security), at: at(500) } : null, explainBy: at(-600 + i * 300) }));

export const appointments: Out<typeof contracts.appointment>[] = ([['principal', 'principal'], ['security', 'security_lead'], ['keeper', 'watch_keeper'], ['teacher', 'staff'], ['equipment', 'equipment_admin']] as [keyof typeof people, SchoolRole][]).map(([who, role], i) => ({ id: lower(newId('apt')), person: ref(people[who]), role, state: 'current', startsOn: addDays(today, -400 + i * 31), proposal: null, endedAt: null, endReason: null, identitySync: i === 4 ? 'pending' : 'synced', mayEnd: role !== 'principal' }));
appointments.push({ id: lower(newId('apt')), person: ref('钱伟'), role: 'watch_keeper', state: 'ended', startsOn: addDays(today, -500), proposal: null, endedAt: at(60 * 24 * 12), endReason: '调离本校', identitySync: 'synced', mayEnd: false });
appointments.unshift({ id: lower(newId('apt')), person: ref('林小雨'), role: 'watch_keeper', state: 'proposed', startsOn: addDays(today, 5), proposal: { at: at(90), byName: people.principal, answer: null, answeredAt: null }, endedAt: null, endReason: null, identitySync: 'none', mayEnd: true });
export const ownAppointments: Out<typeof contracts.ownAppointment>[] = [
  { id: lower(newId('apt')), school: schools[0]!, role: 'watch_keeper', state: 'proposed', startsOn: addDays(today, 5), proposedAt: at(90), proposedByName: people.principal, requirements: [{ kind: 'background_check', state: 'valid', validUntil: addDays(today, 300) }, { kind: 'undertaking', state: 'missing', validUntil: null }, { kind: 'training', state: 'expired', validUntil: addDays(today, -4) }] },
  { id: lower(newId('apt')), school: schools[0]!, role: 'staff', state: 'current', startsOn: addDays(today, -700), proposedAt: null, proposedByName: null, requirements: [] },
];
const record = (validIn: number): Out<typeof contracts.clearance>['record'] => ({ id: lower(newId('clr')), result: 'passed', doneOn: addDays(today, validIn - 365), validUntil: addDays(today, validIn), issuer: '东湖区公安分局', note: '', document: null, recordedByName: people.security, recordedAt: at(60 * 24 * (365 - validIn)) });
export const clearances: Out<typeof contracts.clearance>[] = [
  { person: ref('林小雨'), kind: 'training', state: 'expired', required: true, roles: ['watch_keeper'], record: record(-4) },
  { person: ref('林小雨'), kind: 'undertaking', state: 'missing', required: true, roles: ['watch_keeper'], record: null },
  { person: ref(people.keeper), kind: 'undertaking', state: 'expiring', required: true, roles: ['watch_keeper', 'staff'], record: { ...record(21)!, issuer: people.keeper } },
  { person: ref(people.keeper), kind: 'background_check', state: 'valid', required: true, roles: ['watch_keeper', 'staff'], record: record(240) },
  { person: ref(people.keeper), kind: 'credential', state: 'valid', required: false, roles: ['watch_keeper', 'staff'], record: { ...record(300)!, issuer: '省保安协会' } },
];
const incidentBase = { cameras: [place(0)], openedBy: ref(people.keeper), hold: { state: 'active' as const, until: at(-60 * 24 * 178) } };
export const incidents: Out<typeof contracts.incident>[] = [
  {
    ...incidentBase, id: lower(newId('inc')), number: 'E2026-0007', state: 'handling', category: 'fight', severity: 'larger', place: '东门外公交站', from: at(34), to: at(24), openedAt: at(24), reportBy: at(19), reportedAt: at(22), closeBy: at(-60 * 24 * 7), closedAt: null, description: '两名学生推搡，一人倒地，值周老师赶到。', detectedAt: at(25), triagedAt: at(23), triagedBy: ref(people.keeper), districtReportBy: null, districtReportedAt: null,
    entries: [{ kind: 'report', recipient: 'security_lead', words: '电话报告，要求派员', at: at(22), byName: people.keeper }, { kind: 'contact', recipient: 'medical', words: '请校医到东门', at: at(20), byName: people.keeper }, { kind: 'action', recipient: null, words: '学生已分开，带至值班室', at: at(14), byName: people.keeper }],
    dispatches: [{ id: lower(newId('dsp')), assignee: '保安队 李师傅', task: '到东门外分开学生', state: 'arrived', sentAt: at(21), sentByName: people.keeper, acceptedAt: at(20), arrivedAt: at(17), resolvedAt: null, outcome: null }],
    resolvedAt: null, resolvedByName: null, result: null, report: { summary: '放学排队时两名学生因碰撞发生推搡。', cause: null, measures: null, peopleCodes: ['S-2026-014', 'S-2026-015'], unitsInvolved: null, writtenAt: at(9), writtenBy: ref(people.keeper) }, closedBy: null, release: null, missing: ['dispatches_finished', 'result', 'cause', 'measures', 'units_involved'], may: ['triage', 'note', 'dispatch', 'resolve', 'write_report', 'extend_hold'],
  },
  {
    ...incidentBase, id: lower(newId('inc')), number: 'E2026-0006', state: 'closed', category: 'theft', severity: 'general', place: '图书馆', from: at(60 * 52), to: at(60 * 51), openedAt: at(60 * 50), reportBy: at(60 * 50), reportedAt: at(60 * 50), closeBy: at(60 * 24), closedAt: at(60 * 30), description: '阅览区书包遗失。', detectedAt: at(60 * 50), triagedAt: at(60 * 50), triagedBy: ref(people.keeper), districtReportBy: null, districtReportedAt: null, entries: [], dispatches: [], resolvedAt: at(60 * 40), resolvedByName: people.keeper, result: '书包在失物招领处找到。', report: { summary: '书包被误拿后交失物招领处。', cause: '同款书包', measures: '阅览区加贴姓名标签提示', peopleCodes: [], unitsInvolved: ['图书馆'], writtenAt: at(60 * 38), writtenBy: ref(people.keeper) }, closedBy: ref(people.principal), release: null, missing: [], may: ['extend_hold', 'request_release'],
  },
];

export const register: Out<typeof contracts.registerEntry>[] = [0, 1, 2].map((i) => ({ sessionId: lower(newId('vws')), request: { id: requests[4]!.id, number: `2026-00${33 - i}` }, viewer: ref(i === 1 ? people.teacher : people.security), escort: i === 1 ? ref(people.keeper) : null, camera: { id: cameras[i]!.id, name: cameras[i]!.name }, from: at(60 * 200 * (i + 1)), to: at(60 * 200 * (i + 1) - 9), fragments: 270 - i * 31, firstAt: at(60 * 180 * (i + 1)), lastAt: at(60 * 180 * (i + 1) - 11) }));

const outcomes = ['pass', 'fail', 'pass', 'pass', 'partial'] as const;
export const results: Out<typeof contracts.controlResult>[] = schools.flatMap((school, s) => CONTROL_DEFINITIONS.map(({ control, evidence, reasons: codes, rule }, i) => {
  const result = s === 2 ? ('no_evidence' as const) : outcomes[(i + s) % 5]!;
  const code = result === 'pass' ? codes[0]! : codes[1]!;
  return {
    school, day: today, control, severity: i % 3 === 2 ? ('major' as const) : ('critical' as const), result, clauses: ['R22:7', 'R12:5'], rubric: { pass: { zh: '播放内容全部在授权范围之内', en: 'every byte served lies inside a grant' }, partial: { zh: '—', en: '—' }, fail: { zh: '—', en: '—' } },
    reason: { code, figures: { total: 6, kept: 5, share: 83.3, percent: 98.71, missingSeconds: 6687, fragments: 812, attempts: 1, refusedAttempts: 1, keepers: 3, keepersAsked: 4, admins: 1, adminsAsked: 1, vacant: 1, minutes: 720, worked: 655, planned: 720, hole: 41, unmapped: 3, segments: 51_840, broken: 0, examined: 864, missing: 0, mismatched: 0, unlocked: 0, unknown: 1, over: 1, days: 12, skipped: 1, pieces: 12, unapproved: 0, outside: 1 } },
    lookedAt: s === 2 ? 0 : 6, rule: { ...rule }, tally: [{ result, reason: code, count: 6 }], parameters: {}, factId: lower(newId('fct')),
    evidence: result === 'pass' ? [] : [0, 1].map((n) => ({ kind: evidence, id: evidence === 'post' ? 'watch_keeper' : cameras[n]!.id, about: cameras[n]!.id, reason: code, result })), evaluatedAt: at(1),
  };
}));
const percents = [78.5, 91.2, 40];
export const matrix: Out<typeof contracts.complianceMatrix> = {
  day: today, before: addDays(today, -7), total: schools.length, district: { kept: 96, applicable: 131, percent: 79.4, pass: 96, partial: 14, fail: 12, noEvidence: 9, notApplicable: 19 },
  items: schools.map((school, s) => {
    const own = results.filter((r) => r.school.id === school.id);
    const n = (wanted: string, domain?: string) => own.filter((r) => r.result === wanted && (!domain || r.control.startsWith(`${domain}.`))).length;
    return {
      school, kept: n('pass'), applicable: own.length, percent: percents[s]!, percentBefore: 80, moved: Math.round((percents[s]! - 80) * 10) / 10, worst: own.filter((r) => r.result === 'fail').slice(0, 3).map((r) => r.control),
      cells: CONTROL_DOMAINS.map((domain) => ({ domain, result: n('fail', domain) ? ('fail' as const) : n('no_evidence', domain) ? ('no_evidence' as const) : n('partial', domain) ? ('partial' as const) : ('pass' as const), pass: n('pass', domain), partial: n('partial', domain), fail: n('fail', domain), noEvidence: n('no_evidence', domain), notApplicable: 0, lookedAt: 12 })),
    };
  }),
};
export const violations: Out<typeof contracts.violationCaseView>[] = (['absence', 'over_range_attempt', 'late'] as const).map((rule, i) => ({ id: newId('vio'), rule, subject: { kind: 'shift', id: newId('shf') }, person: ref(i === 1 ? people.teacher : people.keeper), happenedAt: at(600 + i * 900), foundAt: at(590 + i * 900), decideBy: at(-20_000), decision: i === 2 ? { outcome: 'talk', words: '已谈话，今后提前报备。', byName: people.principal, at: at(100) } : null, may: i === 2 ? [] : ['decide'] }));

export const districtSchools: Out<typeof contracts.districtSchool>[] = schools.map((school, s) => ({
  ...school, cameras: 6, camerasRecording: [4, 6, 0][s]!, gatewayOnline: s !== 2, openGaps: [2, 0, 6][s]!, unexplainedGaps: [3, 0, 6][s]!,
  days: Array.from({ length: 7 }, (_, i) => { const percent = s === 2 ? (i < 5 ? 97.31 - i : null) : s === 1 ? 100 : [99.98, 99.87, 100, 98.71, 96.42, 99.95, 99.62][i]!; return { day: addDays(today, i - 6), expectedSeconds: 518_400, heldSeconds: 5184 * (percent ?? 0), unexplainedSeconds: s === 1 ? 0 : i * 60, percent }; }),
}));

const kinds: [string, string, 'person' | 'gateway' | 'machine'][] = [['footage_request.filed', people.teacher, 'person'], ['hold.placed', 'guardroom', 'machine'], ['footage_request.approved', people.principal, 'person'], ['viewing_session.opened', people.teacher, 'person'], ['viewing_session.joined', people.keeper, 'person'], ['viewing_session.ended', people.teacher, 'person']];
export const facts: Out<typeof contracts.fact>[] = kinds.map(([type, name, kind], i) => ({ id: lower(newId('fct')), type, subject: requests[2]!.id, actor: { name, kind }, occurredAt: at(60 * 26 - i * 40), recordedAt: at(60 * 26 - i * 40), body: {}, leafIndex: i === 5 ? null : 18_204 + i * 3 }));

/** One view that is open, two that have ended. */
export const liveViews: Out<typeof contracts.liveView>[] = (['ready', 'ended', 'ended'] as const).map((state, i) => ({
  id: lower(newId('lvw')), state, trouble: null, camera: { id: cameras[i]!.id, name: cameras[i]!.name, location: cameras[i]!.location }, viewer: ref(people.keeper), openedAt: at(12 + i * 40), expiresAt: at(-300), watchedFrom: at(12 + i * 40),
  endedAt: state === 'ended' ? at(i * 20) : null, endReason: state === 'ended' ? (['closed', 'shift_ended', 'revoked'] as const)[i]! : null, endedBy: i === 2 ? people.security : null, mark: `${people.keeper} · ${schools[0]!.name} · 7QX2MD · 2026-11-22 08:00:00`, serverTime: at(0),
}));
