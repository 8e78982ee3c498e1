import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Result, documentRoutes, identityRoutes, ledgerRoutes, supervisionRoutes } from '@guardroom/contracts';
import { type CivilDay, addDays, systemClock } from '@guardroom/kernel';
import { policyPack } from '@guardroom/policy-pack';
import { aBureauPerson, aPerson, actorFor, signIn, type School, todayWithRoom } from '@guardroom/testkit';
import { Tenants } from '../../platform/database/databases.ts';
import { appendFact } from '../../platform/facts/append-fact.ts';
import { JobsModule } from '../../platform/jobs/jobs.module.ts';
import { Performer } from '../../platform/jobs/performer.ts';
import { WorkRegistry } from '../../platform/jobs/registry.ts';
import { type TestApi, startApi } from '../../testing/start-api.ts';
import { DocumentsModule } from '../documents/documents.module.ts';
import { LedgerModule } from '../ledger/ledger.module.ts';
import { WatchDeadline } from './due/watch-deadline.ts';
import { SupervisionModule } from './supervision.module.ts';

type Visit = Result<typeof supervisionRoutes.getDistrictVisit>;
type Order = Result<typeof supervisionRoutes.getDistrictOrder>;
type Orders = Result<typeof supervisionRoutes.listDistrictOrders>;

const GAP = 'recording.no-unexplained-gap';
const today = await todayWithRoom();
let api: TestApi;
let school: School;
let inspectorId: string;

beforeAll(async () => {
  api = await startApi({
    features: [JobsModule, SupervisionModule, DocumentsModule, LedgerModule],
    routes: { ...supervisionRoutes, ...documentRoutes, ...ledgerRoutes, getMe: identityRoutes.getMe, getSchool: identityRoutes.getSchool },
  });
  school = api.schools[0] as School;
  api.app.get(WorkRegistry).collect();
  const { body } = await api.call<Result<typeof supervisionRoutes.listInspectors>>('wang.xun', 'GET', '/v1/district/inspectors');
  expect(body.items.map(({ name }) => name)).toContain('王巡');
  inspectorId = body.items.find(({ name }) => name === '王巡')!.id;
});
afterAll(() => api?.close());

const sql = async <Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> => (await api.database.admin.query(text, values)).rows as Row[];
const bureau = <T = Visit>(method: string, path: string, body?: object, who = 'wang.xun') => api.call<T>(who, method, `/v1/district/${path}`, body);
const atSchool = <T = Order>(who: string, method: string, path: string, body?: object) => api.call<T>(who, method, `/v1/schools/${school.schoolId}/${path}`, body);
const plan = (over: object = {}) => bureau('POST', 'visits', { schoolId: school.schoolId, day: today, announced: true, domains: ['recording'], inspectorIds: [inspectorId], ...over });
const factsOf = async (subject: string): Promise<string[]> => (await sql<{ type: string }>('select type from facts where subject = $1 order by recorded_at, fact_id', [subject])).map((row) => row.type);

/** The evaluator's work: a stored result with its fact, delivered to the reactions by the real performer. */
async function evaluated(control: string, result: 'pass' | 'fail' | 'partial' | 'no_evidence', day: CivilDay = today): Promise<() => Promise<void>> {
  await sql(
    `insert into control_results (school_id, day, control, district_id, severity, result, reason, looked_at, evidence, evaluated_at) values ($1, $2, $3, $4, 'critical', $5, '{"code": "completeness.kept", "figures": {}}', 3, '[]', now())
     on conflict (school_id, day, control) do update set result = excluded.result, evaluated_at = now()`,
    [school.schoolId, day, control, school.districtId, result],
  );
  const by = await api.machine(api.schools[0]);
  const fact = await api.app.get(Tenants).write(by, (tx) => appendFact(tx, by, { type: 'control_result.changed', subject: control, at: systemClock.now(), body: { day, control, from: null, to: result } }));
  return () => api.app.get(Performer).perform({ fact });
}

async function aSignedOffVisit(): Promise<Visit> {
  const { body: planned } = await plan();
  await bureau('POST', `visits/${planned.id}/start`, {});
  for (const item of planned.checklist) await bureau('POST', `visits/${planned.id}/answers`, { control: item.control, verdict: item.control === GAP ? 'not_kept' : 'kept' });
  await bureau('POST', `visits/${planned.id}/findings`, { control: GAP, severity: 'critical', words: '东门摄像机连续三天有缺口，无人说明' });
  return (await bureau('POST', `visits/${planned.id}/sign-off`, { summary: '录像有缺口，其余符合' })).body;
}

const issue = (over: object = {}, who = 'wang.xun') => bureau<Order>('POST', 'rectification-orders', { source: { kind: 'control_result', schoolId: school.schoolId, control: GAP }, what: '查明缺口原因并恢复录像', dueOn: addDays(today, 3), responsibleRole: 'security_lead', ...over }, who);

describe('a visit of the bureau', () => {
  test('has a checklist of every control of its domains, with the system\'s own result beside each', async () => {
    await evaluated(GAP, 'fail');
    const { status, body } = await plan({ domains: ['recording', 'access'] });
    expect(status).toBe(201);
    expect(body.checklist.map(({ control }) => control)).toEqual(policyPack().controls.filter(({ domain }) => domain === 'recording' || domain === 'access').map(({ id }) => id));
    expect(body.checklist.find(({ control }) => control === GAP)).toMatchObject({ result: { result: 'fail', day: today }, shown: null, verdict: null });
    expect(body.checklist.find(({ control }) => control === 'access.export-approved')?.result).toBeNull();
  });

  test('is refused for a day that is over, for a stranger as inspector, and for another bureau\'s school', async () => {
    expect((await plan({ day: addDays(today, -1) })).error?.code).toBe('supervision.day_is_past');
    expect((await plan({ inspectorIds: ['psn_00000000000000000000'] })).error).toMatchObject({ code: 'supervision.unknown_inspector', details: { personIds: ['psn_00000000000000000000'] } });
    expect((await plan({ schoolId: 'sch_00000000000000000000' })).status).toBe(404);
    expect((await plan({ domains: ['weather'], inspectorIds: [] })).error?.faults?.map(({ path }) => path).sort()).toEqual(['body.domains.0', 'body.inspectorIds']);
  });

  test('is done by those who were sent, answer by answer, and signed off only when nothing was skipped', async () => {
    const { body: planned } = await plan();
    const path = `visits/${planned.id}`;
    expect((await bureau('POST', `${path}/start`, {}, 'admin.qu')).error?.code).toBe('supervision.not_an_inspector');
    expect((await bureau('POST', `${path}/answers`, { control: GAP, verdict: 'kept' })).error?.code).toBe('supervision.visit_not_open');
    await bureau('POST', `${path}/start`, {});
    expect((await bureau('POST', `${path}/answers`, { control: 'access.no-over-range', verdict: 'kept' })).error?.code).toBe('supervision.not_on_the_checklist');
    await bureau('POST', `${path}/answers`, { control: GAP, verdict: 'not_kept', note: '三天' });
    expect((await bureau('POST', `${path}/sign-off`, { summary: '看过一部分' })).error).toMatchObject({ code: 'supervision.items_unanswered', details: { count: planned.items - 1 } });
    for (const { control } of planned.checklist.filter((item) => item.control !== GAP)) await bureau('POST', `${path}/answers`, { control, verdict: 'not_looked_at' });
    expect((await bureau('POST', `${path}/sign-off`, { summary: '看过一部分' })).error).toMatchObject({ code: 'supervision.findings_missing', details: { controls: [GAP] } });
    const { body: found } = await bureau('POST', `${path}/findings`, { control: GAP, severity: 'major', words: '三天有缺口' });
    const { body: withdrawn } = await bureau('POST', `${path}/findings/${found.findingList[0]!.id}/withdrawal`, {});
    expect(withdrawn.findingList).toEqual([]);
    await bureau('POST', `${path}/findings`, { control: GAP, severity: 'critical', words: '三天有缺口，无人说明' });
    const { body: signed } = await bureau('POST', `${path}/sign-off`, { summary: '录像有缺口' });
    expect(signed).toMatchObject({ state: 'signed_off', signedOff: { by: { name: '王巡' } }, findings: 1 });
    expect(signed.checklist.find(({ control }) => control === GAP)).toMatchObject({ verdict: 'not_kept', note: '三天', shown: { result: 'fail', day: today }, answeredBy: '王巡' });
    expect((await bureau('POST', `${path}/answers`, { control: GAP, verdict: 'kept' })).error?.code).toBe('supervision.visit_not_open');
  });

  test('is shown to the school with its findings once it is signed off, and acknowledged there once', async () => {
    const { body: open } = await plan();
    await bureau('POST', `visits/${open.id}/start`, {});
    expect((await atSchool<Visit>('chen.ming', 'GET', `visits/${open.id}`)).body).toMatchObject({ state: 'on_site', checklist: [], findingList: [], may: [] });
    const visit = await aSignedOffVisit();
    const { body: seen } = await atSchool<Visit>('chen.ming', 'GET', `visits/${visit.id}`);
    expect(seen).toMatchObject({ summary: '录像有缺口，其余符合', findingList: [{ control: GAP, severity: 'critical' }], may: ['acknowledge'] });
    expect((await atSchool<Visit>('zhao.an', 'POST', `visits/${visit.id}/acknowledgement`, {})).error?.code).toBe('identity.not_permitted');
    expect((await atSchool<Visit>('chen.ming', 'POST', `visits/${visit.id}/acknowledgement`, { words: '情况属实，已布置整改' })).body).toMatchObject({ state: 'acknowledged', acknowledged: { by: { name: '陈明' }, words: '情况属实，已布置整改' } });
    expect((await atSchool<Visit>('chen.ming', 'POST', `visits/${visit.id}/acknowledgement`, {})).error?.code).toBe('supervision.visit_not_open');
    expect(await factsOf(visit.id)).toEqual(['supervision_visit.planned', 'supervision_visit.begun', ...visit.checklist.map(() => 'supervision_item.answered'), 'supervision_finding.made', 'supervision_visit.signed_off', 'supervision_visit.acknowledged']);
    const line = await atSchool<Result<typeof ledgerRoutes.listFacts>>('chen.ming', 'GET', `facts?subject=${visit.id}&perPage=100`);
    expect(line.body.total).toBe((await factsOf(visit.id)).length);
  });

  test('that was not announced does not exist for the school before it begins, not even as a fact', async () => {
    const { body: visit } = await plan({ announced: false });
    const told = async () => (await atSchool<{ items: { id: string }[] }>('chen.ming', 'GET', 'visits?perPage=100')).body.items.some(({ id }) => id === visit.id);
    expect(await told()).toBe(false);
    expect((await atSchool('chen.ming', 'GET', `visits/${visit.id}`)).status).toBe(404);
    expect((await atSchool<Result<typeof ledgerRoutes.listFacts>>('chen.ming', 'GET', `facts?subject=${visit.id}`)).body.total).toBe(0);
    await bureau('POST', `visits/${visit.id}/start`, {});
    expect(await told()).toBe(true);
    const { body: other } = await plan({ announced: false });
    expect((await bureau('POST', `visits/${other.id}/cancellation`, { reason: '改到下月' })).body).toMatchObject({ state: 'cancelled', cancelReason: '改到下月' });
    expect((await atSchool('chen.ming', 'GET', `visits/${other.id}`)).status).toBe(404);
  });
});

describe('an order to put something right', () => {
  test('comes from a finding, once, within the time that policy gives for its severity', async () => {
    const visit = await aSignedOffVisit();
    const source = { kind: 'finding', findingId: visit.findingList[0]!.id };
    expect((await issue({ source, dueOn: addDays(today, 4) })).error).toMatchObject({ code: 'supervision.deadline_out_of_range', details: { from: addDays(today, 1), to: addDays(today, 3), days: 3 } });
    const { body: order, status } = await issue({ source });
    expect(status).toBe(201);
    expect(order).toMatchObject({ state: 'issued', control: GAP, severity: 'critical', source: { kind: 'finding', visitId: visit.id }, isEvaluated: true, isOverdue: false });
    expect(order.number).toMatch(/^ZG\d{4}-\d{4}$/);
    expect((await issue({ source })).error).toMatchObject({ code: 'supervision.ordered_already', details: { number: order.number } });
    expect((await bureau('GET', `visits/${visit.id}`)).body.findingList[0]).toMatchObject({ order: { number: order.number, state: 'issued' } });
  });

  test('comes from a control that fails or has no evidence, and not from one that is kept or was ordered already', async () => {
    await evaluated('recording.retention-minimum', 'pass');
    expect((await issue({ source: { kind: 'control_result', schoolId: school.schoolId, control: 'recording.retention-minimum' } })).error).toMatchObject({ code: 'supervision.not_failing', details: { result: 'pass' } });
    await evaluated('recording.retention-minimum', 'fail');
    const source = { kind: 'control_result', schoolId: school.schoolId, control: 'recording.retention-minimum' };
    expect((await issue({ source })).body).toMatchObject({ state: 'issued', source: { kind: 'control_result', day: today } });
    expect((await issue({ source })).error?.code).toBe('supervision.ordered_already');
    await evaluated('recording.integrity-verified', 'no_evidence');
    expect((await issue({ source: { ...source, control: 'recording.integrity-verified' } })).body).toMatchObject({ state: 'issued', control: 'recording.integrity-verified' });
  });

  test('is accepted, proved with papers, returned, proved again, verified by a fresh pass, closed; and reopens on regression exactly once', async () => {
    const visit = await aSignedOffVisit();
    const { body: order } = await issue({ source: { kind: 'finding', findingId: visit.findingList[0]!.id } });
    const path = `rectification-orders/${order.id}`;
    expect((await atSchool('zhao.an', 'POST', `${path}/proofs`, { words: '已更换交换机并恢复录像' })).error?.code).toBe('supervision.order_not_open');
    expect((await atSchool('zhao.an', 'POST', `${path}/acceptance`, {})).body).toMatchObject({ state: 'accepted', acceptedBy: { name: '赵安' }, may: ['submit_proof'] });

    const { body: paper } = await atSchool<{ id: string }>('qian.hua', 'POST', 'documents', { name: '维修单.pdf', mediaType: 'application/pdf', contentBase64: Buffer.from('%PDF-1.4 repaired').toString('base64') });
    expect((await bureau('GET', `documents/${paper.id}`)).status).toBe(404);
    expect((await atSchool('qian.hua', 'POST', `${path}/proofs`, { words: '已更换交换机并恢复录像', documentIds: ['doc_00000000000000000000'] })).error?.code).toBe('documents.not_found');
    const { body: proved } = await atSchool('qian.hua', 'POST', `${path}/proofs`, { words: '已更换交换机并恢复录像', documentIds: [paper.id] });
    expect(proved).toMatchObject({ state: 'proof_submitted', proofs: [{ no: 1, documents: [{ id: paper.id, name: '维修单.pdf' }], submittedBy: { name: '钱华' }, answer: null }] });
    const { accessToken } = await signIn('wang.xun');
    const opened = await fetch(`${api.url}/v1/district/documents/${paper.id}`, { headers: { authorization: `Bearer ${accessToken}` } });
    expect([opened.status, await opened.text()]).toEqual([200, '%PDF-1.4 repaired']);

    expect((await bureau<Order>('POST', `${path}/verification`, { words: '属实' })).error).toMatchObject({ code: 'supervision.no_fresh_pass', details: { result: 'fail' } });
    expect((await bureau<Order>('POST', `${path}/return`, { reason: '没有写明缺口原因' })).body).toMatchObject({ state: 'returned', proofs: [{ answer: { kind: 'returned', words: '没有写明缺口原因' } }] });
    await evaluated(GAP, 'pass');
    await atSchool('zhao.an', 'POST', `${path}/proofs`, { words: '缺口因交换机端口故障，已更换' });
    expect((await bureau<Order>('GET', path)).body).toMatchObject({ hasFreshPass: false, may: ['return', 'extend'] });
    expect((await bureau<Order>('POST', `${path}/verification`, { words: '属实' })).error).toMatchObject({ code: 'supervision.no_fresh_pass', details: { result: 'pass' } });
    await evaluated(GAP, 'pass');
    expect((await bureau<Order>('POST', `${path}/closing`, {})).error?.code).toBe('supervision.order_not_open');
    expect((await bureau<Order>('POST', `${path}/verification`, { words: '属实' })).body).toMatchObject({ state: 'verified', passedOn: today, verifiedBy: { name: '王巡' } });
    expect((await bureau<Order>('POST', `${path}/closing`, {})).body.state).toBe('closed');

    await (await evaluated(GAP, 'fail', addDays(today, -1)))();
    expect((await bureau<Order>('GET', path)).body.state).toBe('closed');
    const deliver = await evaluated(GAP, 'fail');
    await Promise.all([deliver(), deliver()]);
    await sql(`update outbox set done_at = null`);
    await deliver();
    expect((await bureau<Order>('GET', path)).body).toMatchObject({ state: 'reopened', reopenings: 1, dueOn: addDays(today, 3) });
    const facts = await factsOf(order.id);
    expect(facts.filter((type) => type === 'rectification_order.reopened')).toHaveLength(1);
    expect(facts).toEqual(['issued', 'accepted', 'proof_submitted', 'returned', 'proof_submitted', 'verified', 'closed', 'reopened'].map((verb) => `rectification_order.${verb}`));
    const line = await atSchool<Result<typeof ledgerRoutes.listFacts>>('zhao.an', 'GET', `facts?subject=${order.id}`);
    expect(line.body.total).toBe(8);
    expect((await atSchool('zhao.an', 'POST', `${path}/acceptance`, {})).body.state).toBe('accepted');
    await evaluated(GAP, 'pass');
  });

  test('is verified by people alone where nothing evaluates its control, and never by who submitted the proof', async () => {
    await sql(`insert into control_results (school_id, day, control, district_id, severity, result, reason, looked_at, evidence, evaluated_at) values ($1, $2, 'room.paper-kept', $3, 'minor', 'fail', '{"code": "x", "figures": {}}', 1, '[]', now())`, [school.schoolId, today, school.districtId]);
    const { body: order } = await issue({ source: { kind: 'control_result', schoolId: school.schoolId, control: 'room.paper-kept' } });
    const path = `rectification-orders/${order.id}`;
    await atSchool('zhao.an', 'POST', `${path}/acceptance`, {});
    await atSchool('zhao.an', 'POST', `${path}/proofs`, { words: '值班本已补齐并装订存档' });
    await sql(`update rectification_proofs set submitted_by = $2 where order_id = $1`, [order.id, inspectorId]);
    expect((await bureau<Order>('POST', `${path}/verification`, { words: '属实' })).error?.code).toBe('supervision.own_proof');
    expect((await bureau<Order>('POST', `${path}/verification`, { words: '属实' }, 'admin.qu')).body).toMatchObject({ state: 'verified', passedOn: null });
  });

  test('is overdue after its last day, once in the ledger, and first in the bureau\'s list until it is settled', async () => {
    await sql(`update rectification_orders set state = 'closed', verified_at = now(), closed_at = now() where school_id = $1`, [school.schoolId]);
    await evaluated('recording.retention-minimum', 'fail');
    const { body: order } = await issue({ source: { kind: 'control_result', schoolId: school.schoolId, control: 'recording.retention-minimum' } });
    const [issued] = await sql<{ fact_id: string }>(`select fact_id from facts where subject = $1`, [order.id]);
    await api.app.get(Performer).perform({ fact: issued!.fact_id });
    const noted = await sql<{ due_at: Date }>(`select due_at from due_work where kind = 'rectification.deadline' and subject = $1`, [order.id]);
    expect(noted.map(({ due_at: at }) => at.toISOString())).toEqual([new Date(Date.parse(`${addDays(today, 4)}T00:00:00+08:00`)).toISOString()]);

    const watch = async () => api.app.get(WatchDeadline, { strict: false }).handle(await api.machine(api.schools[0]), { kind: 'rectification.deadline', subject: order.id, dueAt: new Date() });
    await watch();
    expect(await factsOf(order.id)).toEqual(['rectification_order.issued']);
    await sql(`update rectification_orders set due_on = $2 where order_id = $1`, [order.id, addDays(today, -1)]);
    await watch();
    await watch();
    expect(await factsOf(order.id)).toEqual(['rectification_order.issued', 'rectification_order.overdue']);
    const { body: late } = await bureau<Orders>('GET', 'rectification-orders?overdue=true');
    expect(late.items).toMatchObject([{ id: order.id, isOverdue: true }]);
    expect((await bureau<Orders>('GET', 'rectification-orders')).body.items[0]?.id).toBe(order.id);

    expect((await bureau<Order>('POST', `rectification-orders/${order.id}/extension`, { dueOn: addDays(today, 2), reason: '配件本周到货' })).body).toMatchObject({ dueOn: addDays(today, 2), extensions: 1, isOverdue: false });
    expect((await bureau<Order>('POST', `rectification-orders/${order.id}/extension`, { dueOn: addDays(today, 4), reason: '还要几天' })).error?.code).toBe('supervision.extended_already');
    expect((await bureau<Orders>('GET', 'rectification-orders?overdue=true')).body.total).toBe(0);
  });

  test('is moved by a school only along its own steps, whatever its code asks of the database', async () => {
    const { body: order } = await bureau<Orders>('GET', 'rectification-orders?state=issued').then(({ body }) => ({ body: body.items[0]! }));
    const [person, officer] = [await actorFor(api.database, await aPerson(api.database, school, { roles: ['principal'] })), await actorFor(api.database, await aBureauPerson(api.database, { districtId: school.districtId, name: '' }))];
    const db = api.app.get(Tenants);
    for (const state of ['verified', 'closed', 'proof_submitted']) await expect(db.write(person, (tx) => tx.sql`update rectification_orders set state = ${state} where order_id = ${order.id}`)).rejects.toMatchObject({ code: '42501' });
    await expect(db.write(person, (tx) => tx.sql`update rectification_orders set due_on = ${addDays(today, 9)} where order_id = ${order.id}`)).rejects.toMatchObject({ code: '42501' });
    await expect(db.write(person, (tx) => tx.sql`update rectification_orders set severity = 'minor' where order_id = ${order.id}`)).rejects.toMatchObject({ code: '42501' });
    await expect(db.write(person, (tx) => tx.sql`update rectification_proofs set answer = 'verified'`)).rejects.toMatchObject({ code: '42501' });
    await expect(db.write(officer, (tx) => tx.sql`insert into rectification_proofs (school_id, order_id, proof_no, district_id, words, submitted_by, submitted_by_name, submitted_at) values ('a', 'b', 1, 'c', '', '', '', now())`)).rejects.toMatchObject({ code: '42501' });
  });

  test('is a fact of its school only when the bureau writes about a school of its own', async () => {
    const officer = await actorFor(api.database, await aBureauPerson(api.database, { districtId: school.districtId, name: '' }));
    const { appendFactAbout } = await import('../../platform/facts/append-fact-about.ts');
    await expect(api.app.get(Tenants).write(officer, (tx) => appendFactAbout(tx, officer, 'sch_00000000000000000000', { type: 'test.written', subject: 'x', at: systemClock.now(), body: {} }))).rejects.toMatchObject({ code: '42501' });
    const forged = { ...officer, sub: 'somebody-else' };
    await expect(api.app.get(Tenants).write(officer, (tx) => appendFactAbout(tx, forged, school.schoolId, { type: 'test.written', subject: 'x', at: systemClock.now(), body: {} }))).rejects.toMatchObject({ code: '42501' });
  });
});
