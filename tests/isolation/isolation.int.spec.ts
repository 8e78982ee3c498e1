import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Route, type Routes, routes } from '@guardroom/contracts';
import { AGENCY_ROLES, type AgencyRole, BUREAU_ROLES, type BureauRole, MFA_REQUIRED_ROLES, ROLES, type Role, SCHOOL_ROLES, type SchoolRole } from '@guardroom/domain';
import { aDistrict } from '../../libs/testkit/src/builders/index.ts';
import { type AnyCall, type Answered, atSchool, counted, crossings, faultOf, namesObjects, send } from './calls.ts';
import { examples } from './examples/index.ts';
import { idsIn, namedIn, rowsOf } from './rows.ts';
import { type Person, type Posts, type Scene, type World, buildWorld } from './world.ts';

type Key = keyof Routes;
const table = routes as Record<Key, Route>;
const keys = Object.keys(routes) as Key[];
const where = (wanted: (route: Route) => boolean): Key[] => keys.filter((key) => wanted(table[key]));
const ofSchool = where((r) => r.scope === 'school');
const ofBureau = where((r) => r.scope === 'district');
const ofAgencies = where((r) => r.scope === 'case');
const ofPeople = where((r) => r.permission.kind === 'roles' || r.permission.kind === 'any_principal');
const ofGateways = where((r) => r.scope === 'gateway');
const ofOneself = where((r) => r.scope === 'person');
const isSchoolRole = (role: Role): role is SchoolRole => (SCHOOL_ROLES as readonly Role[]).includes(role);
const isAgencyRole = (role: Role): role is AgencyRole => (AGENCY_ROLES as readonly Role[]).includes(role);
const isBureauRole = (role: Role): role is BureauRole => (BUREAU_ROLES as readonly Role[]).includes(role);
/** The roles that an operation is for; every principal's operation stands for all of a school's. */
const rolesOf = ({ permission }: Route): readonly Role[] => (permission.kind === 'roles' ? permission.roles : permission.kind === 'any_principal' ? SCHOOL_ROLES : []);

let world: World;
beforeAll(async () => {
  world = await buildWorld();
});
afterAll(async () => {
  process.stdout.write(`isolation: ${keys.length} operations, ${counted.calls} calls\n`);
  await world?.close();
});

const make = (key: Key, scene: Scene): Promise<AnyCall> => examples[key].make(scene) as Promise<AnyCall>;
const sent = async (key: Key, call: AnyCall, by?: Person): Promise<Answered> => send(world.api.url, key, call, by && (await world.token(by)));
const isRefusal = ({ status }: Answered): boolean => status >= 400 && status < 500;
/** Ids of others that an answer tells and the call did not know. */
const leaked = ({ text }: Answered, call: AnyCall, others: ReadonlySet<string>): string[] => {
  const asked = new Set(namedIn(JSON.stringify(call)));
  return namedIn(text).filter((id) => others.has(id) && !asked.has(id));
};
const hereRows = () => rowsOf(world.api.database, world.here.school, Object.values(world.cast).map((p) => p.sub));
const thereRows = () => rowsOf(world.api.database, world.there.school, []);

/** Gives a role to a person: at this school, at the bureau, at an authority, or nowhere when no post carries it. */
function postOf(role: Role, scene: Scene): Posts {
  if (isSchoolRole(role)) return { school: scene.school, roles: [role] };
  if (isBureauRole(role)) return { bureau: scene.school.districtId, roles: [role] };
  if (isAgencyRole(role)) return { agency: scene.agency, roles: [role] };
  return { roles: [] };
}

/** Runs what must change no row of the first school. */
async function changingNothing(look: () => Promise<void>): Promise<void> {
  const before = await hereRows();
  await look();
  expect(await hereRows()).toEqual(before);
}

/**
 * What somebody with every post at the other school, or for an agency's operation an officer of the other agency, reaches of a call's objects: on its own path, moved to the other school's
 * path, and mixed into that school's own call one id at a time. Empty when nothing.
 */
async function openToTheOther(key: Key, theirs: AnyCall): Promise<string[]> {
  const { there, cast } = world;
  await world.post(cast.foreigner, table[key].scope === 'case' ? postOf('authority_liaison', there) : { school: there.school, roles: [...SCHOOL_ROLES] });
  const own = await make(key, there);
  const isTheirs = idsIn(await hereRows(), await thereRows());
  const { freshen: _, ...rest } = theirs;
  const asked: AnyCall = rest;
  const mixed = crossings(own, theirs);
  if (mixed.length > 0 !== namesObjects(theirs)) throw new Error(`${key}: the two examples name different objects`);
  const ways = [{ place: 'own path', call: asked }, { place: 'all', call: atSchool(asked, there.school.schoolId) }, ...mixed];
  const faults: string[] = [];
  for (const { place, call } of ways) {
    await call.freshen?.();
    const answer = await sent(key, call, cast.foreigner);
    const isFound = place === 'own path' ? answer.status !== 404 : !isRefusal(answer);
    // A list that is filtered by what is not there is empty, and a call that names no object is the school's own.
    const mayBeEmpty = place.startsWith('query') || (place === 'all' && mixed.every((m) => m.place.startsWith('query')));
    if (isFound && !(mayBeEmpty && answer.status < 300)) faults.push(`${place}: ${answer.status} ${answer.text.slice(0, 200)}`);
    faults.push(...leaked(answer, call, isTheirs).map((id) => `${place}: tells of ${id}`));
  }
  return faults;
}

/** Sends as the example's own caller, who may. */
async function succeeds(key: Key, role: Role | 'gateway' | 'public'): Promise<void> {
  const { here, cast } = world;
  const call = await make(key, here);
  await call.freshen?.();
  if (role === 'public') return expect([key, role, faultOf(key, await sent(key, call))]).toEqual([key, role, undefined]);
  if (role === 'gateway') return expect([key, role, faultOf(key, await send(world.api.url, key, call, await here.gateway.token()))]).toEqual([key, role, undefined]);
  await world.post(cast.subject, postOf(role, here));
  expect([key, role, faultOf(key, await sent(key, call, cast.subject))]).toEqual([key, role, undefined]);
}

describe('every operation', () => {
  test.each(keys)('%s answers its own callers as declared', async (key) => {
    const { permission } = table[key];
    const as = examples[key].as === 'nobody special' ? 'staff' : examples[key].as;
    const callers = permission.kind === 'roles' ? permission.roles : [as];
    expect(callers).toContain(as);
    for (const role of callers) await succeeds(key, role as Role);
  });

  test.each(ofPeople.concat(ofGateways))('%s is closed to nobody, and to the other kind of token', async (key) => {
    const call = await make(key, world.here);
    await world.post(world.cast.subject, { school: world.here.school, roles: [...SCHOOL_ROLES] });
    const gateway = await world.here.gateway.token();
    const wrongKind = table[key].scope === 'gateway' ? await world.token(world.cast.subject) : gateway;
    await changingNothing(async () => {
      for (const token of [undefined, wrongKind, `${gateway.slice(0, -12)}AAAAAAAAAAAA`]) expect(await send(world.api.url, key, call, token)).toMatchObject({ status: 401, code: 'identity.not_signed_in' });
    });
  });

  test.each(keys.filter((key) => table[key].permission.kind === 'public'))('%s is public for a written reason and needs no token', (key) => {
    expect(table[key].permission).toMatchObject({ kind: 'public', because: expect.stringMatching(/.{10}/) });
    expect(examples[key].as).toBe('public');
  });
});

describe("a school's operation", () => {
  test.each(ofSchool)('%s is closed to every other role', async (key) => {
    const { here, cast } = world;
    const call = await make(key, here);
    await changingNothing(async () => {
      for (const role of ROLES.filter((r) => !rolesOf(table[key]).includes(r))) {
        await world.post(cast.subject, postOf(role, here));
        const { status, code } = await sent(key, call, cast.subject);
        expect([role, status, code]).toEqual([role, ...(isSchoolRole(role) ? [403, 'identity.not_permitted'] : [404, 'request.not_found'])]);
      }
    });
  });

  test.each(ofSchool.filter((key) => examples[key].personal))('%s is closed to a colleague whom it does not concern', async (key) => {
    const { here, cast } = world;
    const call = await make(key, here);
    await call.freshen?.();
    await world.post(cast.colleague, { school: here.school, roles: ['staff', 'contractor', 'student_affairs', 'equipment_admin'] });
    await changingNothing(async () => expect(await sent(key, call, cast.colleague)).toMatchObject({ status: 404, code: 'request.not_found' }));
  });

  test.each(ofSchool)('%s does not exist for the other school, whatever it names', async (key) => {
    const theirs = await make(key, world.here);
    await changingNothing(async () => expect(await openToTheOther(key, theirs)).toEqual([]));
  });

  test('is found open when one policy lets every school read every camera', async () => {
    const { admin } = world.api.database;
    await admin.query('create policy planted on cameras for select to gr_school using (true)');
    try {
      const call = await make('getCamera', world.here);
      expect(await openToTheOther('getCamera', call)).toEqual(expect.arrayContaining([expect.stringMatching(/^all: 200/), expect.stringMatching(/^params.cameraId: 200/), expect.stringMatching(/^all: tells of gwy_/)]));
      expect(await openToTheOther('listCameras', await make('listCameras', world.here))).not.toEqual([]);
    } finally {
      await admin.query('drop policy planted on cameras');
    }
  });

  test.each(ofSchool)('%s does not exist for the bureau', async (key) => {
    const { here, cast } = world;
    const call = await make(key, here);
    await world.post(cast.bureau, { bureau: here.school.districtId, roles: [...BUREAU_ROLES] });
    await changingNothing(async () => expect(await sent(key, call, cast.bureau)).toMatchObject({ status: 404, code: 'request.not_found' }));
  });
});

describe("the bureau's operation", () => {
  test.each(ofBureau)('%s is closed to every role of a school', async (key) => {
    const { here, cast } = world;
    const call = await make(key, here);
    await changingNothing(async () => {
      for (const role of [...ROLES.filter((r) => !rolesOf(table[key]).includes(r)), 'all'] as const) {
        await world.post(cast.subject, role === 'all' ? { school: here.school, roles: [...SCHOOL_ROLES] } : postOf(role, here));
        expect([role, (await sent(key, call, cast.subject)).code]).toEqual([role, 'identity.not_permitted']);
      }
    });
  });

  test.each(ofBureau)('%s tells another bureau nothing of this one', async (key) => {
    const { here, cast } = world;
    const call = await make(key, here);
    const elsewhere = await aDistrict(world.api.database);
    await world.post(cast.otherBureau, { bureau: elsewhere.districtId, roles: [...BUREAU_ROLES] });
    const ours = new Set([...idsIn(await hereRows(), new Map()), ...idsIn(await thereRows(), new Map())]);
    await changingNothing(async () => {
      const answer = await sent(key, call, cast.otherBureau);
      expect(answer.status).toBeLessThan(500);
      expect(leaked(answer, call, ours)).toEqual([]);
      expect(answer.text).not.toContain(here.school.districtId);
    });
  });
});

describe("an agency's operation", () => {
  test.each(ofAgencies)('%s is closed to every role of a school and of the bureau', async (key) => {
    const { here, cast } = world;
    const call = await make(key, here);
    await changingNothing(async () => {
      for (const role of [...ROLES.filter((r) => !rolesOf(table[key]).includes(r)), 'all'] as const) {
        await world.post(cast.subject, role === 'all' ? { school: here.school, roles: [...SCHOOL_ROLES] } : postOf(role, here));
        expect([role, (await sent(key, call, cast.subject)).code]).toEqual([role, 'identity.not_permitted']);
      }
    });
  });

  test.each(ofAgencies.filter((key) => table[key].params))('%s does not exist for another agency, whatever it names', async (key) => {
    const theirs = await make(key, world.here);
    await changingNothing(async () => expect(await openToTheOther(key, theirs)).toEqual([]));
  });

  test.each(ofAgencies.filter((key) => !table[key].body))('%s tells another agency nothing of this one', async (key) => {
    const { here, there, cast } = world;
    const call = await make(key, here);
    await world.post(cast.foreigner, postOf('authority_liaison', there));
    const ours = (await world.api.database.admin.query<{ id: string }>('select request_id as id from authority_requests where agency_id = $1', [here.agency.agencyId])).rows.map(({ id }) => id);
    const answer = await sent(key, call, cast.foreigner);
    expect(answer.status).toBeLessThan(500);
    expect(ours.filter((id) => answer.text.includes(id))).toEqual([]);
    expect(answer.text).not.toContain(here.agency.agencyId);
  });
});

describe("a person's own operation", () => {
  /** Everybody else, with every post there is: at the person's own school, at the other one, at the bureau, and at an authority. */
  async function others(): Promise<Person[]> {
    const { here, there, cast } = world;
    await world.post(cast.subject, { school: here.school, roles: ['staff'] });
    await world.post(cast.colleague, { school: here.school, roles: [...SCHOOL_ROLES] });
    await world.post(cast.foreigner, { school: there.school, roles: [...SCHOOL_ROLES] });
    await world.post(cast.bureau, { bureau: here.school.districtId, roles: [...BUREAU_ROLES] });
    await world.post(cast.otherBureau, postOf('authority_liaison', here));
    return [cast.colleague, cast.foreigner, cast.bureau, cast.otherBureau];
  }

  test.each(ofOneself.filter((key) => table[key].params))('%s does not exist for anybody else, and stays open to the person', async (key) => {
    const strangers = await others();
    const call = await make(key, world.here);
    for (const stranger of strangers) expect([stranger.username, await sent(key, call, stranger)]).toMatchObject([stranger.username, { status: 404, code: 'request.not_found' }]);
    expect(faultOf(key, await sent(key, call, world.cast.subject))).toBeUndefined();
  });

  test.each(ofOneself.filter((key) => !table[key].params))('%s tells everybody else nothing of the person', async (key) => {
    const strangers = await others();
    const { subject } = world.cast;
    const call = await make(key, world.here);
    const own = await world.api.database.admin.query<{ id: string }>(
      'select person_id as id from principals where sub = $1 union select appointment_id from appointments where sub = $1 union select appointment_id from appointment_proposals where sub = $1 union select school_id from appointment_proposals where sub = $1',
      [subject.sub],
    );
    const theirs = new Set(own.rows.map(({ id }) => id));
    expect(leaked(await sent(key, call, subject), call, theirs)).not.toEqual([]);
    for (const stranger of strangers) {
      const answer = await sent(key, call, stranger);
      expect([stranger.username, answer.status, leaked(answer, call, theirs)]).toEqual([stranger.username, 200, []]);
    }
  });
});

describe('a post that asks for a second factor', () => {
  const asks = (key: Key): boolean => rolesOf(table[key]).some((role) => MFA_REQUIRED_ROLES.includes(role));
  test.each([...ofSchool, ...ofBureau, ...ofAgencies].filter(asks))('does not count without one at %s', async (key) => {
    const { here, cast } = world;
    const call = await make(key, here);
    const asking = rolesOf(table[key]).filter((role) => MFA_REQUIRED_ROLES.includes(role));
    await changingNothing(async () => {
      for (const role of asking) {
        await world.post(cast.weak, postOf(role, here));
        expect([role, await sent(key, call, cast.weak)]).toMatchObject([role, { status: 403, code: 'identity.second_factor_needed' }]);
      }
    });
    expect(asking.length).toBeGreaterThan(0);
  });
});

describe("a gateway's operation", () => {
  test.each(ofGateways)('%s reaches nothing of another school', async (key) => {
    const { here, there } = world;
    const [theirs, own] = [await make(key, here), await make(key, there)];
    const isTheirs = idsIn(await hereRows(), await thereRows());
    await changingNothing(async () => {
      for (const { place, call } of [{ place: 'all', call: theirs }, ...crossings(own, theirs)]) {
        const answer = await send(world.api.url, key, call, await there.gateway.token());
        expect([place, answer.status < 500]).toEqual([place, true]);
        if (place === 'all' || place.startsWith('body')) expect(answer.text).not.toMatch(/"state":"(put|stored|verified|held|sealed)"/);
        expect(leaked(answer, call, isTheirs)).toEqual([]);
      }
    });
  });

  test.each(ofGateways)('%s is closed to a gateway that was revoked', async (key) => {
    const { here, api } = world;
    const call = await make(key, here);
    const { gatewayId } = here.gateway.enrolment;
    const { rows: [principal] } = await api.database.admin.query<{ sub: string }>(`update gateways set state = 'revoked' where gateway_id = $1 returning sub`, [gatewayId]);
    await changingNothing(async () => expect(await send(api.url, key, call, await here.gateway.token())).toMatchObject({ status: 401 }));
    // Even where its principal were active still.
    await api.database.admin.query(`update auth.principals set active = true, not_before = '-infinity' where sub = $1`, [principal?.sub]);
    await changingNothing(async () => expect(await send(api.url, key, call, await here.gateway.token())).toMatchObject({ status: 403 }));
    await api.database.admin.query(`update gateways set state = 'active' where gateway_id = $1`, [gatewayId]);
  });
});
