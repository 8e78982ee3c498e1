import type { z } from 'zod';
import type * as contracts from '@guardroom/contracts';
import type { Client } from '@guardroom/client';
import { POLICY_PARAMETER_NAMES, type ControlResult, type PolicyParameter } from '@guardroom/domain';
import { addDays, civilDay, instantOf } from '@guardroom/kernel';
import { policyPack } from '@guardroom/policy-pack';
import { people, schools } from './data.ts';

/* An inspection under way, one that is over, orders in every state, and policy that waits for a decision. Only `gallery.html` loads this. */

type Out<S extends z.ZodType> = z.output<S>;
const at = (hoursAgo: number): string => instantOf(Date.now() - hoursAgo * 3_600_000);
const today = civilDay(instantOf(Date.now()));
const ref = (name: string) => ({ id: `psn_${name}`, name });
const school = schools[0]!;
const search = new URLSearchParams(location.search);

const controls = policyPack().controls.filter(({ domain }) => domain === 'recording' || domain === 'access');
const answered = search.get('visit') === 'site' ? 9 : controls.length;
const results: readonly (ControlResult | null)[] = ['pass', null, 'fail', 'partial', null];
const checklist: Out<typeof contracts.visitDetail>['checklist'] = controls.map((control, i) => {
  const result = results[i % results.length]!;
  const isAnswered = i < answered;
  return {
    control: control.id, domain: control.domain as 'recording', severity: control.severity, clauses: [...control.clauses],
    result: result && { result, day: today, reason: { code: result === 'fail' ? 'completeness.gap_unexplained' : 'retention.held', figures: { percent: 98.7, kept: 5, cameras: 6, total: 6 } } },
    shown: isAnswered && result ? { result, day: i === 2 ? addDays(today, -2) : today } : null,
    verdict: isAnswered ? (i === 2 ? 'not_kept' : i % 4 === 1 ? 'not_looked_at' : 'kept') : null,
    note: i === 3 ? '抽查三台，时间相差一秒以内' : null, answeredBy: isAnswered ? people.officer : null, answeredAt: isAnswered ? at(2) : null,
  };
});
const orderBase: Out<typeof contracts.rectificationOrder> = { id: 'rct_1', number: 'ZG2026-0007', school, state: 'proof_submitted', control: 'recording.no-unexplained-gap', severity: 'major', what: '查明中断原因并说明；值班员每班核对缺口，二十四小时内说明完毕。', responsibleRole: 'security_lead', dueOn: addDays(today, 5), isOverdue: false, extensions: 0, reopenings: 0, issuedBy: ref(people.officer), issuedAt: at(80), closedAt: null };
const orders: Out<typeof contracts.rectificationOrder>[] = [
  { ...orderBase, id: 'rct_2', number: 'ZG2026-0003', state: 'returned', severity: 'critical', dueOn: addDays(today, -3), isOverdue: true, what: '食堂后门摄像机录像不足三十天，须扩容。', school: schools[1]! },
  orderBase,
  { ...orderBase, id: 'rct_3', number: 'ZG2026-0009', state: 'reopened', severity: 'minor', dueOn: today, reopenings: 1, what: '来访登记缺离开时间。' },
  { ...orderBase, id: 'rct_4', number: 'ZG2026-0001', state: 'closed', closedAt: at(200), what: '宿舍楼道摄像机正对房门，须调整。' },
];
const detail: Out<typeof contracts.rectificationOrderDetail> = {
  ...orderBase, clauses: ['R22:6', 'R25:11'], source: { kind: 'finding', findingId: 'fnd_1', visitId: 'spv_2', words: '上周三晚东门录像中断约二十分钟，没有人说明。' }, acceptedBy: ref(people.security), acceptedAt: at(70), verifiedBy: null, verifiedAt: null, passedOn: null, isEvaluated: true,
  newestResult: { result: 'fail', day: today, evaluatedAt: at(30) }, hasFreshPass: false, termDays: 15,
  proofs: [
    { no: 1, words: '已恢复录像。', documents: [], submittedBy: ref(people.equipment), submittedAt: at(60), answer: { kind: 'returned', by: ref(people.officer), at: at(50), words: '没有写明原因。' } },
    { no: 2, words: '交换机端口老化，已更换；值班员已补写说明，并列入交接。', documents: [{ id: 'doc_1', name: '维修单.pdf', mediaType: 'application/pdf', bytes: 81_200, sha256: 'a'.repeat(64) }], submittedBy: ref(people.security), submittedAt: at(20), answer: null },
  ],
  may: ['return', 'extend'],
};
const visitBase: Out<typeof contracts.visit> = { id: 'spv_1', school, state: 'on_site', day: today, announced: false, domains: ['recording', 'access'], inspectors: [ref(people.officer), ref('郑洁')], items: checklist.length, answered, findings: 1, plannedBy: ref(people.officer), plannedAt: at(90), startedAt: at(3), signedOff: null, acknowledged: null };
const signed = { ...visitBase, id: 'spv_2', state: 'signed_off' as const, answered: checklist.length, signedOff: { by: ref(people.officer), at: at(1) } };
const finding: Out<typeof contracts.finding> = { id: 'fnd_1', control: 'recording.no-unexplained-gap', severity: 'major', words: '上周三晚东门录像中断约二十分钟，值班日志中没有记录，也没有人说明原因。', foundBy: ref(people.officer), foundAt: at(2), order: null };
const isBureau = search.get('as') === 'bureau';
const visit: Out<typeof contracts.visitDetail> = search.get('visit') === 'site'
  ? { ...visitBase, summary: null, cancelReason: null, checklist, findingList: [finding], may: ['answer', 'sign_off'] }
  : { ...signed, summary: '录像与调阅总体规范；缺口说明不及时，须整改。', cancelReason: null, checklist, findingList: [isBureau ? finding : { ...finding, order: { id: 'rct_1', number: 'ZG2026-0007', state: 'issued', dueOn: orderBase.dueOn } }], may: isBureau ? ['issue_order'] : ['acknowledge'] };

const limits: Record<PolicyParameter, [number, number, 'higher' | 'lower', string]> = { retentionDays: [30, 365, 'higher', 'days'], completenessTargetPercent: [99.5, 100, 'higher', 'percent'], maxGapSeconds: [10, 2, 'lower', 'seconds'], explainWithinHours: [24, 4, 'lower', 'hours'], maxRangeHours: [24, 1, 'lower', 'hours'], maxCamerasPerRequest: [8, 1, 'lower', 'cameras'], rectifyCriticalDays: [3, 1, 'lower', 'days'], rectifyMajorDays: [15, 5, 'lower', 'days'], rectifyMinorDays: [30, 10, 'lower', 'days'] };
const owner: Record<string, string> = { retentionDays: 'recording.retention-minimum', maxRangeHours: 'access.written-application', maxCamerasPerRequest: 'access.written-application' };
const parameters: Out<typeof contracts.policyParameter>[] = POLICY_PARAMETER_NAMES.map((parameter) => {
  const [baseline, strictest, stricter, unit] = limits[parameter];
  const district = parameter === 'maxRangeHours' ? 12 : null;
  const own = isBureau ? null : parameter === 'maxCamerasPerRequest' ? 4 : null;
  const above = isBureau ? baseline : (district ?? baseline);
  return { parameter, control: owner[parameter] ?? (parameter.startsWith('rectify') ? 'supervision.rectification-closed' : 'recording.no-unexplained-gap'), clauses: parameter === 'retentionDays' ? ['R12:5', 'R19:3.1'] : ['R22:7', 'R24:§11.1'], unit, isLaw: parameter === 'retentionDays', stricter, isWhole: unit !== 'percent', baseline, district, school: own, inForce: own ?? district ?? baseline, from: stricter === 'higher' ? above : strictest, to: stricter === 'higher' ? strictest : above };
});
const version: Out<typeof contracts.policyVersion> = { id: 'pol_1', state: 'confirmed', figures: isBureau ? { maxRangeHours: 12 } : { maxCamerasPerRequest: 4 }, reason: '本区近来调阅频繁，收紧范围。', retentionReason: null, effectiveFrom: addDays(today, -40), isInForce: true, proposedBy: ref(people.security), proposedAt: at(990), decidedBy: ref(people.principal), decidedAt: at(970), decisionWords: '同意' };
const proposal: Out<typeof contracts.policyVersion> = { ...version, id: 'pol_2', state: 'proposed', figures: { ...version.figures, retentionDays: 60 }, isInForce: false, effectiveFrom: addDays(today, 3), reason: '校门口施工，事故查证周期长。', retentionReason: '施工期约两个月，查证常需回看一个月以前。', decidedBy: null, decidedAt: null, decisionWords: null, proposedAt: at(5) };
const policy: Out<typeof contracts.schoolPolicy> = { parameters, last: version, proposal: search.has('proposal') ? proposal : null, may: search.has('proposal') ? ['decide'] : ['propose'] };
const inForce = Object.fromEntries(parameters.map((parameter) => [parameter.parameter, parameter.inForce])) as Record<PolicyParameter, number>;

const list = <T,>(items: T[]) => async () => ({ items: search.has('empty') ? [] : items, total: search.has('empty') ? 0 : items.length });
/** Answers of the bureau's slice. */
export const supervisionAnswers: Partial<Record<keyof Client, (call: { params: Record<string, string>; query: Record<string, string> }) => Promise<unknown>>> = {
  listInspectors: async () => ({ items: [{ ...ref(people.officer), roles: ['district_officer'] }, { ...ref('郑洁'), roles: ['district_admin'] }] }),
  listDistrictVisits: list([visitBase, signed, { ...visitBase, id: 'spv_3', state: 'planned', school: schools[2]!, answered: 0, findings: 0, day: addDays(today, 6) }]),
  listSchoolVisits: list([signed]),
  getDistrictVisit: async () => visit,
  getSchoolVisit: async () => visit,
  listDistrictOrders: async ({ query }) => list(query['overdue'] === 'true' ? orders.filter(({ isOverdue }) => isOverdue) : orders)(),
  listOrders: list(orders.filter((order) => order.school.id === school.id)),
  getDistrictOrder: async () => detail,
  getOrder: async () => ({ ...detail, state: 'returned', may: ['submit_proof'], proofs: detail.proofs.slice(0, 1) }),
  getSchoolPolicy: async () => policy,
  getDistrictPolicy: async () => ({ ...policy, schools: 3, schoolsTightened: search.has('proposal') ? 2 : null }),
  listSchoolPolicyVersions: list([...(search.has('proposal') ? [proposal] : []), version]),
  listDistrictPolicyVersions: list([...(search.has('proposal') ? [proposal] : []), version]),
  listSchoolPolicies: list(schools.map((one, i) => ({ school: one, inForce, own: i === 0 ? { maxCamerasPerRequest: 4 } : {}, hasProposal: i === 1, relocking: i === 0 ? { days: 60, objects: 128_400, since: at(4) } : null }))),
};
