import { type AuthorityKind, BUREAU_ROLES, type BureauRole, type Role, SCHOOL_ROLES, type SchoolRole } from '@guardroom/domain';
import { newId } from '@guardroom/kernel';
import type { Tx } from '@guardroom/db';
import { Injectable } from '@nestjs/common';
import { PlatformDb } from '../../platform/database/platform-db.ts';
import { ObjectStore } from '../../platform/object-store/object-store.ts';
import type { DistrictPlan, NewPerson } from './district-plan.ts';

/** A school as onboarding made or found it. */
export type OnboardedSchool = { readonly schoolId: string; readonly schoolNo: number; readonly districtId: string; readonly name: string };

/** One onboarding at a time, so that two starts do not make one district twice. */
const LOCK = 7_203_116;

/**
 * Brings districts, schools, authorities and people in. May be repeated: nothing is made twice, and an appointment that has ended stays ended.
 */
@Injectable()
export class Onboarding {
  readonly #db: PlatformDb;
  readonly #store: ObjectStore;
  constructor(db: PlatformDb, store: ObjectStore) {
    this.#db = db;
    this.#store = store;
  }

  /**
   * @throws Error — when the plan contradicts what is there, with everything that does; nothing of it was taken over
   * @throws Fault — when database or object store is away; safe to call again
   */
  async district(plan: DistrictPlan): Promise<{ districtId: string; schools: OnboardedSchool[] }> {
    const onboarded = await this.#db.transaction(async (tx) => {
      await tx.sql`select pg_advisory_xact_lock(${LOCK})`;
      const districtId = await ensureDistrict(tx, plan.name);
      const faults = await contradictions(tx, districtId, plan);
      if (faults.length > 0) throw new Error(faults.join('\n'));
      const schools: OnboardedSchool[] = [];
      for (const name of plan.schools) schools.push(await ensureSchool(tx, districtId, name));
      for (const agency of plan.agencies ?? []) await ensureAgency(tx, districtId, agency);
      for (const person of plan.people) await ensurePerson(tx, districtId, schools, person);
      return { districtId, schools };
    });
    for (const school of onboarded.schools) await this.#store.ensureBucket(school.schoolId);
    return onboarded;
  }
}

async function ensureDistrict(tx: Tx, name: string): Promise<string> {
  const [known] = await tx.sql<{ id: string }>`select district_id as id from districts where name = ${name}`;
  if (known) return known.id;
  const id = newId('dst');
  await tx.sql`insert into districts (district_id, name) values (${id}, ${name})`;
  return id;
}

async function ensureSchool(tx: Tx, districtId: string, name: string): Promise<OnboardedSchool> {
  await tx.sql`insert into schools (school_id, district_id, name) values (${newId('sch')}, ${districtId}, ${name}) on conflict (district_id, name) do nothing`;
  const [school] = await tx.sql<{ id: string; no: number }>`select school_id as id, school_no as no from schools where district_id = ${districtId} and name = ${name}`;
  if (!school) throw new Error(`school ${name} was not made`);
  return { schoolId: school.id, schoolNo: school.no, districtId, name };
}

/** What of a plan cannot be, as things are here. */
async function contradictions(tx: Tx, districtId: string, { agencies = [], people }: DistrictPlan): Promise<string[]> {
  const faults: string[] = [];
  for (const { name, kind } of agencies) {
    const [other] = await tx.sql<{ kind: string }>`select kind from agencies where district_id = ${districtId} and name = ${name} and kind <> ${kind}`;
    if (other) faults.push(`${name} is an authority of the kind ${other.kind}`);
  }
  for (const { sub, name, agency } of people) {
    const known = await tx.sql`select from principals where sub = ${sub} and (kind <> 'person' or district_id <> ${districtId})`;
    if (known.length > 0) faults.push(`${name} (${sub}) belongs to another district`);
    if (!agency) continue;
    const [other] = await tx.sql<{ name: string }>`select a.name from liaisons l join agencies a using (district_id, agency_id) where l.sub = ${sub} and l.ended_at is null and a.name <> ${agency}`;
    if (other) faults.push(`${name} (${sub}) files for ${other.name}`);
  }
  return faults;
}

const ensureAgency = (tx: Tx, districtId: string, { name, kind }: { readonly name: string; readonly kind: AuthorityKind }) => tx.sql`
  insert into agencies (district_id, agency_id, name, kind) values (${districtId}, ${newId('agy')}, ${name}, ${kind}) on conflict (district_id, name) do nothing`;

async function ensurePerson(tx: Tx, districtId: string, schools: readonly OnboardedSchool[], person: NewPerson): Promise<void> {
  await tx.sql`insert into principals (sub, kind, district_id, person_id, name) values (${person.sub}, 'person', ${districtId}, ${newId('psn')}, ${person.name}) on conflict (sub) do nothing`;
  const [known] = await tx.sql<{ id: string }>`select person_id as id from principals where sub = ${person.sub}`;
  if (!known) throw new Error(`${person.name} was not enrolled`);
  const school = schools.find((s) => s.name === person.school);
  if (person.agency) return void (await ensureLiaison(tx, districtId, person.agency, known.id, person));
  for (const role of person.roles) {
    if (school && isSchoolRole(role)) await ensureAppointment(tx, school, known.id, person, role);
    else if (!school && isBureauRole(role)) await ensureBureauAppointment(tx, districtId, known.id, person, role);
  }
}

/** Identity came first: the realm holds the role already, so the state is in step from the beginning. */
const ensureAppointment = (tx: Tx, school: OnboardedSchool, personId: string, person: NewPerson, role: SchoolRole) => tx.sql`
  insert into appointments (school_id, appointment_id, district_id, person_id, sub, person_name, role, starts_on, identity_synced_at)
  select ${school.schoolId}, ${newId('apt')}, ${school.districtId}, ${personId}, ${person.sub}, ${person.name}, ${role}, (now() at time zone 'Asia/Shanghai')::date, now()
   where not exists (select from appointments where school_id = ${school.schoolId} and sub = ${person.sub} and role = ${role})`;

const ensureBureauAppointment = (tx: Tx, districtId: string, personId: string, person: NewPerson, role: BureauRole) => tx.sql`
  insert into district_appointments (district_id, appointment_id, person_id, sub, person_name, role, starts_on)
  select ${districtId}, ${newId('apt')}, ${personId}, ${person.sub}, ${person.name}, ${role}, (now() at time zone 'Asia/Shanghai')::date
   where not exists (select from district_appointments where district_id = ${districtId} and sub = ${person.sub} and role = ${role})`;

/** One who was taken off the list of an authority stays off it. */
const ensureLiaison = (tx: Tx, districtId: string, agency: string, personId: string, person: NewPerson) => tx.sql`
  insert into liaisons (district_id, agency_id, appointment_id, person_id, sub, person_name, badge_number, starts_on)
  select district_id, agency_id, ${newId('apt')}, ${personId}, ${person.sub}, ${person.name}, ${person.badgeNumber ?? ''}, (now() at time zone 'Asia/Shanghai')::date from agencies
   where district_id = ${districtId} and name = ${agency} and not exists (select from liaisons l where l.agency_id = agencies.agency_id and l.sub = ${person.sub})`;

const isSchoolRole = (role: Role): role is SchoolRole => (SCHOOL_ROLES as readonly Role[]).includes(role);
const isBureauRole = (role: Role): role is BureauRole => (BUREAU_ROLES as readonly Role[]).includes(role);
