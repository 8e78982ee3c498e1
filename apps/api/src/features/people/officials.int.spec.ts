import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Result, type Routes, authorityRoutes, identityRoutes } from '@guardroom/contracts';
import { type District, aBureauPerson, aDistrict, actorFor, createPerson, keycloakAdmin, refresh, signIn } from '@guardroom/testkit';
import { CommandBus } from '@nestjs/cqrs';
import { Tenants } from '../../platform/database/databases.ts';
import { startApi, type TestApi } from '../../testing/start-api.ts';
import { AuthorityModule } from '../authority/authority.module.ts';
import { Onboarding } from '../tenancy/public.ts';
import { EndOfficial } from './commands/end-official.ts';
import { CarryEndedOfficials } from './due/carry-ended-officials.ts';
import { PeopleModule } from './people.module.ts';

type Officials = Result<Routes['listOfficials']>;
type Official = Officials['items'][number];

let api: TestApi;
beforeAll(async () => {
  api = await startApi({ features: [PeopleModule, AuthorityModule], routes: { ...identityRoutes, ...authorityRoutes } });
});
afterAll(() => api?.close());

const list = async (query = '', who = 'admin.qu') => (await api.call<Officials>(who, 'GET', `/v1/district/officials?${query}`)).body;
const named = async (name: string): Promise<Official> => (await list(`q=${encodeURIComponent(name)}`)).items[0]!;
const end = (id: string, reason = '调离岗位', who = 'admin.qu') => api.call<Official>(who, 'POST', `/v1/district/officials/${id}/end`, { reason });

describe('posts at the bureau and of authorities’ officers', () => {
  test('are listed, searched, filtered and sorted for the bureau only', async () => {
    const { items, total } = await list();
    expect(total).toBe(4);
    expect(items.map(({ person, role, state, agency }) => [person.name, role, state, agency?.name ?? null])).toEqual([
      ['区管理员', 'district_admin', 'current', null], ['王巡', 'district_officer', 'current', null],
      ['彭飞', 'authority_liaison', 'current', '示范区公安分局'], ['唐宇', 'authority_liaison', 'current', '邻区公安分局'],
    ]);
    expect((await list('q=013579')).items).toMatchObject([{ person: { name: '彭飞' }, agency: { badgeNumber: '013579' } }]);
    expect((await list('role=district_officer')).items.map((one) => one.person.name)).toEqual(['王巡']);
    expect((await list('state=ended')).items).toEqual([]);
    expect((await list('sort=-agency')).items.slice(0, 2).map((one) => one.agency?.name).sort()).toEqual(['示范区公安分局', '邻区公安分局'].sort());
    for (const who of ['chen.ming', 'peng.fei']) expect((await api.call(who, 'GET', '/v1/district/officials')).error?.code).toBe('identity.not_permitted');
  });

  test('may be ended by an administrator of the bureau, and not by an officer, nor one’s own', async () => {
    expect((await list()).items.map(({ mayEnd }) => mayEnd)).toEqual([false, true, true, true]);
    expect((await list('', 'wang.xun')).items.some(({ mayEnd }) => mayEnd)).toBe(false);
    expect((await end((await named('唐宇')).id, '不该', 'wang.xun')).error?.code).toBe('identity.not_permitted');
    expect((await end((await named('区管理员')).id)).error?.code).toBe('people.own_appointment');
  });

  test('of another district cannot be named', async () => {
    const stranger = await actorFor(api.database, await aBureauPerson(api.database, await aDistrict(api.database), { roles: ['district_admin'] }));
    await expect(api.app.get(CommandBus).execute(new EndOfficial(stranger as never, (await named('唐宇')).id, '别区'))).rejects.toMatchObject({ code: 'request.not_found' });
  });

  test('end at once: the officer’s next call is refused though the token lives, and a fact says who ended it and why', async () => {
    const { accessToken: token } = await signIn('tang.yu');
    expect((await api.call({ token }, 'GET', '/v1/cases')).status).toBe(200);
    const { id } = await named('唐宇');
    expect(await end(id, '调离联络岗位')).toMatchObject({ status: 200, body: { state: 'ended', endReason: '调离联络岗位', identitySync: 'pending', mayEnd: false } });
    expect(await api.call({ token }, 'GET', '/v1/cases')).toMatchObject({ status: 401, error: { code: 'identity.no_longer_active' } });
    expect(await api.call('peng.fei', 'GET', '/v1/cases')).toMatchObject({ status: 200 });
    expect((await end(id)).error?.code).toBe('people.already_ended');
    const { rows } = await api.database.admin.query(`select type, school_id, actor_name, body from facts where subject = $1`, [id]);
    expect(rows).toEqual([{ type: 'official.ended', school_id: null, actor_name: '区管理员', body: expect.objectContaining({ name: '唐宇', role: 'authority_liaison', agency: '邻区公安分局', reason: '调离联络岗位' }) }]);
  });

  test('stay, with their holder active, when the fact cannot be written', async () => {
    const { id } = await named('王巡');
    await api.database.admin.query(`alter table outbox add constraint planted check (type <> 'official.ended') not valid`);
    const failed = await end(id, '不会成功');
    await api.database.admin.query('alter table outbox drop constraint planted');
    expect(failed.status).toBe(500);
    expect(await named('王巡')).toMatchObject({ state: 'current' });
    expect((await api.call('wang.xun', 'GET', '/v1/district/officials')).status).toBe(200);
  });

  test('that have ended stay ended: not even the bureau’s login can take the end back', async () => {
    const bureau = await actorFor(api.database, await aBureauPerson(api.database, { districtId: api.districtId as District['districtId'], name: '' }, { roles: ['district_admin'] }));
    const db = api.app.get(Tenants);
    for (const table of ['liaisons', 'district_appointments']) {
      await api.database.admin.query(`update ${table} set ended_at = coalesce(ended_at, now()) where person_name in ('唐宇', '王巡')`);
      await expect(db.write(bureau, (tx) => tx.query(`update ${table} set ended_at = null, end_reason = null where person_name in ('唐宇', '王巡')`))).rejects.toMatchObject({ code: '42501' });
      await expect(db.write(bureau, (tx) => tx.query(`insert into ${table} select * from ${table}`))).rejects.toMatchObject({ code: '42501' });
    }
    await expect(db.write(bureau, (tx) => tx.sql`select gr.retire_official(sub) from district_appointments where ended_at is null`)).rejects.toMatchObject({ code: '42501' });
  });
});

describe('the identity provider', () => {
  test('loses the role, the account and every session of an officer whose post has ended, however often it is brought in step', async () => {
    const person = await createPerson(['authority_liaison']);
    const agency = { name: '示范区公安分局', kind: 'police' } as const;
    await api.app.get(Onboarding, { strict: false }).district({ name: '示范区教育局', schools: [], agencies: [agency], people: [{ sub: person.sub, name: '陆远', roles: ['authority_liaison'], agency: agency.name, badgeNumber: '013580' }] });
    const session = await signIn(person, { fresh: true });
    expect((await api.call({ token: session.accessToken }, 'GET', '/v1/cases')).status).toBe(200);
    const { id } = await named('陆远');
    expect((await end(id)).status).toBe(200);
    // Only this one is owed: the accounts of the demo are shared with other tests.
    await api.database.admin.query(`update liaisons set identity_synced_at = now() where appointment_id <> $1`, [id]);
    const carry = api.app.get(CarryEndedOfficials, { strict: false });
    for (let told = 0; told < 2; told += 1) await carry.handle(await api.machine(api.schools[0]));
    const admin = await keycloakAdmin();
    expect(await (await admin('GET', `/users/${person.sub}`)).json()).toMatchObject({ enabled: false, username: person.username });
    expect(((await (await admin('GET', `/users/${person.sub}/role-mappings/realm`)).json()) as { name: string }[]).map((role) => role.name)).not.toContain('authority_liaison');
    expect((await refresh(session.refreshToken)).status).toBe(400);
    expect(await named('陆远')).toMatchObject({ identitySync: 'synced', state: 'ended' });
  });
});

test('whoever files for an authority goes on with it when a post at a school ends', async () => {
  const { rows } = await api.database.admin.query<{ sub: string; person_id: string }>(`select sub, person_id from principals where name = '彭飞'`);
  await api.database.admin.query(
    `insert into appointments (school_id, appointment_id, district_id, person_id, sub, person_name, role, starts_on) values ($1, 'apt_0000000000000000000F', $2, $3, $4, '彭飞', 'staff', '2020-01-01')`,
    [api.schools[0].schoolId, api.districtId, rows[0]!.person_id, rows[0]!.sub],
  );
  expect((await api.call('chen.ming', 'POST', `/v1/schools/${api.schools[0].schoolId}/appointments/apt_0000000000000000000F/end`, { reason: '不再兼任' })).status).toBe(200);
  const after = await api.database.admin.query(`select active from principals where name = '彭飞'`);
  expect(after.rows).toEqual([{ active: true }]);
});
