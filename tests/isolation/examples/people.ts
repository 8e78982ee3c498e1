import { randomBytes } from 'node:crypto';
import type { peopleRoutes } from '@guardroom/contracts';
import { UNDERTAKING } from '@guardroom/domain';
import { civilDay, instantOf, newId } from '@guardroom/kernel';
import { aBureauPerson, aLiaison, aPerson, aSchool } from '../../../libs/testkit/src/builders/index.ts';
import type { Scene } from '../world.ts';
import { type Examples, at } from './example.ts';

const today = (): string => civilDay(instantOf(Date.now()));
const person = ({ api, school }: Scene) => aPerson(api.database, school, { roles: ['watch_keeper'] });

/** The post of somebody at the school. */
async function aPost(scene: Scene): Promise<string> {
  const { sub } = await aPerson(scene.api.database, scene.school);
  const { rows } = await scene.api.database.admin.query<{ id: string }>('select appointment_id as id from appointments where sub = $1', [sub]);
  return rows[0]!.id;
}

/** A post that is offered to the caller, at a school of its own: posts of the scene come and go. */
async function anOffer({ api, school, caller }: Scene): Promise<string> {
  const [elsewhere, id] = [await aSchool(api.database, { district: { districtId: school.districtId, name: '' } }), newId('apt')];
  await api.database.admin.query(
    `insert into appointment_proposals (school_id, appointment_id, district_id, person_id, sub, person_name, role, starts_on, proposed_at, proposed_by, proposed_by_name)
     values ($1, $2, $3, $4, $5, $6, 'student_affairs', $7, now(), $4, $6)`,
    [elsewhere.schoolId, id, school.districtId, caller.personId, caller.sub, caller.name, today()],
  );
  return id;
}

/** Another school of the district, which nobody represents yet. */
const aSchoolOf = ({ api, school }: Scene) => aSchool(api.database, { district: { districtId: school.districtId, name: '' } });

/** The post of who represents such a school by law. */
async function aRepresentative(scene: Scene): Promise<{ schoolId: string; appointmentId: string }> {
  const { admin } = scene.api.database;
  const { sub } = await aPerson(scene.api.database, await aSchoolOf(scene), { roles: ['legal_representative'] });
  const { rows } = await admin.query<{ schoolId: string; appointmentId: string }>('select school_id as "schoolId", appointment_id as "appointmentId" from appointments where sub = $1', [sub]);
  return rows[0]!;
}

/** The post of an officer who files for the scene's authority. */
async function anOfficial({ api, agency }: Scene): Promise<string> {
  const { sub } = await aLiaison(api.database, agency);
  const { rows } = await api.database.admin.query<{ id: string }>('select appointment_id as id from liaisons where sub = $1', [sub]);
  return rows[0]!.id;
}

/** A training of somebody who keeps watch. */
async function aClearance(scene: Scene): Promise<{ clearanceId: string; personId: string }> {
  const [{ personId, name }, clearanceId] = [await person(scene), newId('clr')];
  await scene.api.database.admin.query(
    `insert into clearances (school_id, clearance_id, district_id, person_id, person_name, kind, result, done_on, valid_until, issuer, recorded_by, recorded_by_name, recorded_at)
     values ($1, $2, $3, $4, $5, 'training', 'passed', $6, $6::date + 100, '区教师进修学校', $4, $5, now())`,
    [scene.school.schoolId, clearanceId, scene.school.districtId, personId, name, today()],
  );
  return { clearanceId, personId };
}

export const peopleExamples: Examples<keyof typeof peopleRoutes> = {
  listAppointments: { as: 'principal', make: async (scene) => ({ params: at(scene), query: { perPage: '100' } }) },
  endAppointment: { as: 'principal', make: async (scene) => ({ params: { ...at(scene), appointmentId: await aPost(scene) }, body: { reason: '调离岗位' } }) },
  listEscorts: { as: 'nobody special', make: async (scene) => (await person(scene), { params: at(scene) }) },
  proposeAppointment: { as: 'principal', make: async (scene) => ({ params: at(scene), body: { person: { kind: 'known', personId: (await person(scene)).personId }, role: 'student_affairs', startsOn: today() } }) },
  listRepresentatives: { as: 'district_admin', make: async (scene) => (await aPost(scene), {}) },
  proposeRepresentative: { as: 'district_admin', make: async (scene) => ({ params: { schoolId: (await aSchoolOf(scene)).schoolId }, body: { person: { kind: 'known', personId: (await person(scene)).personId }, startsOn: today() } }) },
  endRepresentative: { as: 'district_admin', make: async (scene) => ({ params: await aRepresentative(scene), body: { reason: '换届' } }) },
  listOfficials: { as: 'district_officer', make: async (scene) => (await aBureauPerson(scene.api.database, { districtId: scene.school.districtId, name: '' }), {}) },
  endOfficial: { as: 'district_admin', make: async (scene) => ({ params: { appointmentId: await anOfficial(scene) }, body: { reason: '调离联络岗位' } }) },
  listPeople: { as: 'security_lead', make: async (scene) => (await person(scene), { params: at(scene) }) },
  listOwnAppointments: { as: 'nobody special', make: async (scene) => (await anOffer(scene), {}) },
  acceptAppointment: { as: 'nobody special', make: async (scene) => ({ params: { appointmentId: await anOffer(scene) }, body: { undertaking: { version: UNDERTAKING.version } } }) },
  declineAppointment: { as: 'nobody special', make: async (scene) => ({ params: { appointmentId: await anOffer(scene) }, body: { reason: `另有安排 ${randomBytes(2).toString('hex')}` } }) },
  listClearances: { as: 'security_lead', make: async (scene) => ({ params: at(scene), query: { personId: (await aClearance(scene)).personId } }) },
  recordClearance: { as: 'security_lead', make: async (scene) => ({ params: at(scene), body: { personId: (await person(scene)).personId, kind: 'background_check', result: 'passed', doneOn: today(), issuer: '区公安分局' } }) },
  revokeClearance: { as: 'security_lead', make: async (scene) => ({ params: { ...at(scene), clearanceId: (await aClearance(scene)).clearanceId }, body: { reason: '登记错人' } }) },
  listOwnClearances: {
    as: 'nobody special',
    make: async (scene) => {
      const { school, caller, api } = scene;
      await api.database.admin.query(
        `insert into clearances (school_id, clearance_id, district_id, person_id, person_name, kind, result, done_on, valid_until, issuer, recorded_by, recorded_by_name, recorded_at)
         values ($1, $2, $3, $4, $5, 'training', 'passed', $6, $6::date + 100, '区教师进修学校', 'psn_0', '某', now())`,
        [school.schoolId, newId('clr'), school.districtId, caller.personId, caller.name, today()],
      );
      return { params: at(scene) };
    },
  },
  signUndertaking: { as: 'nobody special', make: async (scene) => ({ params: at(scene), body: { version: UNDERTAKING.version } }) },
};
