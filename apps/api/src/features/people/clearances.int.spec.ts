import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Result, identityRoutes, type routes } from '@guardroom/contracts';
import { UNDERTAKING, clearanceState } from '@guardroom/domain';
import { addDays } from '@guardroom/kernel';
import { todayWithRoom } from '@guardroom/testkit';
import { startApi, type TestApi } from '../../testing/start-api.ts';
import { PeopleModule } from './people.module.ts';

type Clearance = Result<typeof routes.recordClearance>;
type Page = { items: Clearance[]; total: number };

let api: TestApi;
let people: Record<string, string>;
beforeAll(async () => {
  api = await startApi({ features: [PeopleModule], routes: identityRoutes });
  const { rows } = await api.database.admin.query<{ name: string; id: string }>(`select name, person_id as id from principals where kind = 'person'`);
  people = Object.fromEntries(rows.map(({ name, id }) => [name, id]));
});
afterAll(() => api?.close());

const at = (path: string, n: 0 | 1 = 0) => `/v1/schools/${api.schools[n].schoolId}${path}`;
const today = await todayWithRoom();
const record = (over: object = {}, who = 'zhao.an') => api.call<Clearance>(who, 'POST', at('/clearances'), { personId: people['孙平'], kind: 'background_check', result: 'passed', doneOn: today, issuer: '区公安分局', ...over });
const list = async (query: string) => (await api.call<Page>('zhao.an', 'GET', at(`/clearances?perPage=100&${query}`))).body;

describe('clearances', () => {
  test('of everybody near the screens are missing until somebody records them', async () => {
    const { items } = await list(`personId=${people['孙平']}`);
    expect(items.map(({ kind, state, required, record: r }) => [kind, state, required, r])).toEqual([['background_check', 'missing', true, null], ['undertaking', 'missing', true, null], ['training', 'missing', true, null]]);
    expect((await list(`personId=${people['李薇']}`)).items).toEqual([]);
    expect((await list(`personId=${people['钱华']}`)).items.map((c) => c.kind)).toEqual(['background_check', 'undertaking']);
  });

  test('are recorded with their last day, found by state, and revoked with a reason', async () => {
    const { status, body } = await record({ note: '证号 0712' });
    expect([status, body]).toMatchObject([201, { state: 'valid', record: { validUntil: `${Number(today.slice(0, 4)) + 1}${today.slice(4)}`, issuer: '区公安分局', recordedByName: '赵安' } }]);
    expect((await list(`state=missing&q=${encodeURIComponent('孙平')}`)).items.map((c) => c.kind)).toEqual(['undertaking', 'training']);
    const id = body.record!.id;
    expect((await api.call<Clearance>('zhao.an', 'POST', at(`/clearances/${id}/revocation`), { reason: '登记错人' })).body).toMatchObject({ state: 'missing', record: null });
    expect((await api.call('zhao.an', 'POST', at(`/clearances/${id}/revocation`), { reason: '再次' })).error?.code).toBe('people.clearance_revoked');
    const { rows } = await api.database.admin.query('select type, actor_name from facts where subject = $1 order by recorded_at', [id]);
    expect(rows).toEqual([{ type: 'clearance.recorded', actor_name: '赵安' }, { type: 'clearance.revoked', actor_name: '赵安' }]);
  });

  test.each([-1, 0, 59, 60, 61])('that end in %i days stand in the list as the rule says', async (days) => {
    const { body } = await record({ personId: people['何军'], kind: 'training', doneOn: addDays(today, -200), validUntil: addDays(today, days) });
    expect(body.state).toBe(clearanceState({ result: 'passed', validUntil: addDays(today, days) }, today));
    await api.call('zhao.an', 'POST', at(`/clearances/${body.record!.id}/revocation`), { reason: '测试' });
  });

  test('say what is wrong with days, people and papers', async () => {
    expect((await record({ doneOn: addDays(today, 1) })).error?.code).toBe('people.clearance_dates_wrong');
    expect((await record({ personId: people['赵安'] })).error?.code).toBe('people.own_clearance');
    expect((await record({ personId: people['徐丽'] })).error?.code).toBe('request.not_found');
    expect((await record({ documentId: 'doc_00000000000000000000' })).error?.code).toBe('documents.not_found');
    expect((await record({ kind: 'undertaking', issuer: '' })).error?.faults?.map((f) => f.path)).toEqual(['body.kind', 'body.issuer']);
    expect((await record({}, 'sun.ping')).error?.code).toBe('identity.not_permitted');
  });

  test('leave the undertaking to the person: signed word for word, for a year', async () => {
    expect((await api.call('he.jun', 'POST', at('/own-undertakings'), { version: '2020-1' })).error?.code).toBe('people.undertaking_outdated');
    const signed = await api.call<Clearance>('he.jun', 'POST', at('/own-undertakings'), { version: UNDERTAKING.version });
    expect(signed).toMatchObject({ status: 201, body: { kind: 'undertaking', state: 'valid', person: { name: '何军' } } });
    const own = await api.call<Page>('he.jun', 'GET', at('/own-clearances'));
    expect(own.body.items.map(({ kind, state }) => [kind, state])).toEqual([['background_check', 'missing'], ['undertaking', 'valid'], ['training', 'missing']]);
  });
});
