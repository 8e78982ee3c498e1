import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Result, identityRoutes, incidentRoutes, type routes } from '@guardroom/contracts';
import { type Camera, type School, aCamera, aGateway } from '../../../../../libs/testkit/src/builders/index.ts';
import { startApi, type TestApi } from '../../testing/start-api.ts';
import { PeopleModule } from '../people/people.module.ts';
import { RetentionModule } from '../retention/retention.module.ts';
import { ReviewHold } from './due/review-hold.ts';
import { WatchReport } from './due/watch-report.ts';
import { IncidentsModule } from './incidents.module.ts';

type Incident = Result<typeof routes.getIncident>;
type Page = Result<typeof routes.listIncidents>;
const DAY = 86_400_000;
const MINUTE = 60_000;

let api: TestApi;
let camera: Camera;
let foreign: Camera;
beforeAll(async () => {
  api = await startApi({ features: [IncidentsModule, RetentionModule, PeopleModule], routes: { ...incidentRoutes, ...identityRoutes } });
  camera = await aCamera(api.database, await aGateway(api.database, api.schools[0] as School), { name: '东门' });
  foreign = await aCamera(api.database, await aGateway(api.database, api.schools[1] as School));
});
afterAll(() => api?.close());

const at = (path = '') => `/v1/schools/${api.schools[0].schoolId}/incidents${path}`;
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();
const mark = (over: object = {}) => ({ category: 'fight', place: '东门外', description: '两名学生推搡，一人倒地', cameraIds: [camera.cameraId], from: ago(10 * MINUTE), to: ago(1), ...over });
const open = async (over: object = {}, who = 'sun.ping'): Promise<Incident> => {
  const { body, error } = await api.call<Incident>(who, 'POST', at(), mark(over));
  if (error) throw new Error(JSON.stringify(error));
  return body;
};
const act = (who: string, { id }: Incident, path: string, body: object = {}) => api.call<Incident>(who, 'POST', at(`/${id}/${path}`), body);
const holdsOf = async ({ id }: Incident) => (await api.database.admin.query<{ kind: string; until: string; released: boolean; cameras: number }>(
  `select kind, until_at::text as until, released_at is not null as released, (select count(*)::int from hold_cameras c where c.hold_id = h.hold_id) as cameras from holds h where source_kind = 'incident' and source_id = $1`, [id])).rows;
const factsOf = async ({ id }: Incident) => (await api.database.admin.query<{ type: string }>('select type from facts where subject = $1 order by recorded_at, fact_id', [id])).rows.map((row) => row.type);
const whole = { summary: '两名学生因排队发生推搡', cause: '排队秩序无人维持', measures: '增派值周老师', peopleCodes: ['S-2026-014', 'S-2026-015'], unitsInvolved: ['政教处'] };

/** An incident with everything that its record needs, not closed. */
async function complete(over: object = {}): Promise<Incident> {
  const incident = await open({ severity: 'general', ...over });
  await act('sun.ping', incident, 'entries', { kind: 'report', recipient: 'security_lead', words: '电话报告赵安' });
  await act('sun.ping', incident, 'entries', { kind: 'action', words: '到场分开学生' });
  await act('he.jun', incident, 'report', whole);
  const resolved = await act('sun.ping', incident, 'result', { result: '学生无碍，已交班主任' });
  expect(resolved.body).toMatchObject({ state: 'resolved', missing: [] });
  return resolved.body;
}

describe('a mark', () => {
  test('opens the incident and holds its footage beyond retention, in one transaction', async () => {
    const incident = await open();
    expect(incident).toMatchObject({ state: 'opened', number: expect.stringMatching(/^E\d{4}-\d{4}$/), severity: null, openedBy: { name: '孙平' }, hold: { state: 'active' }, cameras: [{ name: '东门' }], may: ['triage', 'note', 'write_report'] });
    const [hold, ...others] = await holdsOf(incident);
    expect([hold, others]).toMatchObject([{ kind: 'preservation', released: false, cameras: 1 }, []]);
    expect((Date.parse(hold!.until) - Date.now()) / DAY).toBeGreaterThan(179.9);
    expect(await factsOf(incident)).toEqual(['incident.opened', 'hold.placed']);
    const { rows } = await api.database.admin.query('select w.kind from due_work w left join holds h on h.hold_id = w.subject where w.subject = $1 or h.source_id = $1 order by w.kind', [incident.id]);
    expect(rows.map((r: { kind: string }) => r.kind)).toEqual(['hold.expire', 'hold.lock', 'incident.report-due', 'incident.review-hold']);
  });

  test('leaves neither incident nor hold behind when its fact cannot be written', async () => {
    const { admin } = api.database;
    const before = await admin.query('select (select count(*) from holds) as holds, (select count(*) from incidents) as incidents, (select max(last_number) from incident_numbers) as number');
    await admin.query(`alter table outbox add constraint planted check (type <> 'hold.placed') not valid`);
    const failed = await api.call('sun.ping', 'POST', at(), mark());
    await admin.query('alter table outbox drop constraint planted');
    expect(failed.status).toBe(500);
    expect((await admin.query('select (select count(*) from holds) as holds, (select count(*) from incidents) as incidents, (select max(last_number) from incident_numbers) as number')).rows).toEqual(before.rows);
  });

  test('says everything that is wrong at once', async () => {
    expect((await api.call('sun.ping', 'POST', at(), mark({ from: ago(40 * DAY), to: ago(-DAY) }))).error).toMatchObject({ code: 'incident.range_wrong', details: { faults: ['in_future', 'older_than_retention', 'too_long'] } });
    expect((await api.call('sun.ping', 'POST', at(), mark({ cameraIds: [camera.cameraId, foreign.cameraId] }))).error).toMatchObject({ code: 'incident.unknown_camera', details: { cameraIds: [foreign.cameraId] } });
    expect((await api.call('sun.ping', 'POST', at(), mark({ category: 'gossip', place: ' ', cameraIds: [] }))).error?.faults?.map((f) => f.path)).toEqual(['body.category', 'body.place', 'body.cameraIds']);
    expect((await api.call('li.wei', 'POST', at(), mark())).error?.code).toBe('identity.not_permitted');
  });
});

describe('handling', () => {
  test('asks for the severity first; reports and calls for help wait for nothing', async () => {
    const incident = await open();
    expect((await act('sun.ping', incident, 'dispatches', { assignee: '保安李', task: '到东门' })).error?.code).toBe('incident.severity_missing');
    expect((await act('sun.ping', incident, 'result', { result: '无事' })).error?.code).toBe('incident.severity_missing');
    const reported = await act('sun.ping', incident, 'entries', { kind: 'report', recipient: 'security_lead', words: '电话报告' });
    expect(reported.body).toMatchObject({ state: 'opened', reportedAt: expect.any(String), entries: [{ kind: 'report', recipient: 'security_lead', byName: '孙平' }] });
    expect((await act('sun.ping', incident, 'entries', { kind: 'contact', recipient: 'medical', words: '呼叫校医' })).body.state).toBe('opened');
    expect((await act('sun.ping', incident, 'entries', { kind: 'report', recipient: 'principal', words: '太早', at: ago(DAY) })).error?.code).toBe('incident.time_wrong');
  });

  test('of a grave one must reach the bureau; a milder word needs a second person', async () => {
    const incident = await open({ severity: 'larger' });
    expect(incident).toMatchObject({ state: 'triaged', triagedBy: { name: '孙平' }, districtReportBy: null });
    const graver = await act('sun.ping', incident, 'severity', { severity: 'major' });
    expect(Date.parse(graver.body.districtReportBy!) - Date.parse(incident.detectedAt)).toBe(60 * MINUTE);
    expect(graver.body.missing).toContain('district_reported');
    expect((await act('sun.ping', incident, 'severity', { severity: 'general' })).error?.code).toBe('incident.lowering_needs_another');
    expect((await act('zhao.an', incident, 'severity', { severity: 'general' })).body).toMatchObject({ severity: 'general', districtReportBy: null, triagedBy: { name: '赵安' } });
  });

  test('sends somebody and follows them to the end', async () => {
    const incident = await open({ severity: 'general' });
    const { body } = await act('sun.ping', incident, 'dispatches', { assignee: '保安李', task: '到东门查看' });
    expect(body).toMatchObject({ state: 'handling', dispatches: [{ state: 'sent', assignee: '保安李', acceptedAt: null }] });
    const path = `dispatches/${body.dispatches[0]!.id}/state`;
    expect((await act('sun.ping', incident, path, { state: 'arrived' })).body.dispatches).toMatchObject([{ state: 'arrived', acceptedAt: expect.any(String), arrivedAt: expect.any(String), resolvedAt: null }]);
    expect((await act('sun.ping', incident, path, { state: 'accepted' })).error?.code).toBe('incident.dispatch_past');
    expect((await act('sun.ping', incident, path, { state: 'resolved' })).error?.faults?.map((f) => f.path)).toEqual(['body.outcome']);
    expect((await act('sun.ping', incident, path, { state: 'resolved', outcome: '已分开' })).body.dispatches).toMatchObject([{ state: 'resolved', outcome: '已分开' }]);
    expect((await act('sun.ping', incident, 'dispatches/dsp_00000000000000000000/state', { state: 'accepted' })).error?.code).toBe('request.not_found');
  });

  test('that was not reported in time is written down, once', async () => {
    const incident = await open();
    const watch = async () => api.app.get(WatchReport, { strict: false }).handle(await api.machine(api.schools[0]), { kind: 'incident.report-due', subject: incident.id, dueAt: new Date() });
    await watch();
    expect(await factsOf(incident)).not.toContain('incident.report_overdue');
    await api.database.admin.query(`update incidents set report_by = now() - interval '1 minute' where incident_id = $1`, [incident.id]);
    for (let again = 0; again < 2; again += 1) await watch();
    expect((await factsOf(incident)).filter((type) => type === 'incident.report_overdue')).toHaveLength(1);
  });
});

describe('the report', () => {
  test('takes people by code and never by name, and grows part by part', async () => {
    const incident = await open({ severity: 'general' });
    const named = await act('sun.ping', incident, 'report', { summary: '概述', peopleCodes: ['王小明', 'Wang', 'S-2026-001'] });
    expect(named.error?.faults?.map((f) => f.path)).toEqual(['body.peopleCodes.0', 'body.peopleCodes.1']);
    await act('sun.ping', incident, 'report', { summary: '概述' });
    const { body } = await act('he.jun', incident, 'report', { peopleCodes: [] });
    expect(body).toMatchObject({ report: { summary: '概述', peopleCodes: [], cause: null, writtenBy: { name: '何军' } } });
    expect(body.missing).not.toContain('people_codes');
  });
});

describe('closing', () => {
  test('lists everything that is missing at once, and is for another person than who opened or reported it', async () => {
    const incident = await open({ severity: 'general' });
    expect((await act('zhao.an', incident, 'closing')).error).toMatchObject({ code: 'incident.record_incomplete', details: { missing: ['reported', 'actions', 'result', 'summary', 'cause', 'measures', 'people_codes', 'units_involved'] } });
    expect((await act('sun.ping', incident, 'closing')).error?.code).toBe('identity.not_permitted');
    const own = await complete();
    await api.database.admin.query(`update incidents set report_written_by = (select person_id from principals where name = '赵安') where incident_id = $1`, [own.id]);
    expect((await act('zhao.an', own, 'closing')).error?.code).toBe('incident.closing_needs_another');
    expect((await act('chen.ming', own, 'closing')).body).toMatchObject({ state: 'closed', closedBy: { name: '陈明' }, hold: { state: 'active' } });
    expect((await act('sun.ping', own, 'entries', { kind: 'action', words: '补记' })).error?.code).toBe('incident.over');
    const closing = await act('sun.ping', own, 'report', whole);
    expect(closing.error?.code).toBe('incident.over');
  });
});

describe('held footage', () => {
  test('goes when one person asks after the closing and another one agrees, and not before', async () => {
    const incident = await complete();
    expect((await act('zhao.an', incident, 'release-request', { reason: '案结，不再需要' })).error?.code).toBe('incident.not_closed');
    await act('zhao.an', incident, 'closing');
    expect((await act('zhao.an', incident, 'release-request', { reason: '案结，不再需要' })).body).toMatchObject({ hold: { state: 'release_requested' }, release: { requestedBy: { name: '赵安' } } });
    expect((await act('zhao.an', incident, 'release-answer', { release: true })).error?.code).toBe('incident.release_needs_another');
    expect(await holdsOf(incident)).toMatchObject([{ released: false }]);
    expect((await act('chen.ming', incident, 'release-answer', { release: false })).body).toMatchObject({ hold: { state: 'active' }, release: null });
    await act('zhao.an', incident, 'release-request', { reason: '再次申请解除' });
    expect((await act('chen.ming', incident, 'release-answer', { release: true })).body).toMatchObject({ hold: { state: 'released' }, release: { releasedByName: '陈明' }, may: [] });
    expect(await holdsOf(incident)).toMatchObject([{ released: true }]);
    expect((await act('chen.ming', incident, 'hold', { until: ago(-300 * DAY), reason: '太晚' })).error?.code).toBe('incident.already_released');
    expect((await factsOf(incident)).slice(-4)).toEqual(['incident.release_declined', 'incident.release_requested', 'hold.released', 'incident.footage_released']);
  });

  test('stays longer after a review, and when the review was forgotten', async () => {
    const incident = await open();
    const until = ago(-200 * DAY);
    expect((await act('chen.ming', incident, 'hold', { until: ago(-DAY), reason: '缩短' })).error?.code).toBe('incident.hold_out_of_range');
    expect((await act('chen.ming', incident, 'hold', { until, reason: '案件未结' })).body.hold).toEqual({ state: 'active', until });
    expect((await holdsOf(incident)).map((hold) => new Date(hold.until).toISOString())).toEqual([until]);
    const review = async () => api.app.get(ReviewHold, { strict: false }).handle(await api.machine(api.schools[0]), { kind: 'incident.review-hold', subject: incident.id, dueAt: new Date() });
    await review();
    expect(await factsOf(incident)).not.toContain('incident.hold_review_forgotten');
    await api.database.admin.query(`update incidents set hold_until = now() + interval '20 hours' where incident_id = $1`, [incident.id]);
    await api.database.admin.query(`update holds set until_at = now() + interval '20 hours' where source_id = $1`, [incident.id]);
    await review();
    expect((Date.parse((await holdsOf(incident))[0]!.until) - Date.now()) / DAY).toBeGreaterThan(90);
    expect(await factsOf(incident)).toContain('incident.hold_review_forgotten');
  });
});

test('are searched, filtered and sorted, for those who handle or close them', async () => {
  const incident = await open({ category: 'theft', place: '图书馆二楼', severity: 'larger' });
  const found = await api.call<Page>('chen.ming', 'GET', at(`?q=${encodeURIComponent('图书馆')}&category=theft&open=true&sort=-severity`));
  expect(found.body).toMatchObject({ total: 1, items: [{ id: incident.id, severity: 'larger' }] });
  expect((await api.call<Page>('chen.ming', 'GET', at('?open=false&category=theft'))).body.total).toBe(0);
  expect((await api.call('chen.ming', 'GET', at('?sort=description'))).error?.faults?.[0]?.path).toBe('query.sort');
  expect((await api.call('li.wei', 'GET', at())).error?.code).toBe('identity.not_permitted');
  expect((await api.call('liu.yang', 'GET', at(`/${incident.id}`))).error?.code).toBe('request.not_found');
});
