import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Result, type Routes, authorityRoutes, documentRoutes, identityRoutes } from '@guardroom/contracts';
import { newId } from '@guardroom/kernel';
import { signIn } from '@guardroom/testkit';
import { type Camera, type School, aCamera, aGateway } from '../../../../../libs/testkit/src/builders/index.ts';
import { startApi, type TestApi } from '../../testing/start-api.ts';
import { Tenants } from '../../platform/database/databases.ts';
import { type FactRow, storedFactOf } from '../../platform/facts/stored-fact.ts';
import { DocumentsModule } from '../documents/documents.module.ts';
import { RetentionModule } from '../retention/retention.module.ts';
import { AuthorityModule } from './authority.module.ts';
import { ReleaseWithdrawn } from './reactions/release-withdrawn.ts';
import { Road, aScan, must, nextNotice } from './testing/road.ts';

type Case = Result<Routes['getCase']>;
type Cases = Result<Routes['listCases']>;
type Request = Result<Routes['getAuthorityRequest']>;
type Requests = Result<Routes['listAuthorityRequests']>;

let api: TestApi;
let road: Road;
let cameras: Camera[];
let elsewhere: Camera;
beforeAll(async () => {
  api = await startApi({ features: [AuthorityModule, DocumentsModule, RetentionModule], routes: { ...authorityRoutes, ...documentRoutes, getMe: identityRoutes.getMe, getSchool: identityRoutes.getSchool } });
  road = new Road(api);
  const gateways = await Promise.all(api.schools.map((school) => aGateway(api.database, school as School)));
  cameras = await Promise.all(Array.from({ length: 3 }, (_, i) => aCamera(api.database, gateways[0]!, { name: `东门 ${i + 1}` })));
  elsewhere = await aCamera(api.database, gateways[1]!);
});
afterAll(() => api?.close());

const factsOf = async (subject: string): Promise<string[]> => (await api.database.admin.query<{ type: string }>('select type from facts where subject = $1 order by recorded_at, fact_id', [subject])).rows.map((row) => row.type);
const holdsOf = async (id: string) =>
  (await api.database.admin.query<{ kind: string; cameras: number; released: boolean; request_xmin: string }>(
    `select h.kind, (select count(*)::int from hold_cameras c where c.hold_id = h.hold_id) as cameras, h.released_at is not null as released from holds h where h.source_id = $1 order by placed_at, hold_id`, [id])).rows;
const read = (id: string, who = 'chen.ming') => api.call<Request>(who, 'GET', road.at(id));

describe('a liaison', () => {
  test('is told which agency they file for, and has no school and no bureau', async () => {
    const { body } = await api.call<Result<Routes['getMe']>>('peng.fei', 'GET', '/v1/me');
    expect(body).toMatchObject({ name: '彭飞', secondFactor: true, agency: { name: '示范区公安分局' }, schools: [], district: { roles: [] } });
  });

  test('addresses schools of the district by name', async () => {
    const { body } = await api.call<Result<Routes['listCaseSchools']>>('peng.fei', 'GET', '/v1/cases/schools');
    expect(body.items.map((school) => school.name).sort()).toEqual(['启智中学', '明德小学']);
  });

  test('reaches no page of a school or of the bureau', async () => {
    const { schoolId } = api.schools[0];
    for (const path of [`/v1/schools/${schoolId}`, `/v1/schools/${schoolId}/authority-requests`]) expect(await api.call('peng.fei', 'GET', path)).toMatchObject({ status: 404, error: { code: 'request.not_found' } });
  });

  test('who was taken off the list is refused at the next call, though the token lives', async () => {
    const { accessToken: token } = await signIn('tang.yu');
    expect((await api.call({ token }, 'GET', '/v1/cases')).status).toBe(200);
    await api.database.admin.query(`update liaisons set ended_at = now() where person_name = '唐宇'`);
    try {
      expect(await api.call({ token }, 'GET', '/v1/cases')).toMatchObject({ status: 403, error: { code: 'identity.not_permitted' } });
    } finally {
      await api.database.admin.query(`update liaisons set ended_at = null where person_name = '唐宇'`);
    }
  });
});

describe('filing', () => {
  test('holds the footage of the whole school before the request is there', async () => {
    const { body } = must(await road.file());
    expect(body).toMatchObject({ state: 'received', missingPapers: ['notice', 'officer_ids', 'case_document'], may: ['bring_papers', 'withdraw'], filedBy: '彭飞', school: { name: '明德小学' }, steps: [{ kind: 'filed', by: '彭飞' }] });
    expect(await holdsOf(body.id)).toEqual([{ kind: 'provisional', cameras: 3, released: false }]);
    expect(await factsOf(body.id)).toEqual(['hold.placed', 'authority_request.filed']);
    const { rows } = await api.database.admin.query('select h.placed_at <= r.filed_at as before, h.from_at = r.from_at and h.to_at = r.to_at as whole from holds h join authority_requests r on r.request_id = h.source_id where r.request_id = $1', [body.id]);
    expect(rows).toEqual([{ before: true, whole: true }]);
  });

  test('that cannot be stored lets the footage go again', async () => {
    await api.database.admin.query(`alter table authority_steps add constraint broken check (at < '2000-01-01') not valid`);
    try {
      expect((await road.file()).status).toBe(500);
    } finally {
      await api.database.admin.query('alter table authority_steps drop constraint broken');
    }
    const { rows } = await api.database.admin.query(`select released_at is not null as released from holds h where not exists (select from authority_requests r where r.request_id = h.source_id)`);
    expect(rows).toEqual([{ released: true }]);
  });

  test('uses each notice once, for the agency', async () => {
    const noticeNumber = nextNotice();
    must(await road.file({ noticeNumber }));
    expect((await road.file({ noticeNumber, caseNumber: '另案' })).error).toMatchObject({ code: 'authority.notice_used', details: { noticeNumber } });
    must(await new Road(api, 'tang.yu').file({ noticeNumber }));
    const twice = nextNotice();
    const answers = await Promise.all([road.file({ noticeNumber: twice }), road.file({ noticeNumber: twice })]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409]);
  });

  const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
  test.each([
    ['authority.range_empty', { from: ago(30), to: ago(31) }],
    ['authority.range_too_long', { from: ago(169 * 60 + 30), to: ago(30) }],
    ['authority.range_in_future', { to: ago(-30) }],
    ['authority.deadline_passed', { deadline: ago(1) }],
    ['authority.same_officer', { officers: [{ name: '彭飞', badge: '1111' }, { name: '陆远', badge: '1111' }] }],
  ])('is refused: %s', async (code, over) => {
    expect(await road.file(over)).toMatchObject({ status: 409, error: { code } });
  });

  test('with bad input is told every fault at once', async () => {
    const { status, error } = await road.file({ caseNumber: '', noticeNumber: ' ', places: '', officers: [{ name: '彭飞', badge: '013579' }], deadline: 'tomorrow' });
    expect(status).toBe(400);
    expect(error?.faults?.map((fault) => fault.path).sort()).toEqual(['body.caseNumber', 'body.deadline', 'body.noticeNumber', 'body.officers', 'body.places']);
  });

  test('to a school that the agency cannot address is answered as if there were none', async () => {
    const { rows } = await api.database.admin.query<{ school_id: string }>(`with d as (insert into districts (district_id, name) values ($1, '外区') returning district_id) insert into schools (school_id, district_id, name) select $2, district_id, '外区小学' from d returning school_id`, [newId('dst'), newId('sch')]);
    for (const schoolId of [rows[0]!.school_id, newId('sch')]) expect(await road.file({ schoolId })).toMatchObject({ status: 404, error: { code: 'request.not_found' } });
  });
});

describe('papers', () => {
  test('complete the filing once every required one is on a scan, and the heads of the school can open them', async () => {
    const { id } = must(await road.file()).body;
    expect(must(await road.bring(id, aScan('通知书.pdf', ['notice']))).body).toMatchObject({ state: 'received', missingPapers: ['officer_ids', 'case_document'] });
    const { body } = must(await road.bring(id, aScan('证件与立案.pdf', ['officer_ids', 'case_document'])));
    expect(body).toMatchObject({ state: 'papers_uploaded', missingPapers: [], papers: [{ kinds: ['notice'] }, { kinds: ['officer_ids', 'case_document'] }] });
    const { papers } = (await read(id)).body;
    const answer = await fetch(`${api.url}/v1/schools/${api.schools[0].schoolId}/documents/${papers[0]!.documentId}`, { headers: { authorization: `Bearer ${(await signIn('zhao.an')).accessToken}` } });
    expect(await answer.text()).toBe('%PDF-1.7\n通知书.pdf');
  });

  test('are what they say', async () => {
    const { id } = must(await road.file()).body;
    const html = { ...aScan(), contentBase64: Buffer.from('<script>alert(1)</script>').toString('base64') };
    expect(await road.bring(id, html)).toMatchObject({ status: 409, error: { code: 'documents.not_what_it_says' } });
  });
});

describe('another agency', () => {
  test('finds nothing of a request: not the request, not its papers, not its package', async () => {
    const { id, noticeNumber } = must(await road.file()).body;
    const others = new Road(api, 'tang.yu');
    const ways = [api.call('tang.yu', 'GET', `/v1/cases/${id}`), others.bring(id), others.withdraw(id), api.call('tang.yu', 'POST', `/v1/cases/${id}/downloads`, { proofKeyThumbprint: 'a'.repeat(43) }), api.call('tang.yu', 'POST', `/v1/cases/${id}/receipt`, { result: 'verified' })];
    for (const answer of await Promise.all(ways)) expect(answer).toMatchObject({ status: 404, error: { code: 'request.not_found' } });
    const { body } = await api.call<Cases>('tang.yu', 'GET', `/v1/cases?perPage=500&q=${encodeURIComponent(noticeNumber)}`);
    expect(body.items.filter((item) => item.id === id)).toEqual([]);
    expect((await api.call<Cases>('peng.fei', 'GET', `/v1/cases?q=${encodeURIComponent(noticeNumber)}`)).body).toMatchObject({ total: 1, items: [{ id }] });
  });

  test('and the bureau have no route to a request', async () => {
    const { id } = must(await road.file()).body;
    for (const who of ['wang.xun', 'admin.qu']) {
      expect(await api.call(who, 'GET', `/v1/cases/${id}`)).toMatchObject({ status: 403, error: { code: 'identity.not_permitted' } });
      expect(await api.call(who, 'GET', road.at(id))).toMatchObject({ status: 404, error: { code: 'request.not_found' } });
    }
    expect(await api.call('liu.yang', 'GET', `/v1/schools/${api.schools[1].schoolId}/authority-requests/${id}`)).toMatchObject({ status: 404 });
  });
});

describe('a request that is taken back', () => {
  /** Delivers what the outbox owes about the withdrawal, as the worker does. */
  const carryWithdrawal = async (id: string): Promise<void> => {
    const by = await api.machine(api.schools[0]);
    const { rows } = await api.database.admin.query<FactRow>(`select * from facts where type = 'authority_request.withdrawn' and subject = $1`, [id]);
    expect(rows).toHaveLength(1);
    await api.app.get(Tenants).write(by, (tx) => api.app.get(ReleaseWithdrawn, { strict: false }).handle(by, storedFactOf(rows[0]!), tx));
  };

  test('is over for both sides, and its footage goes its ordinary way', async () => {
    const { id } = must(await road.file()).body;
    must(await road.map(id, [cameras[0]!]));
    expect(must(await road.withdraw(id)).body).toMatchObject({ state: 'withdrawn', may: [], withdrawal: { reason: '时段写错', by: '彭飞' }, steps: [{ kind: 'filed' }, { kind: 'cameras_found' }, { kind: 'withdrawn', by: '彭飞' }] });
    expect((await read(id)).body).toMatchObject({ state: 'withdrawn', may: [], withdrawal: { reason: '时段写错', by: '彭飞' } });
    await carryWithdrawal(id);
    expect((await holdsOf(id)).map((hold) => hold.released)).toEqual([true, true]);
    const late = [road.bring(id), road.map(id, cameras), road.withdraw(id), api.call('chen.ming', 'POST', road.at(id, '/refusal'), { ground: 'not_competent', words: '不再予以提供' })];
    for (const answer of await Promise.all(late)) expect(answer).toMatchObject({ status: 409, error: { code: 'authority.not_open' } });
  });

  test('frees its notice for one more filing', async () => {
    const { id, noticeNumber } = must(await road.file()).body;
    expect((await road.file({ noticeNumber })).error?.code).toBe('authority.notice_used');
    must(await road.withdraw(id));
    const again = await Promise.all([road.file({ noticeNumber }), road.file({ noticeNumber })]);
    expect(again.map((answer) => answer.error?.code ?? answer.status).sort()).toEqual([201, 'authority.notice_used']);
  });

  test('is not, once it is granted', async () => {
    const { id } = await road.verified(cameras);
    must(await road.approve(id, 'chen.ming'));
    must(await road.approve(id, 'fang.lin'));
    expect((await road.withdraw(id)).error).toMatchObject({ code: 'authority.not_open', details: { state: 'approved' } });
    await expect(api.database.admin.query(`update authority_requests set state = 'withdrawn', withdrawn_at = now() where request_id = $1`, [id])).rejects.toThrow('taken_back_before_it_was_granted');
  });
});

describe('the school', () => {
  test('finds the cameras for the places; then their footage alone is held', async () => {
    const { id } = must(await road.file()).body;
    const { body } = must(await road.map(id, [cameras[0]!]));
    expect(body).toMatchObject({ cameras: [{ id: cameras[0]!.cameraId, granted: false }], mappedBy: '郭涛', hold: { cameras: 1 } });
    expect(await holdsOf(id)).toEqual([{ kind: 'provisional', cameras: 3, released: true }, { kind: 'provisional', cameras: 1, released: false }]);
    expect((await road.map(id, [elsewhere])).error).toMatchObject({ code: 'authority.unknown_camera', details: { cameraIds: [elsewhere.cameraId] } });
  });

  test('tells the agency no camera before it is granted', async () => {
    const { id } = must(await road.file()).body;
    must(await road.map(id, cameras));
    const { body } = await api.call<Case>('peng.fei', 'GET', `/v1/cases/${id}`);
    expect(JSON.stringify(body)).not.toMatch(/cam_|东门 \d/);
    expect(body.steps.map((step) => step.kind)).toEqual(['filed', 'cameras_found']);
  });

  test('verifies by two people, each of whom called the unit back', async () => {
    const { id } = must(await road.file()).body;
    expect((await road.verify(id, 'zhao.an')).error?.code).toBe('authority.not_open');
    must(await road.bring(id));
    expect(must(await road.verify(id, 'zhao.an')).body).toMatchObject({ state: 'papers_uploaded', verifications: [{ by: { name: '赵安' }, callBackNumber: '010-6655' }] });
    expect((await road.verify(id, 'zhao.an')).error?.code).toBe('authority.signed_already');
    expect(must(await road.verify(id, 'guo.tao')).body).toMatchObject({ state: 'verified', verifications: [{}, { by: { name: '郭涛' } }] });
    expect((await api.call('zhao.an', 'POST', road.at(id, '/verification'), { callBackNumber: '', callBackPerson: '', words: '' })).error?.faults).toHaveLength(3);
    expect((await road.verify(id, 'sun.ping')).error?.code).toBe('identity.not_permitted');
  });

  test('approves by two others: nobody signs twice, not even at once', async () => {
    const { id } = await road.verified(cameras);
    const signed = await Promise.all([road.approve(id, 'chen.ming'), road.approve(id, 'chen.ming')]);
    expect(signed.map((answer) => answer.status).sort()).toEqual([200, 409]);
    expect((await read(id)).body).toMatchObject({ state: 'verified', approvals: [{ by: { name: '陈明' } }] });
    expect((await road.approve(id, 'guo.tao')).error?.code).toBe('identity.not_permitted');
    expect(must(await road.approve(id, 'fang.lin')).body).toMatchObject({ state: 'approved', package: { state: 'building' }, may: [] });
    const forged = api.database.admin.query(`update authority_signatures set person_id = (select person_id from authority_signatures where request_id = $1 and part = 'verification' and ordinal = 1) where request_id = $1 and part = 'approval' and ordinal = 2`, [id]);
    await expect(forged).rejects.toThrow('four_people_sign');
  });

  test('lets nobody approve who verified', async () => {
    const { id } = must(await road.file()).body;
    must(await road.bring(id));
    must(await road.map(id, cameras));
    must(await road.verify(id, 'fang.lin'));
    must(await road.verify(id, 'zhao.an'));
    expect((await road.approve(id, 'fang.lin')).error?.code).toBe('authority.signed_already');
  });

  test('grants a part, for which the second approver signs exactly, and nothing beyond the notice', async () => {
    const filed = await road.verified(cameras.slice(0, 2));
    const part = { cameraIds: [cameras[1]!.cameraId], from: filed.from, to: new Date(Date.parse(filed.from) + 600_000).toISOString() };
    const beyond = [{ ...part, cameraIds: [cameras[2]!.cameraId] }, { ...part, from: new Date(Date.parse(filed.from) - 1).toISOString() }, { ...part, to: new Date(Date.parse(filed.to) + 1).toISOString() }, { ...part, to: part.from }];
    for (const more of beyond) expect(await road.approve(filed.id, 'chen.ming', more)).toMatchObject({ status: 409, error: { code: 'authority.beyond_notice', details: { clauses: ['R22:4', 'R22:7'] } } });
    expect(must(await road.approve(filed.id, 'chen.ming', part)).body).toMatchObject({ grant: { from: part.from, to: part.to }, state: 'verified' });
    expect((await api.call<Case>('peng.fei', 'GET', `/v1/cases/${filed.id}`)).body.grant).toBeNull();
    expect((await road.approve(filed.id, 'fang.lin', { ...part, cameraIds: [cameras[0]!.cameraId] })).error?.code).toBe('authority.grant_fixed');
    expect((await road.map(filed.id, cameras)).error?.code).toBe('authority.grant_fixed');
    must(await road.approve(filed.id, 'fang.lin'));
    const { body } = await api.call<Case>('peng.fei', 'GET', `/v1/cases/${filed.id}`);
    expect(body).toMatchObject({ state: 'approved', grant: { from: part.from, to: part.to, places: ['东门 2'] } });
    expect((await holdsOf(filed.id)).filter((hold) => !hold.released)).toEqual([{ kind: 'preservation', cameras: 1, released: false }]);
  });

  test('cannot be made to store a grant beyond the notice, whatever the code does', async () => {
    const { id } = await road.verified(cameras);
    await expect(api.database.admin.query(`update authority_requests set granted_from = from_at - interval '1 second', granted_to = to_at where request_id = $1`, [id])).rejects.toThrow('granted_part_lies_inside_the_notice');
  });

  test('refuses on a legal ground; the agency reads it and the footage goes its ordinary way', async () => {
    const { id } = must(await road.file()).body;
    must(await api.call('chen.ming', 'POST', road.at(id, '/refusal'), { ground: 'not_competent', words: '通知书无签发人印章' }));
    expect((await api.call<Case>('peng.fei', 'GET', `/v1/cases/${id}`)).body).toMatchObject({ state: 'refused', refusal: { ground: 'not_competent', words: '通知书无签发人印章', by: '陈明' }, may: [] });
    expect(await holdsOf(id)).toMatchObject([{ released: true }]);
    expect((await road.bring(id)).error?.code).toBe('authority.not_open');
    expect((await api.call('chen.ming', 'POST', road.at(id, '/refusal'), { ground: 'not_competent', words: '再次不予提供' })).error?.code).toBe('authority.not_open');
  });

  test('lists requests with the nearest deadline first, found by number, agency and place', async () => {
    const { id, noticeNumber } = must(await road.file({ deadline: new Date(Date.now() + 60_000).toISOString() })).body;
    const { body } = await api.call<Requests>('zhao.an', 'GET', `/v1/schools/${api.schools[0].schoolId}/authority-requests?state=received`);
    expect(body.items[0]).toMatchObject({ id, may: ['map'] });
    expect((await api.call<Requests>('zhao.an', 'GET', `/v1/schools/${api.schools[0].schoolId}/authority-requests?q=${encodeURIComponent(noticeNumber)}`)).body.total).toBe(1);
    expect((await api.call('li.wei', 'GET', `/v1/schools/${api.schools[0].schoolId}/authority-requests`)).error?.code).toBe('identity.not_permitted');
  });
});

describe('granted footage', () => {
  /** Granted, fetched, and found as it is by the agency; the building of packages is a spec of its own. */
  const received = async (result: 'verified' | 'damaged' | null = 'verified'): Promise<string> => {
    const { id } = await road.verified(cameras.slice(0, 1));
    for (const who of ['chen.ming', 'fang.lin']) must(await road.approve(id, who));
    await api.database.admin.query(`update authority_requests set state = 'fulfilled', fulfilled_at = now(), receipt_result = $2, received_at = case when $2::text is null then null else now() end where request_id = $1`, [id, result]);
    return id;
  };
  const ask = (id: string, who: string) => api.call<Request>(who, 'POST', road.at(id, '/release-request'), { reason: '案件已结，不再需要' });
  const answer = (id: string, who: string, release: boolean) => api.call<Request>(who, 'POST', road.at(id, '/release-answer'), { release });

  test('is preserved until another person agrees with who asked to let it go', async () => {
    const id = await received();
    expect((await read(id)).body).toMatchObject({ hold: { isPreserved: true, cameras: 1 }, release: null, may: ['ask_release'] });
    expect(must(await ask(id, 'zhao.an')).body).toMatchObject({ release: { askedBy: { name: '赵安' }, reason: '案件已结，不再需要', releasedAt: null }, may: [] });
    expect((await ask(id, 'chen.ming')).error?.code).toBe('authority.release_asked');
    expect((await answer(id, 'zhao.an', true)).error?.code).toBe('authority.release_needs_another');
    expect((await answer(id, 'guo.tao', true)).error?.code).toBe('identity.not_permitted');
    expect(must(await answer(id, 'chen.ming', false)).body).toMatchObject({ release: null, hold: { isPreserved: true } });
    must(await ask(id, 'zhao.an'));
    const both = await Promise.all([answer(id, 'chen.ming', true), answer(id, 'fang.lin', true)]);
    expect(both.map((each) => each.error?.code ?? each.status).sort()).toEqual([200, 'authority.release_not_asked']);
    expect((await read(id)).body).toMatchObject({ hold: null, release: { askedBy: { name: '赵安' }, releasedAt: expect.any(String) }, may: [] });
    expect((await holdsOf(id)).every((hold) => hold.released)).toBe(true);
    expect((await factsOf(id)).slice(-5)).toEqual(['authority_request.release_asked', 'authority_request.release_declined', 'authority_request.release_asked', 'hold.released', 'authority_request.released']);
    const alone = api.database.admin.query(`update authority_requests set released_by = release_asked_by where request_id = $1`, [id]);
    await expect(alone).rejects.toThrow('another_person_releases');
  });

  test('is not let go before the agency has its package intact', async () => {
    for (const result of [null, 'damaged'] as const) expect((await ask(await received(result), 'chen.ming')).error?.code).toBe('authority.not_received');
    expect((await ask(must(await road.file()).body.id, 'chen.ming')).error?.code).toBe('authority.not_preserved');
  });
});
