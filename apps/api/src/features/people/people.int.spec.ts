import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { identityRoutes } from '@guardroom/contracts';
import { createPerson, keycloakAdmin, refresh, signIn } from '@guardroom/testkit';
import { Tenants } from '../../platform/database/databases.ts';
import { type FactRow, storedFactOf } from '../../platform/facts/stored-fact.ts';
import { startApi, type TestApi } from '../../testing/start-api.ts';
import { Onboarding } from '../tenancy/public.ts';
import { PeopleModule } from './people.module.ts';
import { CarryEndedAppointment } from './reactions/carry-ended-appointment.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi({ features: [PeopleModule], routes: identityRoutes });
});
afterAll(() => api?.close());

type Appointments = { items: { id: string; person: { name: string }; role: string; endedAt: string | null; identitySync: string }[]; total: number };
const at = (n: 0 | 1, path = '') => `/v1/schools/${api.schools[n].schoolId}${path}`;

describe('who is signed in', () => {
  test('learns their schools and posts', async () => {
    const { status, body } = await api.call<{ name: string; schools: { id: string; roles: string[] }[] }>('chen.ming', 'GET', '/v1/me');
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: '陈明', schools: [{ id: api.schools[0].schoolId, name: '明德小学' }] });
    expect(body.schools[0]?.roles.sort()).toEqual(['principal', 'staff']);
  });

  test('sees the policy of the own school, and nothing of another', async () => {
    expect((await api.call('li.wei', 'GET', at(0))).body).toMatchObject({ name: '明德小学', district: { name: '示范区教育局' }, policy: { retentionDays: 30, maxGapSeconds: 10, completenessTargetPercent: 99.5 } });
    expect((await api.call('li.wei', 'GET', at(1))).error?.code).toBe('request.not_found');
    expect((await api.call(undefined, 'GET', at(0))).error?.code).toBe('identity.not_signed_in');
  });
});

describe('appointments', () => {
  test('are listed, searched and filtered for those who keep them only', async () => {
    const all = await api.call<Appointments>('chen.ming', 'GET', at(0, '/appointments?perPage=3&sort=-name'));
    expect(all.body).toMatchObject({ total: 15 });
    expect(all.body.items).toHaveLength(3);
    const found = await api.call<Appointments>('chen.ming', 'GET', at(0, `/appointments?q=${encodeURIComponent('赵')}&role=security_lead`));
    expect(found.body.items.map((a) => a.person.name)).toEqual(['赵安']);
    expect((await api.call('chen.ming', 'GET', at(0, '/appointments?sort=sub'))).error?.faults?.[0]?.path).toBe('query.sort');
    expect((await api.call('li.wei', 'GET', at(0, '/appointments'))).error?.code).toBe('identity.not_permitted');
  });

  test('of escort roles name who may stand beside an applicant', async () => {
    const { body } = await api.call<{ items: { name: string }[] }>('li.wei', 'GET', at(0, '/escorts'));
    expect(body.items.map((e) => e.name).sort()).toEqual(['何军', '孙平', '赵安', '郭涛']);
  });

  test('end at once: the next call is refused though the token still lives', async () => {
    const before = await api.call('sun.ping', 'GET', at(0));
    expect(before.status).toBe(200);
    const { body } = await api.call<Appointments>('chen.ming', 'GET', at(0, `/appointments?q=${encodeURIComponent('孙平')}`));
    for (const { id } of body.items) {
      const ended = await api.call<Appointments['items'][number]>('chen.ming', 'POST', at(0, `/appointments/${id}/end`), { reason: '调离岗位' });
      expect(ended.body).toMatchObject({ identitySync: 'pending', endReason: '调离岗位' });
      expect(ended.body.endedAt).not.toBeNull();
    }
    expect(await api.call('sun.ping', 'GET', at(0))).toMatchObject({ status: 401, error: { code: 'identity.no_longer_active' } });
    const again = await api.call('chen.ming', 'POST', at(0, `/appointments/${body.items[0]?.id}/end`), { reason: '调离岗位' });
    expect(again.error?.code).toBe('people.already_ended');
    const facts = await api.database.admin.query(`select body->>'role' as role from facts where type = 'appointment.ended' order by 1`);
    expect(facts.rows.map((r: { role: string }) => r.role)).toEqual(['staff', 'watch_keeper']);
  });

  test('stay as they are, and their holder active, when the outbox row cannot be written', async () => {
    const admin = api.database.admin;
    const { body } = await api.call<Appointments>('chen.ming', 'GET', at(0, `/appointments?q=${encodeURIComponent('赵安')}`));
    await admin.query(`alter table outbox add constraint planted check (type <> 'appointment.ended') not valid`);
    const failed = await api.call('chen.ming', 'POST', at(0, `/appointments/${body.items[0]?.id}/end`), { reason: '不会成功' });
    await admin.query('alter table outbox drop constraint planted');
    expect(failed).toMatchObject({ status: 500, error: { kind: 'fault', code: 'server.fault' } });
    const { rows } = await admin.query(`select a.ended_at, p.active, p.not_before = '-infinity' as untouched, (select count(*)::int from facts f where f.subject = a.appointment_id) as facts
      from appointments a join principals p using (sub) where appointment_id = $1`, [body.items[0]?.id]);
    expect(rows).toEqual([{ ended_at: null, active: true, untouched: true, facts: 0 }]);
  });

  test("never end by their own holder's word, nor from another school", async () => {
    const { body } = await api.call<Appointments>('chen.ming', 'GET', at(0, `/appointments?q=${encodeURIComponent('陈明')}`));
    expect((await api.call('chen.ming', 'POST', at(0, `/appointments/${body.items[0]?.id}/end`), { reason: '自己' })).error?.code).toBe('people.own_appointment');
    expect((await api.call('liu.yang', 'POST', at(1, `/appointments/${body.items[0]?.id}/end`), { reason: '别校' })).error?.code).toBe('request.not_found');
  });
});

describe('the identity provider', () => {
  test('loses the role, the account and every session of someone whose last post ended, however often it is told', async () => {
    const person = await createPerson(['watch_keeper', 'staff']);
    await api.app.get(Onboarding, { strict: false }).district({ name: '示范区教育局', schools: ['明德小学'], people: [{ sub: person.sub, name: '临时工', roles: ['watch_keeper', 'staff'], school: '明德小学' }] });
    const session = await signIn(person, { fresh: true });
    const { body } = await api.call<Appointments>('chen.ming', 'GET', at(0, `/appointments?q=${encodeURIComponent('临时工')}`));
    for (const { id } of body.items) await api.call('chen.ming', 'POST', at(0, `/appointments/${id}/end`), { reason: '合同到期' });
    for (let told = 0; told < 2; told += 1) await carry(body.items.map((a) => a.id));
    const admin = await keycloakAdmin();
    expect(await (await admin('GET', `/users/${person.sub}`)).json()).toMatchObject({ enabled: false, username: person.username, firstName: '测试', attributes: { district: expect.any(Array) } });
    expect(((await (await admin('GET', `/users/${person.sub}/role-mappings/realm`)).json()) as { name: string }[]).map((r) => r.name)).not.toEqual(expect.arrayContaining(['watch_keeper']));
    expect((await refresh(session.refreshToken)).status).toBe(400);
    const after = await api.call<Appointments>('chen.ming', 'GET', at(0, `/appointments?q=${encodeURIComponent('临时工')}`));
    expect(after.body.items.map((a) => a.identitySync)).toEqual(['synced', 'synced']);
  });

  test('keeps a role that another post still carries, and the account', async () => {
    const person = await createPerson(['staff']);
    await api.app.get(Onboarding, { strict: false }).district({ name: '示范区教育局', schools: ['明德小学', '启智中学'], people: [{ sub: person.sub, name: '两校教师', roles: ['staff'], school: '明德小学' }] });
    await api.app.get(Onboarding, { strict: false }).district({ name: '示范区教育局', schools: ['明德小学', '启智中学'], people: [{ sub: person.sub, name: '两校教师', roles: ['staff'], school: '启智中学' }] });
    const { body } = await api.call<Appointments>('chen.ming', 'GET', at(0, `/appointments?q=${encodeURIComponent('两校')}`));
    await api.call('chen.ming', 'POST', at(0, `/appointments/${body.items[0]?.id}/end`), { reason: '不再兼职' });
    await carry(body.items.map((a) => a.id));
    const admin = await keycloakAdmin();
    expect(await (await admin('GET', `/users/${person.sub}`)).json()).toMatchObject({ enabled: true });
    expect(((await (await admin('GET', `/users/${person.sub}/role-mappings/realm`)).json()) as { name: string }[]).map((r) => r.name)).toContain('staff');
  });
});

/** Delivers the facts of these appointments, as the outbox does. */
async function carry(appointmentIds: string[]): Promise<void> {
  const by = await api.machine(api.schools[0]);
  const reaction = api.app.get(CarryEndedAppointment, { strict: false });
  const { rows } = await api.database.admin.query<FactRow>(`select * from facts where type = 'appointment.ended' and subject = any($1)`, [appointmentIds]);
  for (const row of rows) await api.app.get(Tenants).write(by, (tx) => reaction.handle(by, storedFactOf(row), tx));
}
