import type { policyRoutes, supervisionRoutes } from '@guardroom/contracts';
import type { BureauRole, SchoolRole } from '@guardroom/domain';
import { addDays, civilDay, instantOf, newId } from '@guardroom/kernel';
import type { DistrictActor } from '@guardroom/db';
import { AcceptOrder, Inspect, IssueOrder, MoveVisit, PlanVisit, SubmitProof } from '../../../apps/api/src/features/supervision/public.ts';
import { ProposePolicy } from '../../../apps/api/src/features/tenancy/public.ts';
import { type BureauPerson, aBureauPerson, actorFor, aPerson } from '../../../libs/testkit/src/builders/index.ts';
import { run, type Scene } from '../world.ts';
import { handedIn } from './documents.ts';
import { type Examples, at } from './example.ts';

const today = () => civilDay(instantOf(Date.now()));
const tomorrow = () => addDays(today(), 1);
const GAP = 'recording.no-unexplained-gap';

/** Somebody of the bureau who is not the caller. */
const colleague = async ({ api, school }: Scene, roles: readonly BureauRole[] = ['district_officer']): Promise<DistrictActor> =>
  actorFor(api.database, await aBureauPerson(api.database, { districtId: school.districtId, name: '' } as BureauPerson['of'], { roles }));
/** Somebody of the school who is not the caller. */
const teacher = async ({ api, school }: Scene, role: SchoolRole) => actorFor(api.database, await aPerson(api.database, school, { roles: [role] }));

/** The caller as somebody whom a visit can be planned for: the post follows in the call itself. */
async function aVisit(scene: Scene, state: 'planned' | 'on_site' | 'answered' | 'signed_off'): Promise<{ visitId: string; findingId: string }> {
  const by = await colleague(scene);
  const { id } = await run<{ id: string }>(scene, new PlanVisit(by, { schoolId: scene.school.schoolId, day: today(), announced: true, domains: ['recording'], inspectorIds: [by.personId] }));
  const { admin } = scene.api.database;
  await admin.query(`insert into supervision_inspectors (school_id, visit_id, person_id, district_id, name) values ($1, $2, $3, $4, $5)`, [scene.school.schoolId, id, scene.caller.personId, scene.school.districtId, scene.caller.name]);
  if (state === 'planned') return { visitId: id, findingId: '' };
  await run(scene, new MoveVisit(by, id, { verb: 'start' }));
  const found = await run<{ findingList: { id: string }[] }>(scene, new Inspect(by, id, { verb: 'find', finding: { control: GAP, severity: 'major', words: '有缺口未说明' } }));
  const findingId = found.findingList[0]!.id;
  if (state === 'on_site') return { visitId: id, findingId };
  await admin.query(`update supervision_items set verdict = 'kept', answered_at = now() where visit_id = $1`, [id]);
  if (state === 'signed_off') await run(scene, new MoveVisit(by, id, { verb: 'sign_off', summary: '检查完毕' }));
  return { visitId: id, findingId };
}

type OrderIn = 'issued' | 'accepted' | 'proof_submitted' | 'verified';
/** An order of a control that nothing evaluates, so that people alone judge it. */
async function anOrder(scene: Scene, state: OrderIn): Promise<string> {
  const { school, api } = scene;
  const control = `room.${newId('cam').slice(-12).toLowerCase()}`;
  await api.database.admin.query(
    `insert into control_results (school_id, day, control, district_id, severity, result, reason, looked_at, evidence, evaluated_at) values ($1, $2, $3, $4, 'minor', 'fail', '{"code": "x", "figures": {}}', 1, '[]', now())`,
    [school.schoolId, today(), control, school.districtId],
  );
  const by = await colleague(scene);
  const { id } = await run<{ id: string }>(scene, new IssueOrder(by, { source: { kind: 'control_result', schoolId: school.schoolId, control }, what: '补齐登记', dueOn: tomorrow(), responsibleRole: 'security_lead' }));
  await api.database.admin.query('delete from control_results where control = $1', [control]); // no list may tell of a control that there is not
  if (state === 'issued') return id;
  const head = await teacher(scene, 'security_lead');
  await run(scene, new AcceptOrder(head, id));
  if (state === 'accepted') return id;
  await run(scene, new SubmitProof(head, id, { words: '已补齐登记', documentIds: [] }));
  if (state === 'verified') await api.database.admin.query(`update rectification_orders set state = 'verified', verified_at = now() where order_id = $1`, [id]);
  return id;
}

const onVisit = async (scene: Scene, state: Parameters<typeof aVisit>[1]) => ({ params: { visitId: (await aVisit(scene, state)).visitId } });
const onOrder = async (scene: Scene, state: OrderIn) => ({ params: { orderId: await anOrder(scene, state) } });

export const supervisionExamples: Examples<keyof typeof supervisionRoutes> = {
  listInspectors: { as: 'district_officer', make: async (scene) => (await colleague(scene), {}) },
  listDistrictVisits: { as: 'district_officer', make: async (scene) => (await aVisit(scene, 'planned'), { query: { schoolId: scene.school.schoolId } }) },
  getDistrictVisit: { as: 'district_officer', make: (scene) => onVisit(scene, 'signed_off') },
  planVisit: {
    as: 'district_officer',
    make: async (scene) => ({ body: { schoolId: scene.school.schoolId, day: tomorrow(), announced: false, domains: ['recording', 'access'], inspectorIds: [(await colleague(scene)).personId] } }),
  },
  startVisit: { as: 'district_officer', make: async (scene) => ({ ...(await onVisit(scene, 'planned')), body: {} }) },
  answerItem: { as: 'district_officer', make: async (scene) => ({ ...(await onVisit(scene, 'on_site')), body: { control: GAP, verdict: 'kept', note: '抽查三台' } }) },
  addFinding: { as: 'district_officer', make: async (scene) => ({ ...(await onVisit(scene, 'on_site')), body: { control: GAP, severity: 'minor', words: '一处未说明' } }) },
  withdrawFinding: { as: 'district_officer', make: async (scene) => ({ params: await aVisit(scene, 'on_site'), body: {} }) },
  signOffVisit: { as: 'district_officer', make: async (scene) => ({ ...(await onVisit(scene, 'answered')), body: { summary: '检查完毕' } }) },
  cancelVisit: { as: 'district_admin', make: async (scene) => ({ ...(await onVisit(scene, 'planned')), body: { reason: '改期' } }) },
  listSchoolVisits: { as: 'principal', make: async (scene) => (await aVisit(scene, 'signed_off'), { params: at(scene) }) },
  getSchoolVisit: { as: 'principal', make: async (scene) => ({ params: { ...at(scene), visitId: (await aVisit(scene, 'signed_off')).visitId } }) },
  acknowledgeVisit: { as: 'principal', make: async (scene) => ({ params: { ...at(scene), visitId: (await aVisit(scene, 'signed_off')).visitId }, body: { words: '情况属实' } }) },
  listDistrictOrders: { as: 'district_officer', make: async (scene) => (await anOrder(scene, 'issued'), { query: { schoolId: scene.school.schoolId } }) },
  getDistrictOrder: { as: 'district_officer', make: (scene) => onOrder(scene, 'proof_submitted') },
  issueOrder: {
    as: 'district_officer',
    make: async (scene) => ({ body: { source: { kind: 'finding', findingId: (await aVisit(scene, 'signed_off')).findingId }, what: '查明原因并恢复', dueOn: tomorrow(), responsibleRole: 'centre_head' } }),
  },
  verifyProof: { as: 'district_officer', make: async (scene) => ({ ...(await onOrder(scene, 'proof_submitted')), body: { words: '属实' } }) },
  returnProof: { as: 'district_officer', make: async (scene) => ({ ...(await onOrder(scene, 'proof_submitted')), body: { reason: '照片看不清' } }) },
  closeOrder: { as: 'district_officer', make: async (scene) => ({ ...(await onOrder(scene, 'verified')), body: {} }) },
  extendOrder: { as: 'district_officer', make: async (scene) => ({ ...(await onOrder(scene, 'accepted')), body: { dueOn: addDays(today(), 5), reason: '等配件' } }) },
  listOrders: { as: 'equipment_admin', make: async (scene) => (await anOrder(scene, 'issued'), { params: at(scene) }) },
  getOrder: { as: 'equipment_admin', make: async (scene) => ({ params: { ...at(scene), orderId: await anOrder(scene, 'accepted') } }) },
  acceptOrder: { as: 'security_lead', make: async (scene) => ({ params: { ...at(scene), orderId: await anOrder(scene, 'issued') }, body: {} }) },
  submitProof: {
    as: 'equipment_admin',
    make: async (scene) => ({ params: { ...at(scene), orderId: await anOrder(scene, 'accepted') }, body: { words: '已补齐登记', documentIds: [(await handedIn(scene)).id] } }),
  },
};

/** Forgets open proposals, of which there is one at a time. */
const noProposal = async ({ api, school }: Scene): Promise<void> => {
  await api.database.admin.query(`update school_policies set state = 'declined', decided_by = 'psn_00000000000000000000', decided_at = now() where state = 'proposed' and school_id = $1`, [school.schoolId]);
  await api.database.admin.query(`update district_policies set state = 'declined', decided_by = 'psn_00000000000000000000', decided_at = now() where state = 'proposed' and district_id = $1`, [school.districtId]);
};
let step = 0;
/** Figures that differ from call to call. */
const figures = () => ({ maxRangeHours: 2 + ((step += 1) % 10), explainWithinHours: 12 });
const proposal = () => ({ figures: figures(), effectiveFrom: today(), reason: '收紧调阅范围' });

async function proposedBySchool(scene: Scene): Promise<string> {
  await noProposal(scene);
  return (await run<{ id: string }>(scene, new ProposePolicy(await teacher(scene, 'security_lead'), proposal()))).id;
}
async function proposedByBureau(scene: Scene): Promise<string> {
  await noProposal(scene);
  return (await run<{ id: string }>(scene, new ProposePolicy(await colleague(scene, ['district_admin']), { ...proposal(), figures: { completenessTargetPercent: 99.5 + ((step += 1) % 40) / 100 } }))).id;
}
const decision = { kind: 'decline', words: '暂不收紧' } as const;

export const policyExamples: Examples<keyof typeof policyRoutes> = {
  getSchoolPolicy: { as: 'principal', make: async (scene) => (await proposedBySchool(scene), { params: at(scene) }) },
  listSchoolPolicyVersions: { as: 'principal', make: async (scene) => (await proposedBySchool(scene), { params: at(scene) }) },
  proposeSchoolPolicy: { as: 'security_lead', make: async (scene) => ({ params: at(scene), body: proposal(), freshen: () => noProposal(scene) }) },
  decideSchoolPolicy: { as: 'principal', make: async (scene) => ({ params: { ...at(scene), policyId: await proposedBySchool(scene) }, body: decision }) },
  getDistrictPolicy: { as: 'district_officer', make: async (scene) => (await proposedByBureau(scene), {}) },
  listDistrictPolicyVersions: { as: 'district_officer', make: async (scene) => (await proposedByBureau(scene), {}) },
  proposeDistrictPolicy: { as: 'district_admin', make: async (scene) => ({ body: { ...proposal(), figures: { completenessTargetPercent: 99.5 + ((step += 1) % 40) / 100 } }, freshen: () => noProposal(scene) }) },
  decideDistrictPolicy: { as: 'district_officer', make: async (scene) => ({ params: { policyId: await proposedByBureau(scene) }, body: decision }) },
  listSchoolPolicies: { as: 'district_officer', make: async () => ({}) },
};
