import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Result, type Routes, footageAccessRoutes, identityRoutes } from '@guardroom/contracts';
import { PURPOSE_CODES } from '@guardroom/domain';
import { addDays, civilDay, type Instant, newId } from '@guardroom/kernel';
import { type Camera, type School, aCamera, aGateway } from '../../../../../libs/testkit/src/builders/index.ts';
import { startApi, type TestApi } from '../../testing/start-api.ts';
import { PeopleModule } from '../people/people.module.ts';
import { RetentionModule } from '../retention/retention.module.ts';
import { ExpireHold } from '../retention/due/expire-hold.ts';
import { FootageAccessModule } from './footage-access.module.ts';

type Request = Result<Routes['getRequest']>;
type Page = Result<Routes['listRequests']>;

let api: TestApi;
let cameras: Camera[];
let elsewhere: Camera;

beforeAll(async () => {
  api = await startApi({ features: [FootageAccessModule, RetentionModule, PeopleModule], routes: { ...footageAccessRoutes, ...identityRoutes } });
  const gateways = await Promise.all(api.schools.map((school) => aGateway(api.database, school as School)));
  cameras = await Promise.all(Array.from({ length: 9 }, (_, i) => aCamera(api.database, gateways[0]!, { name: `东门 ${i + 1}` })));
  elsewhere = await aCamera(api.database, gateways[1]!);
});
afterAll(() => api?.close());

const at = (path = '', n: 0 | 1 = 0) => `/v1/schools/${api.schools[n].schoolId}/footage-requests${path}`;
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const count = async () => Number((await api.database.admin.query<{ n: string }>('select count(*) as n from footage_requests')).rows[0]!.n);
const application = (over: object = {}) => ({
  relation: 'class_teacher', purpose: 'pupil_injury', reason: '学生在东门受伤，需要查看经过', cameraIds: [cameras[0]!.cameraId, cameras[1]!.cameraId],
  from: ago(60), to: ago(30), fulfilment: 'escorted_viewing', liabilityAccepted: true, ...over,
});
const filed = async (over: object = {}, who = 'li.wei'): Promise<Request> => {
  const answer = await api.call<Request>(who, 'POST', at(), application(over));
  if (answer.error) throw new Error(JSON.stringify(answer.error));
  return answer.body;
};
const decide = (who: string, id: string, decision: object) => api.call<Request>(who, 'POST', at(`/${id}/decision`), decision);
const approval = { kind: 'approve', reasons: '同意', fulfilment: 'escorted_viewing', viewingConsent: { reason: '需要本人辨认' } };
const factsOf = async (subject: string): Promise<string[]> => (await api.database.admin.query<{ type: string }>('select type from facts where subject = $1 order by recorded_at, fact_id', [subject])).rows.map((r) => r.type);
const holdOf = async (id: string) => (await api.database.admin.query<{ hold_id: string; until_at: Date; released_at: Date | null }>('select hold_id, until_at, released_at from holds where request_id = $1', [id])).rows[0]!;

describe('an application', () => {
  test('is numbered, and freezes its footage in the transaction that stores it', async () => {
    const [first, second] = [await filed(), await filed({}, 'zhao.an')];
    const year = new Date(Date.now() + 8 * 3_600_000).getUTCFullYear();
    expect(first.number).toMatch(new RegExp(`^${year}-\\d{4}$`));
    expect(Number(second.number.slice(5))).toBe(Number(first.number.slice(5)) + 1);
    expect(first).toMatchObject({ state: 'submitted', hold: { active: true, from: first.from, to: first.to }, may: ['withdraw'], findings: [], applicant: { name: '李薇' } });
    expect(await factsOf(first.id)).toEqual(['hold.placed', 'footage_request.filed']);
    const together = await api.database.admin.query('select distinct xmin::text from (select xmin from footage_requests where request_id = $1 union all select xmin from holds where request_id = $1 union all select xmin from facts where subject = $1) t', [first.id]);
    expect(together.rowCount).toBe(1);
  });

  test('leaves nothing behind when the hold cannot be stored', async () => {
    await api.database.admin.query(`alter table holds add constraint broken check (from_at < '2000-01-01') not valid`);
    const before = await count();
    try {
      expect((await api.call('li.wei', 'POST', at(), application())).status).toBe(500);
    } finally {
      await api.database.admin.query('alter table holds drop constraint broken');
    }
    expect(await count()).toBe(before);
  });

  test('beyond the policy is refused with all that is wrong, and the attempt is a fact', async () => {
    const refused = await api.call('li.wei', 'POST', at(), application({ from: ago(60 * 30), cameraIds: cameras.map((c) => c.cameraId) }));
    expect(refused).toMatchObject({ status: 409, error: { kind: 'refusal', code: 'footage.range_too_long', details: { clauses: ['R22:7', 'R24:§11.1'], findings: ['range_too_long', 'too_many_cameras'], maxRangeHours: 24, maxCameras: 8 } } });
    const { rows } = await api.database.admin.query(`select body from facts where type = 'footage_request.refused_filing' order by recorded_at desc limit 1`);
    expect(rows[0]).toMatchObject({ body: { code: 'footage.range_too_long', cameras: 9 } });
  });

  test('that is not whole is told every fault at once, each with its bound, and leaves nothing', async () => {
    const before = await count();
    const { status, error } = await api.call('li.wei', 'POST', at(), application({ reason: '太短', cameraIds: [], to: undefined, fulfilment: 'copy' }));
    expect([status, error?.faults?.map((fault) => [fault.path, fault.code, fault.limit])]).toEqual([400, [['body.reason', 'too_short', 10], ['body.cameraIds', 'too_few', 1], ['body.to', 'missing', undefined], ['body.fulfilment', 'not_offered', undefined]]]);
    expect(await count()).toBe(before);
  });

  test.each([
    ['footage.range_empty', { from: ago(30), to: ago(31) }],
    ['footage.range_in_future', { from: ago(10), to: ago(-10) }],
    ['footage.older_than_retention', { from: ago(31 * 24 * 60), to: ago(31 * 24 * 60 - 10) }],
  ])('is refused: %s', async (code, over) => {
    expect((await api.call('li.wei', 'POST', at(), application(over))).error?.code).toBe(code);
  });

  test('names every camera that the school does not have, at once; another school\'s is one of them', async () => {
    const strangers = [newId('cam'), elsewhere.cameraId];
    const refused = await api.call('li.wei', 'POST', at(), application({ cameraIds: [cameras[0]!.cameraId, ...strangers] }));
    expect(refused.error).toMatchObject({ code: 'footage.unknown_camera', details: { cameraIds: strangers } });
  });

  test('from the bureau is answered as if there were no such school', async () => {
    expect(await api.call('wang.xun', 'POST', at(), application())).toMatchObject({ status: 404, error: { code: 'request.not_found' } });
    expect(await api.call('wang.xun', 'GET', at())).toMatchObject({ status: 404, error: { code: 'request.not_found' } });
  });
});

describe('a decision', () => {
  test('grants, and the footage stays held until the grant ends', async () => {
    const request = await filed();
    const { body } = await decide('chen.ming', request.id, approval);
    expect(body).toMatchObject({ state: 'approved', decision: { kind: 'approved', by: { name: '陈明' }, fulfilment: 'escorted_viewing', from: request.from, to: request.to, reasons: '同意' }, hold: { active: true } });
    expect(body.hold?.until).toBe(body.decision?.validUntil);
    expect(Date.parse(body.decision!.validUntil!) - Date.parse(body.decision!.at)).toBe(72 * 3_600_000);
    expect((await api.call<Request>('li.wei', 'GET', at(`/${request.id}`))).body.may).toEqual(['withdraw', 'open_viewing']);
    expect(await factsOf(request.id)).toEqual(['hold.placed', 'footage_request.filed', 'hold.kept', 'footage_request.approved']);
  });

  test('grants a part inside the application, and nothing beyond it', async () => {
    const request = await filed();
    const part = { cameraIds: [cameras[0]!.cameraId], from: ago(50), to: ago(40) };
    for (const beyond of [{ ...part, cameraIds: [cameras[2]!.cameraId] }, { ...part, to: ago(1) }, { ...part, from: ago(90) }, { ...part, to: part.from }]) {
      expect((await decide('chen.ming', request.id, { ...approval, part: beyond })).error?.code).toBe('footage.beyond_application');
    }
    const { body } = await decide('chen.ming', request.id, { ...approval, part });
    expect(body.decision).toMatchObject({ kind: 'approved_in_part', cameras: [{ id: part.cameraIds[0] }], from: part.from, to: part.to });
  });

  test('needs a second consent before the applicant sees a picture', async () => {
    const request = await filed();
    expect((await decide('chen.ming', request.id, { ...approval, viewingConsent: undefined })).error).toMatchObject({ code: 'footage.second_consent_needed', details: { clauses: ['R22:3', 'R12:6'] } });
    expect((await decide('chen.ming', request.id, { ...approval, fulfilment: 'result_only', viewingConsent: undefined })).status).toBe(200);
  });

  test('is never about one\'s own request, never by another post, never from another school, and never twice', async () => {
    const own = await filed({}, 'chen.ming');
    expect((await decide('chen.ming', own.id, approval)).error?.code).toBe('footage.own_request');
    expect((await decide('zhao.an', own.id, approval)).error?.code).toBe('identity.not_permitted');
    const across = await api.call('liu.yang', 'POST', at(`/${own.id}/decision`, 1), approval);
    expect(across).toMatchObject({ status: 404, error: { code: 'request.not_found' } });
    const request = await filed();
    await decide('chen.ming', request.id, { kind: 'refuse', reasons: '与校园安全无关' });
    expect((await decide('chen.ming', request.id, approval)).error).toMatchObject({ code: 'footage.not_open', details: { state: 'refused' } });
  });

  test('taken by two at once is taken once', async () => {
    const request = await filed();
    const answers = await Promise.all([decide('chen.ming', request.id, approval), decide('chen.ming', request.id, { kind: 'refuse', reasons: '与校园安全无关' })]);
    expect(answers.map((a) => a.status).sort()).toEqual([200, 409]);
  });

  test('that refuses releases the footage at once', async () => {
    const request = await filed();
    const { body } = await decide('chen.ming', request.id, { kind: 'refuse', reasons: '与校园安全无关' });
    expect(body).toMatchObject({ state: 'refused', decision: { kind: 'refused', fulfilment: null, validUntil: null, cameras: [] }, hold: { active: false } });
    expect((await holdOf(request.id)).released_at).not.toBeNull();
  });
});

describe('a request', () => {
  test('is withdrawn by its applicant alone, and its footage released', async () => {
    const request = await filed();
    expect((await api.call('zhao.an', 'POST', at(`/${request.id}/withdrawal`), {})).error?.code).toBe('footage.not_applicant');
    const { body } = await api.call<Request>('li.wei', 'POST', at(`/${request.id}/withdrawal`), { reason: '已找到' });
    expect(body).toMatchObject({ state: 'withdrawn', hold: { active: false }, may: [] });
    expect((await api.call('li.wei', 'POST', at(`/${request.id}/withdrawal`), {})).error?.code).toBe('footage.not_open');
  });

  test('does not exist for staff who neither filed it nor decide or serve requests', async () => {
    const request = await filed({}, 'zhao.an');
    expect((await api.call('li.wei', 'GET', at(`/${request.id}`))).status).toBe(404);
    expect((await api.call('sun.ping', 'GET', at(`/${request.id}`))).status).toBe(200);
    const mine = await api.call<Page>('li.wei', 'GET', at('?perPage=100'));
    expect(mine.body.items.every((r) => r.applicant.name === '李薇')).toBe(true);
    expect(mine.body.total).toBe(mine.body.items.length);
    const all = await api.call<Page>('chen.ming', 'GET', at('?perPage=100'));
    expect(all.body.total).toBeGreaterThan(mine.body.total);
    expect((await api.call<Page>('chen.ming', 'GET', at('?mine=true&perPage=100'))).body.items.every((r) => r.applicant.name === '陈明')).toBe(true);
    expect((await api.call<Page>('liu.yang', 'GET', at('', 1))).body).toEqual({ items: [], total: 0 });
  });

  test('is found by number, words and camera, filtered, sorted and paged', async () => {
    const request = await filed({ reason: '寻找丢失的红色书包 100%', cameraIds: [cameras[8]!.cameraId] });
    for (const q of [request.number, '红色书包 100%', '东门 9']) {
      expect((await api.call<Page>('chen.ming', 'GET', at(`?q=${encodeURIComponent(q)}`))).body).toMatchObject({ total: 1, items: [{ id: request.id, may: ['decide'] }] });
    }
    const page = await api.call<Page>('chen.ming', 'GET', at('?state=submitted&sort=number&perPage=2&page=2'));
    expect(page.body.items.map((r) => r.state)).toEqual(['submitted', 'submitted']);
    expect(page.body.total).toBeGreaterThan(3);
    const purposes = (await api.call<Page>('chen.ming', 'GET', at(`?purpose=${request.purpose}&perPage=100`))).body;
    expect(new Set(purposes.items.map((r) => r.purpose))).toEqual(new Set([request.purpose]));
    expect(purposes.items.map((r) => r.id)).toContain(request.id);
    const filedOn = async (query: string) => (await api.call<Page>('chen.ming', 'GET', at(`?perPage=100&${query}`))).body.items.map((r) => r.id);
    const day = civilDay(request.filedAt as Instant);
    expect(await filedOn(`from=${day}&to=${day}`)).toContain(request.id);
    expect(await filedOn(`to=${addDays(day, -1)}`)).not.toContain(request.id);
    expect(await filedOn(`from=${addDays(day, 1)}`)).toEqual([]);
    const other = PURPOSE_CODES.find((code) => code !== request.purpose);
    expect((await api.call<Page>('chen.ming', 'GET', at(`?purpose=${other}&perPage=100`))).body.items.map((r) => r.id)).not.toContain(request.id);
    expect((await api.call('chen.ming', 'GET', at('?sort=reason'))).error?.faults?.[0]?.path).toBe('query.sort');
  });

  test('is not reported on by somebody who has not looked', async () => {
    const request = await filed();
    expect((await api.call('sun.ping', 'POST', at(`/${request.id}/finding`), { words: '未见异常情况' })).error?.code).toBe('footage.not_approved');
    await decide('chen.ming', request.id, { ...approval, fulfilment: 'result_only' });
    expect((await api.call('sun.ping', 'POST', at(`/${request.id}/finding`), { words: '未见异常情况' })).error?.code).toBe('footage.nothing_viewed');
  });
});

describe('a hold that nobody decided about', () => {
  test('is followed by another when the request is granted after all', async () => {
    const request = await filed();
    await api.database.admin.query(`update holds set until_at = now() - interval '1 second' where request_id = $1`, [request.id]);
    const { body } = await decide('chen.ming', request.id, approval);
    expect(body.hold).toMatchObject({ active: true, until: body.decision?.validUntil });
  });

  test('ends by itself at its last instant, once, and not before', async () => {
    const request = await filed();
    const { hold_id: subject, until_at: dueAt } = await holdOf(request.id);
    const due = { kind: 'hold.expire', subject, dueAt };
    const expire = async () => api.app.get(ExpireHold, { strict: false }).handle(await api.machine(api.schools[0]), due);
    await expire();
    expect((await holdOf(request.id)).released_at).toBeNull();
    await api.database.admin.query(`update holds set until_at = now() - interval '1 second' where hold_id = $1`, [subject]);
    await expire();
    await expire();
    expect((await holdOf(request.id)).released_at).not.toBeNull();
    expect((await factsOf(request.id)).filter((type) => type === 'hold.expired')).toHaveLength(1);
    const noted = await api.database.admin.query('select kind, due_at from due_work where subject = $1 order by due_at', [subject]);
    expect(noted.rows).toMatchObject([{ kind: 'hold.lock' }, { kind: 'hold.expire', due_at: dueAt }]);
  });
});
