import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Result, identityRoutes, type routes } from '@guardroom/contracts';
import { type SchoolRole, UNDERTAKING } from '@guardroom/domain';
import { civilDay, instantOf, newId } from '@guardroom/kernel';
import { claimsOf, createPerson, keycloakAdmin, refresh, renewed, signIn, until, type SignedIn, type TestPerson, todayWithRoom } from '@guardroom/testkit';
import { Tenants } from '../../platform/database/databases.ts';
import { type FactRow, storedFactOf } from '../../platform/facts/stored-fact.ts';
import type { ReactionHandler } from '../../platform/jobs/work.ts';
import { startApi, type TestApi } from '../../testing/start-api.ts';
import { BeginAppointment } from './due/begin-appointment.ts';
import { PeopleModule } from './people.module.ts';
import { CarryAcceptedAppointment } from './reactions/carry-accepted-appointment.ts';
import { CarryEndedAppointment } from './reactions/carry-ended-appointment.ts';
import { CarryOffer } from './reactions/carry-offer.ts';

type Proposed = Result<typeof routes.proposeAppointment>;
type Own = Result<typeof routes.acceptAppointment>;
type Me = Result<typeof routes.getMe>;

let api: TestApi;
beforeAll(async () => {
  api = await startApi({ features: [PeopleModule], routes: identityRoutes });
});
afterAll(() => api?.close());

const at = (n: 0 | 1, path = '') => `/v1/schools/${api.schools[n].schoolId}${path}`;
const today = await todayWithRoom();
const inDays = (days: number): string => civilDay(instantOf(Date.now() + days * 86_400_000));
/** The latest tokens of each sign-in. */
const latest = new Map<SignedIn, SignedIn>();
async function tokenOf(session: SignedIn): Promise<{ token: string }> {
  const now = await renewed(latest.get(session) ?? session);
  latest.set(session, now);
  return { token: now.accessToken };
}
/** Tokens tell their beginning in whole seconds: one of the second in which everything was taken away from a person counts as older. */
async function secondAfterTaking(sub: string): Promise<void> {
  const { rows } = await api.database.admin.query<{ at: Date }>('select not_before as at from principals where sub = $1', [sub]);
  await until('the next second', () => Math.floor(Date.now() / 1000) * 1000 > rows[0]!.at.getTime());
}
const offer = (person: object, role: SchoolRole, startsOn: string = today) => api.call<Proposed>('chen.ming', 'POST', at(0, '/appointments'), { person, role, startsOn });
const clear = async (personId: string, kinds = ['background_check', 'training']) => {
  for (const kind of kinds) expect((await api.call('zhao.an', 'POST', at(0, '/clearances'), { personId, kind, result: 'passed', doneOn: today, issuer: '区公安分局' })).error).toBeUndefined();
};
const signature = { undertaking: { version: UNDERTAKING.version } };

/** Delivers what the outbox owes about an appointment, as the worker does. */
async function carry(type: string, reaction: new (...args: never[]) => ReactionHandler, appointmentId: string): Promise<void> {
  const by = await api.machine(api.schools[0]);
  const { rows } = await api.database.admin.query<FactRow>('select * from facts where type = $1 and subject = $2', [type, appointmentId]);
  expect(rows).toHaveLength(1);
  await api.app.get(Tenants).write(by, (tx) => api.app.get<ReactionHandler>(reaction, { strict: false }).handle(by, storedFactOf(rows[0]!), tx));
}

const realmRolesOf = async (sub: string): Promise<string[]> => ((await (await (await keycloakAdmin())('GET', `/users/${sub}/role-mappings/realm`)).json()) as { name: string }[]).map((role) => role.name);
const rolesIn = ({ accessToken }: SignedIn): string[] => (claimsOf(accessToken)['realm_access'] as { roles?: string[] } | undefined)?.roles ?? [];

describe('the offer of a post', () => {
  let person: TestPerson;
  let session: SignedIn;
  let proposed: Proposed;
  beforeAll(async () => {
    person = await createPerson([]);
    session = await signIn(person, { fresh: true });
    const answer = await offer({ kind: 'login', username: person.username }, 'watch_keeper');
    expect(answer).toMatchObject({ status: 201, body: { appointment: { state: 'proposed', identitySync: 'none', mayEnd: true, person: { name: '测试' } }, firstSignIn: null } });
    proposed = answer.body;
  });

  test('gives nothing: the person reaches no school and holds no role', async () => {
    expect((await api.call<Me>(await tokenOf(session), 'GET', '/v1/me')).body.schools).toEqual([]);
    expect((await api.call(await tokenOf(session), 'GET', at(0))).error?.code).toBe('request.not_found');
    await carry('appointment.proposed', CarryOffer, proposed.appointment.id);
    expect(await realmRolesOf(person.sub)).not.toContain('watch_keeper');
  });

  test('is shown to its own person with what is missing, and accepted by nobody else', async () => {
    const { body } = await api.call<{ items: Own[] }>(await tokenOf(session), 'GET', '/v1/me/appointments');
    expect(body.items).toMatchObject([{ id: proposed.appointment.id, state: 'proposed', proposedByName: '陈明', school: { name: '明德小学' }, requirements: [{ kind: 'background_check', state: 'missing' }, { kind: 'undertaking', state: 'missing' }, { kind: 'training', state: 'missing' }] }]);
    expect((await api.call('chen.ming', 'POST', `/v1/me/appointments/${proposed.appointment.id}/acceptance`, signature)).error?.code).toBe('request.not_found');
  });

  test('cannot become a post in the database without the person: not even by the login of the school', async () => {
    const { actorFor } = await import('@guardroom/testkit');
    const { rows } = await api.database.admin.query<{ person_id: string; sub: string }>(`select person_id, sub from principals where name = '陈明'`);
    const principal = await actorFor(api.database, { at: api.schools[0] as never, sub: rows[0]!.sub, personId: rows[0]!.person_id as never, name: '陈明', roles: ['principal'] });
    const forge = api.database.tenants.write(principal, async (tx) => {
      await tx.sql`update appointment_proposals set answer = 'accepted', answered_at = now() where appointment_id = ${proposed.appointment.id}`;
      await tx.sql`insert into appointments (school_id, appointment_id, district_id, person_id, sub, person_name, role, starts_on)
        select school_id, appointment_id, district_id, person_id, sub, person_name, role, starts_on from appointment_proposals where appointment_id = ${proposed.appointment.id}`;
    });
    await expect(forge).rejects.toMatchObject({ code: '42501' });
  });

  test('is refused with everything that the post asks for and the person lacks, all at once', async () => {
    const accept = async (body: object) => api.call<Own>(await tokenOf(session), 'POST', `/v1/me/appointments/${proposed.appointment.id}/acceptance`, body);
    expect((await accept({})).error).toMatchObject({ code: 'people.clearance_missing', details: { missing: ['background_check', 'undertaking', 'training'] } });
    expect((await accept(signature)).error).toMatchObject({ details: { missing: ['background_check', 'training'] } });
    expect((await accept({ undertaking: { version: '2025-9' } })).error).toMatchObject({ code: 'people.clearance_missing' });
    await clear(proposed.appointment.person.id);
    expect((await accept({})).error).toMatchObject({ details: { missing: ['undertaking'] } });
    expect((await accept({ undertaking: { version: '2025-9' } })).error?.code).toBe('people.undertaking_outdated');
    const { rows } = await api.database.admin.query('select answer from appointment_proposals where appointment_id = $1', [proposed.appointment.id]);
    expect(rows).toEqual([{ answer: null }]);
  });

  test('once accepted gives post and role: a fresh token of the real identity provider carries it', async () => {
    const accepted = await api.call<Own>(await tokenOf(session), 'POST', `/v1/me/appointments/${proposed.appointment.id}/acceptance`, signature);
    expect(accepted).toMatchObject({ status: 200, body: { state: 'current', role: 'watch_keeper' } });
    expect((await api.call<Me>(await tokenOf(session), 'GET', '/v1/me')).body.schools).toMatchObject([{ name: '明德小学', roles: ['watch_keeper'] }]);
    expect(rolesIn(session)).not.toContain('watch_keeper');
    for (let told = 0; told < 2; told += 1) await carry('appointment.accepted', CarryAcceptedAppointment, proposed.appointment.id);
    const fresh = await signIn(person, { fresh: true });
    expect(rolesIn(fresh)).toContain('watch_keeper');
    session = fresh;
    const { body } = await api.call<{ items: Proposed['appointment'][] }>('chen.ming', 'GET', at(0, `/appointments?q=${encodeURIComponent('测试')}`));
    expect(body.items).toMatchObject([{ state: 'current', identitySync: 'synced', proposal: { byName: '陈明', answer: 'accepted' } }]);
    const { rows } = await api.database.admin.query(`select text_version, encode(text_sha256, 'hex') as hash, recorded_by = person_id as own from clearances where person_id = $1 and kind = 'undertaking'`, [proposed.appointment.person.id]);
    expect(rows).toEqual([{ text_version: UNDERTAKING.version, hash: expect.stringMatching(/^[0-9a-f]{64}$/), own: true }]);
    expect((await api.call(await tokenOf(session), 'POST', `/v1/me/appointments/${proposed.appointment.id}/acceptance`, signature)).error?.code).toBe('people.offer_over');
  });

  test('ended, it takes role and sessions away: the refresh is refused, the next call too', async () => {
    const token = await tokenOf(session);
    expect((await api.call('chen.ming', 'POST', at(0, `/appointments/${proposed.appointment.id}/end`), { reason: '合同到期' })).status).toBe(200);
    expect(await api.call(token, 'GET', at(0))).toMatchObject({ status: 401, error: { code: 'identity.no_longer_active' } });
    await carry('appointment.ended', CarryEndedAppointment, proposed.appointment.id);
    expect(await realmRolesOf(person.sub)).not.toContain('watch_keeper');
    expect((await refresh(latest.get(session)!.refreshToken)).status).toBe(400);
    await expect(signIn(person, { fresh: true })).rejects.toThrow();
  });

  test('ended, it stays ended when the news of its acceptance is delivered once more, late', async () => {
    await carry('appointment.accepted', CarryAcceptedAppointment, proposed.appointment.id);
    expect(await realmRolesOf(person.sub)).not.toContain('watch_keeper');
    await expect(signIn(person, { fresh: true })).rejects.toThrow();
  });

  test('to somebody who left lets them sign in again, with no role before they accept', async () => {
    const { body } = await offer({ kind: 'known', personId: proposed.appointment.person.id }, 'staff');
    await carry('appointment.proposed', CarryOffer, body.appointment.id);
    await secondAfterTaking(person.sub);
    const back = await signIn(person, { fresh: true });
    expect(rolesIn(back)).not.toContain('staff');
    expect((await refresh(latest.get(session)!.refreshToken)).status).toBe(400);
    const declined = await api.call<Own>(await tokenOf(back), 'POST', `/v1/me/appointments/${body.appointment.id}/refusal`, { reason: '另有安排' });
    expect(declined).toMatchObject({ status: 200, body: { state: 'not_taken_up' } });
    expect(await api.call(await tokenOf(back), 'GET', '/v1/me')).toMatchObject({ status: 401, error: { code: 'identity.no_longer_active' } });
    await carry('appointment.declined', CarryOffer, body.appointment.id);
    await expect(signIn(person, { fresh: true })).rejects.toThrow();
  });
});

describe('a post', () => {
  test('that begins later gives nothing before its first day, and the role when it has come', async () => {
    const person = await createPerson([]);
    const session = await signIn(person, { fresh: true });
    const { body } = await offer({ kind: 'login', username: person.username }, 'student_affairs', inDays(3));
    expect((await api.call<Own>(await tokenOf(session), 'POST', `/v1/me/appointments/${body.appointment.id}/acceptance`, {})).body).toMatchObject({ state: 'accepted' });
    await carry('appointment.accepted', CarryAcceptedAppointment, body.appointment.id);
    expect(await realmRolesOf(person.sub)).not.toContain('student_affairs');
    expect((await api.call<Me>(await tokenOf(session), 'GET', '/v1/me')).body.schools).toEqual([]);
    const { rows: due } = await api.database.admin.query(`select (due_at at time zone 'Asia/Shanghai')::text as at from due_work where kind = 'appointment.begin' and subject = $1`, [body.appointment.id]);
    expect(due).toEqual([{ at: `${inDays(3)} 00:00:00` }]);
    await api.database.admin.query('update appointments set starts_on = $2 where appointment_id = $1', [body.appointment.id, today]);
    const by = await api.machine(api.schools[0]);
    await api.app.get(BeginAppointment, { strict: false }).handle(by, { kind: 'appointment.begin', subject: body.appointment.id, dueAt: new Date() });
    expect(await realmRolesOf(person.sub)).toContain('student_affairs');
  });

  test('that ends leaves its holder able to answer another offer, after signing in anew', async () => {
    const person = await createPerson([]);
    const session = await signIn(person, { fresh: true });
    const held = (await offer({ kind: 'login', username: person.username }, 'staff')).body.appointment;
    await api.call(await tokenOf(session), 'POST', `/v1/me/appointments/${held.id}/acceptance`, {});
    const offered = (await offer({ kind: 'known', personId: held.person.id }, 'student_affairs')).body.appointment;
    await api.call('chen.ming', 'POST', at(0, `/appointments/${held.id}/end`), { reason: '改任他岗' });
    await carry('appointment.ended', CarryEndedAppointment, held.id);
    expect((await api.call(await tokenOf(session), 'GET', '/v1/me')).error?.code).toBe('identity.no_longer_active');
    await secondAfterTaking(session.sub);
    const again = await signIn(person, { fresh: true });
    expect((await api.call<Own>(await tokenOf(again), 'POST', `/v1/me/appointments/${offered.id}/acceptance`, {})).body).toMatchObject({ state: 'current', role: 'student_affairs' });
  });

  test('of somebody new comes with an account and a first password, shown once, that must be changed', async () => {
    const username = `new-${randomBytes(6).toString('hex')}`;
    const { body } = await offer({ kind: 'new', name: '王新', username }, 'staff');
    expect(body).toMatchObject({ appointment: { person: { name: '王新' } }, firstSignIn: { username, temporaryPassword: expect.stringMatching(/^.{16,}$/) } });
    const admin = await keycloakAdmin();
    const [account] = (await (await admin('GET', `/users?username=${username}&exact=true`)).json()) as { id: string; requiredActions: string[]; attributes: Record<string, string[]> }[];
    expect(account).toMatchObject({ requiredActions: ['UPDATE_PASSWORD'], enabled: true, firstName: '王新' });
    await expect(signIn({ username, password: body.firstSignIn!.temporaryPassword })).rejects.toThrow();
    const { rows } = await api.database.admin.query<{ text: string }>(`select string_agg(f::text, '') as text from facts f where subject = $1`, [body.appointment.id]);
    expect(rows[0]!.text).not.toContain(body.firstSignIn!.temporaryPassword);
    expect((await offer({ kind: 'new', name: '王新二', username }, 'staff')).error?.code).toBe('people.username_taken');
  });

  test('leaves no account behind when the offer cannot be stored', async () => {
    const username = `lost-${randomBytes(6).toString('hex')}`;
    await api.database.admin.query(`alter table outbox add constraint planted check (type <> 'appointment.proposed') not valid`);
    const failed = await offer({ kind: 'new', name: '不成', username }, 'staff');
    await api.database.admin.query('alter table outbox drop constraint planted');
    expect(failed.status).toBe(500);
    expect(await (await (await keycloakAdmin())('GET', `/users?username=${username}&exact=true`)).json()).toEqual([]);
  });

  test('is given to any name that the identity provider takes, and to no other', async () => {
    const named = (name: string) => offer({ kind: 'new', name, username: `named-${randomBytes(6).toString('hex')}` }, 'staff');
    expect((await named(`阿不都·王新 O'Neill, J. +-:@_\``)).status).toBe(201);
    for (const sign of `<>&"$%!#?§;*~/\\|^=[]{}()\n\t\u2028`) expect((await named(`王${sign}新`)).error?.faults?.map((f) => f.path)).toEqual(['body.person.name']);
  });

  test('is refused with the rule and what to do', async () => {
    const { body: people } = await api.call<{ items: { id: string; name: string }[] }>('chen.ming', 'GET', at(0, '/people?perPage=100'));
    const known = (name: string) => ({ kind: 'known', personId: people.items.find((p) => p.name === name)!.id });
    expect((await offer(known('钱华'), 'security_lead')).error).toMatchObject({ code: 'people.posts_must_be_separate', details: { clashing: ['equipment_admin'], clauses: expect.arrayContaining(['LAW-ACC-14']) } });
    expect((await offer(known('李薇'), 'principal')).error).toMatchObject({ code: 'people.may_not_appoint', details: { appointedBy: ['legal_representative'] } });
    expect((await offer(known('李薇'), 'staff')).error?.code).toBe('people.already_appointed');
    expect((await offer(known('陈明'), 'leading_group_member')).error?.code).toBe('people.own_appointment');
    expect((await offer(known('李薇'), 'watch_keeper', inDays(-1))).error?.code).toBe('people.start_out_of_range');
    expect((await offer({ kind: 'login', username: 'nobody.here' }, 'staff')).error?.code).toBe('people.username_unknown');
    expect((await offer({ kind: 'login', username: 'service-account-guardroom-appointments' }, 'staff')).error?.code).toBe('people.username_unknown');
    expect((await offer({ kind: 'login', username: 'wang.xun' }, 'watch_keeper')).error?.code).toBe('people.posts_must_be_separate');
    expect((await offer({ kind: 'new', name: '', username: 'X' }, 'staff', '昨天')).error?.faults?.map((f) => f.path)).toEqual(['body.person.name', 'body.person.username', 'body.startsOn']);
    expect((await api.call('zhao.an', 'POST', at(0, '/appointments'), { person: known('李薇'), role: 'watch_keeper', startsOn: today })).error?.code).toBe('identity.not_permitted');
  });

  test('offered to a person of another school is taken back without touching what they hold there', async () => {
    const { body } = await offer({ kind: 'login', username: 'zhou.jie' }, 'watch_keeper');
    expect(body.appointment.person.name).toBe('周杰');
    const back = await api.call<Proposed['appointment']>('chen.ming', 'POST', at(0, `/appointments/${body.appointment.id}/end`), { reason: '不再需要' });
    expect(back.body).toMatchObject({ state: 'not_taken_up', endReason: '不再需要', mayEnd: false });
    expect((await api.call('zhou.jie', 'GET', at(1))).status).toBe(200);
    expect((await api.call('zhou.jie', 'POST', `/v1/me/appointments/${body.appointment.id}/acceptance`, {})).error?.code).toBe('request.not_found');
    expect((await api.call('chen.ming', 'POST', at(0, `/appointments/${body.appointment.id}/end`), { reason: '再来' })).error?.code).toBe('people.already_ended');
  });
});

describe('who represents a school by law', () => {
  type Listed = Result<typeof routes.listRepresentatives>;
  const represent = (who: string, person: object, schoolId: string = api.schools[0].schoolId) => api.call<Proposed>(who, 'POST', `/v1/district/schools/${schoolId}/representatives`, { person, startsOn: today });
  const end = (appointmentId: string) => api.call<Proposed['appointment']>('admin.qu', 'POST', `/v1/district/schools/${api.schools[0].schoolId}/representatives/${appointmentId}/end`, { reason: '换届' });
  const listed = async (query: string) => (await api.call<Listed>('admin.qu', 'GET', `/v1/district/representatives?${query}`)).body;
  let person: TestPerson;
  let session: SignedIn;
  let proposed: Proposed;
  beforeAll(async () => {
    person = await createPerson([]);
    session = await signIn(person, { fresh: true });
  });

  test('is offered the post by the administrator of the bureau, and by nobody at the school', async () => {
    expect((await offer({ kind: 'login', username: person.username }, 'legal_representative')).error).toMatchObject({ code: 'people.may_not_appoint', details: { appointedBy: ['district_admin'] } });
    expect((await represent('wang.xun', { kind: 'login', username: person.username })).error?.code).toBe('identity.not_permitted');
    expect((await represent('chen.ming', { kind: 'login', username: person.username })).error?.code).toBe('identity.not_permitted');
    expect((await represent('admin.qu', { kind: 'login', username: person.username }, newId('sch'))).error?.code).toBe('request.not_found');
    expect((await listed('state=vacant')).items.map((row) => row.school.name)).toEqual(['启智中学', '明德小学']);
    const answer = await represent('admin.qu', { kind: 'login', username: person.username });
    expect(answer).toMatchObject({ status: 201, body: { appointment: { role: 'legal_representative', state: 'proposed', proposal: { byName: '区管理员' }, mayEnd: true } } });
    proposed = answer.body;
    expect((await listed(`q=${encodeURIComponent('明德')}`)).items).toMatchObject([{ school: { name: '明德小学' }, appointment: { state: 'proposed', person: { name: '测试' } } }]);
  });

  test('is one person: another is offered the post only after that', async () => {
    const other = await createPerson([]);
    expect((await represent('admin.qu', { kind: 'login', username: other.username })).error).toMatchObject({ code: 'people.post_taken', details: { holder: '测试' } });
    expect(await represent('admin.qu', { kind: 'known', personId: proposed.appointment.person.id })).toMatchObject({ status: 409, error: { code: 'people.already_appointed' } });
  });

  test('accepts alone, and the role arrives at the identity provider', async () => {
    await carry('appointment.proposed', CarryOffer, proposed.appointment.id);
    expect((await api.call<Own>(await tokenOf(session), 'POST', `/v1/me/appointments/${proposed.appointment.id}/acceptance`, {})).body).toMatchObject({ state: 'current', role: 'legal_representative' });
    await carry('appointment.accepted', CarryAcceptedAppointment, proposed.appointment.id);
    expect(await realmRolesOf(person.sub)).toContain('legal_representative');
    expect((await listed('state=current')).items).toMatchObject([{ appointment: { identitySync: 'synced' } }]);
  });

  test('is the only post of a school that the bureau ends', async () => {
    const { rows } = await api.database.admin.query<{ id: string }>(`select appointment_id as id from appointments where person_name = '李薇' and ended_at is null limit 1`);
    expect((await end(rows[0]!.id)).error?.code).toBe('people.may_not_appoint');
    expect((await api.call('chen.ming', 'POST', at(0, `/appointments/${proposed.appointment.id}/end`), { reason: '换届' })).error?.code).toBe('people.may_not_appoint');
    const { actorFor } = await import('@guardroom/testkit');
    const { rows: [bureau] } = await api.database.admin.query<{ person_id: string; sub: string; district_id: string }>(`select person_id, sub, district_id from principals where name = '区管理员'`);
    const administrator = await actorFor(api.database, { of: { districtId: bureau!.district_id as never, name: '' }, sub: bureau!.sub, personId: bureau!.person_id as never, name: '区管理员', roles: ['district_admin'] });
    await expect(api.database.tenants.write(administrator, (tx) => tx.sql`update appointments set end_reason = '任意', ended_at = now() where appointment_id = ${rows[0]!.id}`)).rejects.toMatchObject({ code: '42501' });
  });

  test('ended, it takes role and sessions away, and the school is vacant again', async () => {
    expect((await end(proposed.appointment.id)).body).toMatchObject({ state: 'ended', endReason: '换届' });
    expect(await api.call(await tokenOf(session), 'GET', at(0))).toMatchObject({ status: 401, error: { code: 'identity.no_longer_active' } });
    await carry('appointment.ended', CarryEndedAppointment, proposed.appointment.id);
    expect(await realmRolesOf(person.sub)).not.toContain('legal_representative');
    expect((await listed('state=vacant')).total).toBe(2);
    expect((await end(proposed.appointment.id)).error?.code).toBe('people.already_ended');
  });

  test('has an offer taken back before it is accepted', async () => {
    const other = await createPerson([]);
    const { body } = await represent('admin.qu', { kind: 'login', username: other.username });
    expect((await end(body.appointment.id)).body).toMatchObject({ state: 'not_taken_up', proposal: { answer: 'withdrawn' } });
    expect((await listed('state=vacant')).total).toBe(2);
  });
});
