import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Result, identityRoutes, ledgerRoutes, policyRoutes } from '@guardroom/contracts';
import { POLICY_PARAMETER_NAMES } from '@guardroom/domain';
import { addDays } from '@guardroom/kernel';
import { aBureauPerson, aPerson, aSchool, actorFor, type School, todayWithRoom } from '@guardroom/testkit';
import { Tenants } from '../../platform/database/databases.ts';
import { type TestApi, startApi } from '../../testing/start-api.ts';
import { LedgerModule } from '../ledger/ledger.module.ts';
import { SettleDaily } from './due/settle-daily.ts';
import { PACK_PARAMETERS } from './policy-limits.ts';
import { PolicyModule } from './policy.module.ts';
import { policyOf, rectificationTermsOf } from './public.ts';

type Version = Result<typeof policyRoutes.proposeSchoolPolicy>;
type View = Result<typeof policyRoutes.getSchoolPolicy>;
type DistrictView = Result<typeof policyRoutes.getDistrictPolicy>;

let api: TestApi;
let here: string;
let there: string;
const today = await todayWithRoom();
const reason = '本区近来调阅频繁，收紧范围';

beforeAll(async () => {
  api = await startApi({ features: [PolicyModule, LedgerModule], routes: { ...policyRoutes, ...ledgerRoutes, getMe: identityRoutes.getMe, getSchool: identityRoutes.getSchool } });
  [here, there] = [api.schools[0].schoolId, api.schools[1].schoolId];
});
afterAll(() => api?.close());

const propose = (who: string, place: string, body: object) => api.call<Version>(who, 'POST', `/v1/${place}/policy/proposals`, { effectiveFrom: today, reason, ...body });
const decide = (who: string, place: string, id: string, kind: 'confirm' | 'decline' = 'confirm') => api.call<Version & { schoolsTightened?: number }>(who, 'POST', `/v1/${place}/policy/proposals/${id}/decision`, { kind, words: '已核对，同意' });
const atSchool = (id: string) => `schools/${id}`;
const inForce = async (schoolId: string) => {
  const by = await actorFor(api.database, await aPerson(api.database, api.schools.find((s) => s.schoolId === schoolId) as School));
  return api.database.tenants.read(by, async (tx) => ({ ...(await policyOf(tx, schoolId))!.policy, ...(await rectificationTermsOf(tx, schoolId)) }));
};
const factsOf = async (subject: string): Promise<string[]> => (await api.database.admin.query<{ type: string }>('select type from facts where subject = $1 order by recorded_at', [subject])).rows.map((row) => row.type);

describe('policy', () => {
  test('is the baseline of the policy pack while nobody set anything, in the database as in the pack', async () => {
    const school = await aSchool(api.database, { district: { districtId: api.districtId as School['districtId'], name: '' } });
    const by = await actorFor(api.database, await aPerson(api.database, school));
    await api.database.admin.query(`update schools set retention_days = 99, max_range_hours = 3, max_cameras_per_request = 2, max_gap_seconds = 4, explain_within_hours = 5, completeness_target_percent = 100 where school_id = $1`, [school.schoolId]);
    await api.database.admin.query('insert into rectification_terms values ($1, $2, 1, 5, 10)', [school.schoolId, school.districtId]);
    const [settled] = await api.database.tenants.write(by, (tx) => tx.sql<{ is_now: Record<string, number> }>`select is_now from gr.settle_policy()`);
    expect(settled?.is_now).toEqual(Object.fromEntries(POLICY_PARAMETER_NAMES.map((name) => [name, PACK_PARAMETERS[name].baseline])));
    await api.database.admin.query('delete from rectification_terms where school_id = $1', [school.schoolId]);
    const { body } = await api.call<View>('chen.ming', 'GET', `/v1/${atSchool(here)}/policy`);
    expect(body.parameters.find((p) => p.parameter === 'retentionDays')).toMatchObject({ isLaw: true, clauses: ['R12:5', 'R19:3.1'], stricter: 'higher', baseline: 30, inForce: 30, from: 30, to: 365, district: null, school: null });
    expect(body.parameters.find((p) => p.parameter === 'maxRangeHours')).toMatchObject({ isLaw: false, from: 1, to: 24 });
  });

  test('of the district is proposed by its administrator and refused with every figure that is looser than the law', async () => {
    const refused = await propose('admin.qu', 'district', { figures: { retentionDays: 29, maxRangeHours: 48, maxGapSeconds: 1, maxCamerasPerRequest: 6 } });
    expect(refused).toMatchObject({ status: 409, error: { code: 'policy.figures_refused', details: { faults: [
      { parameter: 'retentionDays', fault: 'looser', from: 30, to: 365, clauses: ['R12:5', 'R19:3.1'] }, { parameter: 'maxGapSeconds', fault: 'beyond_limits', from: 2, to: 10 }, { parameter: 'maxRangeHours', fault: 'looser', from: 1, to: 24 },
    ] } } });
    expect((await propose('wang.xun', 'district', { figures: { maxRangeHours: 12 } })).error?.code).toBe('identity.not_permitted');
    expect((await propose('admin.qu', 'district', { figures: { maxRangeHours: 12 }, effectiveFrom: addDays(today, -1) })).error).toMatchObject({ code: 'policy.effective_too_early', details: { earliest: today } });
    expect((await propose('admin.qu', 'district', { figures: { maxRangeHours: 12.5, zoom: 1 }, reason: '短' })).error).toMatchObject({ kind: 'invalid' });
  });

  test('needs four eyes: a school proposes, its principal confirms, and only then does it count', async () => {
    const proposed = await propose('zhao.an', atSchool(here), { figures: { maxRangeHours: 6, rectifyCriticalDays: 2 } });
    expect(proposed.status).toBe(201);
    expect(await inForce(here)).toMatchObject({ maxRangeHours: 24, critical: 3 });
    expect((await propose('guo.tao', atSchool(here), { figures: { maxRangeHours: 5 } })).error).toMatchObject({ code: 'policy.proposal_open', details: { by: '赵安' } });
    expect((await decide('zhao.an', atSchool(here), proposed.body.id)).error?.code).toBe('identity.not_permitted');
    const confirmed = await decide('chen.ming', atSchool(here), proposed.body.id);
    expect(confirmed.body).toMatchObject({ state: 'confirmed', isInForce: true, decidedBy: { name: '陈明' } });
    expect(await inForce(here)).toMatchObject({ maxRangeHours: 6, critical: 2, major: 15 });
    expect((await decide('chen.ming', atSchool(here), proposed.body.id)).error?.code).toBe('policy.already_decided');
    expect(await factsOf(here)).toEqual(['policy.proposed', 'policy.confirmed', 'policy.took_effect']);
  });

  test('is never confirmed by who proposed it, whatever other posts they hold', async () => {
    await api.database.admin.query(`insert into appointments (school_id, appointment_id, district_id, person_id, sub, person_name, role, starts_on) select school_id, 'apt_extra', district_id, person_id, sub, person_name, 'security_lead', starts_on from appointments where school_id = $1 and role = 'principal'`, [there]);
    const proposed = await propose('liu.yang', atSchool(there), { figures: { maxCamerasPerRequest: 4 } });
    expect(proposed.status).toBe(201);
    expect((await decide('liu.yang', atSchool(there), proposed.body.id)).error).toMatchObject({ code: 'policy.own_proposal', details: { clauses: ['R21:3.2'] } });
    await expect(api.database.admin.query(`update school_policies set state = 'confirmed', decided_by = proposed_by, decided_at = now() where policy_id = $1`, [proposed.body.id])).rejects.toThrow('decided_by_another');
    await api.database.admin.query(`update school_policies set state = 'declined', decided_by = 'x', decided_at = now() where policy_id = $1`, [proposed.body.id]);
  });

  test('of a tightened district lifts every school that is looser, in one transaction, and leaves the stricter one alone', async () => {
    const proposed = await propose('admin.qu', 'district', { figures: { maxRangeHours: 12, explainWithinHours: 12 } });
    const { body: view } = await api.call<DistrictView>('wang.xun', 'GET', '/v1/district/policy');
    expect(view).toMatchObject({ schoolsTightened: 3, may: ['decide'], proposal: { id: proposed.body.id } });
    expect((await api.call<View>('chen.ming', 'GET', `/v1/${atSchool(here)}/policy`)).body.parameters.find((p) => p.parameter === 'maxRangeHours')).toMatchObject({ district: null });
    expect((await decide('admin.qu', 'district', proposed.body.id)).error?.code).toBe('policy.own_proposal');
    const confirmed = await decide('wang.xun', 'district', proposed.body.id);
    expect(confirmed.body).toMatchObject({ state: 'confirmed', schoolsTightened: 3 });
    expect(await inForce(here)).toMatchObject({ maxRangeHours: 6, explainWithinHours: 12 });
    expect(await inForce(there)).toMatchObject({ maxRangeHours: 12, explainWithinHours: 12 });
    const told = await api.call<Result<typeof ledgerRoutes.listFacts>>('liu.yang', 'GET', `/v1/${atSchool(there)}/facts?subject=${there}&type=policy.took_effect`);
    expect(told.body.items).toMatchObject([{ actor: { name: '王巡' }, body: { policyId: proposed.body.id, changes: { maxRangeHours: { from: 24, to: 12 } } } }]);
    const { body: school } = await api.call<View>('chen.ming', 'GET', `/v1/${atSchool(here)}/policy`);
    expect(school.parameters.find((p) => p.parameter === 'maxRangeHours')).toMatchObject({ baseline: 24, district: 12, school: 6, inForce: 6, from: 1, to: 12 });
    expect((await propose('zhao.an', atSchool(here), { figures: { maxRangeHours: 18 } })).error).toMatchObject({ code: 'policy.figures_refused', details: { faults: [{ above: 12, from: 1, to: 12 }] } });
  });

  test('keeps footage longer only for a reason that is written down', async () => {
    expect((await propose('zhao.an', atSchool(here), { figures: { maxRangeHours: 6, retentionDays: 60 } })).error).toMatchObject({ code: 'policy.retention_reason_needed', details: { above: 30, value: 60 } });
    const proposed = await propose('zhao.an', atSchool(here), { figures: { maxRangeHours: 6, retentionDays: 60 }, retentionReason: '校门口施工，事故查证周期长' });
    await decide('chen.ming', atSchool(here), proposed.body.id);
    expect(await inForce(here)).toMatchObject({ retentionDays: 60 });
  });

  test('with a later first day counts from that day on, by work that is due again and again', async () => {
    const proposed = await propose('admin.qu', 'district', { figures: { maxRangeHours: 10, explainWithinHours: 12 }, effectiveFrom: addDays(today, 3) });
    expect((await decide('wang.xun', 'district', proposed.body.id)).body).toMatchObject({ isInForce: false, schoolsTightened: 0 });
    const settle = async () => api.app.get(SettleDaily, { strict: false }).handle(await api.machine(api.schools[1]));
    await settle();
    expect((await inForce(there)).maxRangeHours).toBe(12);
    await api.database.admin.query('update district_policies set effective_from = $2 where policy_id = $1', [proposed.body.id, today]);
    await settle();
    await settle();
    expect((await inForce(there)).maxRangeHours).toBe(10);
    expect((await inForce(here)).maxRangeHours).toBe(6);
    expect((await factsOf(there)).filter((type) => type === 'policy.took_effect')).toHaveLength(2);
  });

  test('keeps every version with who proposed and who decided', async () => {
    const { body } = await api.call<Result<typeof policyRoutes.listSchoolPolicyVersions>>('chen.ming', 'GET', `/v1/${atSchool(here)}/policy/versions`);
    expect(body.items.map(({ state, isInForce, figures }) => ({ state, isInForce, figures }))).toEqual([
      { state: 'confirmed', isInForce: true, figures: { maxRangeHours: 6, retentionDays: 60 } }, { state: 'confirmed', isInForce: false, figures: { maxRangeHours: 6, rectifyCriticalDays: 2 } },
    ]);
    expect(body.items[0]).toMatchObject({ proposedBy: { name: '赵安' }, decidedBy: { name: '陈明' }, retentionReason: '校门口施工，事故查证周期长' });
    const { body: schools } = await api.call<Result<typeof policyRoutes.listSchoolPolicies>>('wang.xun', 'GET', '/v1/district/school-policies?q=明德');
    expect(schools.items).toMatchObject([{ inForce: { maxRangeHours: 6, retentionDays: 60, completenessTargetPercent: 99.5 }, own: { maxRangeHours: 6 } }]);
    const listed = async (query: string) => (await api.call<Result<typeof policyRoutes.listSchoolPolicies>>('wang.xun', 'GET', `/v1/district/school-policies?${query}`)).body.items;
    expect((await listed('only=own')).every(({ own }) => Object.keys(own).length > 0)).toBe(true);
    expect(await listed('only=proposed')).toEqual([]);
    const hours = (await listed('sort=maxRangeHours')).map(({ inForce }) => inForce.maxRangeHours);
    expect(hours.length).toBeGreaterThan(1);
    expect(hours).toEqual(hours.toSorted((a, b) => a - b));
  });

  test('cannot be written around: no login of a tenant changes the figures in force, and a bureau settles its own schools only', async () => {
    const person = await aPerson(api.database, api.schools[0] as School, { roles: ['security_lead'] });
    const [school, bureau] = [await actorFor(api.database, person), await actorFor(api.database, await aBureauPerson(api.database, { districtId: (await aSchool(api.database)).districtId, name: '' }))];
    const db = api.app.get(Tenants);
    for (const by of [school, bureau]) {
      await expect(db.write(by, (tx) => tx.sql`update schools set max_range_hours = 24`)).rejects.toMatchObject({ code: '42501' });
      await expect(db.write(by, (tx) => tx.sql`insert into rectification_terms values ('a', 'b', 3, 15, 30)`)).rejects.toMatchObject({ code: '42501' });
    }
    await api.database.admin.query('update schools set max_range_hours = 24 where school_id = $1', [here]);
    expect(await db.write(bureau, (tx) => tx.sql`select settled_school from gr.settle_policy()`)).toEqual([]);
    expect(await db.write(school, (tx) => tx.sql`select settled_school from gr.settle_policy()`)).toEqual([{ settled_school: here }]);
  });
});
