import { randomUUID } from 'node:crypto';
import { type BureauRole, KEEPER_ROLES, type SchoolRole, requiredOf } from '@guardroom/domain';
import { newId, type PersonId } from '@guardroom/kernel';
import type { TestDatabase } from '../database/index.ts';
import type { District, School } from './places.ts';

export type SchoolPerson = { readonly at: School; readonly sub: string; readonly personId: PersonId; readonly name: string; readonly roles: readonly SchoolRole[] };
export type BureauPerson = { readonly of: District; readonly sub: string; readonly personId: PersonId; readonly name: string; readonly roles: readonly BureauRole[] };

/** Makes a person with posts at a school, all of them current. */
export async function aPerson(db: TestDatabase, at: School, { roles = ['staff'], name }: { readonly roles?: readonly SchoolRole[]; readonly name?: string } = {}): Promise<SchoolPerson> {
  const person = { at, roles, ...(await aPrincipal(db, at.districtId, name)) };
  for (const role of roles) {
    await db.admin.query(
      `insert into appointments (school_id, appointment_id, district_id, person_id, sub, person_name, role, starts_on)
       values ($1, $2, $3, $4, $5, $6, $7, (now() at time zone 'Asia/Shanghai')::date)`,
      [at.schoolId, newId('apt'), at.districtId, person.personId, person.sub, person.name, role],
    );
  }
  return person;
}

/** Gives a person everything that a watch asks for: checked background, signed undertaking and passed training, long in date. */
export async function clearedForWatch(db: TestDatabase, at: { readonly schoolId: string; readonly districtId: string }, { personId, name }: { readonly personId: string; readonly name: string }): Promise<void> {
  for (const kind of requiredOf(KEEPER_ROLES)) {
    await db.admin.query(
      `insert into clearances (school_id, clearance_id, district_id, person_id, person_name, kind, result, done_on, valid_until, issuer, text_version, text_sha256, recorded_by, recorded_by_name, recorded_at)
       select $1, $2, $3, $4, $5, $6, 'passed', day - 30, day + 36500, '区公安分局治安大队', case when $6 = 'undertaking' then '2026-1' end, case when $6 = 'undertaking' then sha256('') end, $4, $5, now()
         from (select (now() at time zone 'Asia/Shanghai')::date as day) today`,
      [at.schoolId, newId('clr'), at.districtId, personId, name, kind],
    );
  }
}

/** Makes a person with posts at the bureau, all of them current. */
export async function aBureauPerson(db: TestDatabase, of: District, { roles = ['district_officer'], name }: { readonly roles?: readonly BureauRole[]; readonly name?: string } = {}): Promise<BureauPerson> {
  const person = { of, roles, ...(await aPrincipal(db, of.districtId, name)) };
  for (const role of roles) {
    await db.admin.query(
      `insert into district_appointments (district_id, appointment_id, person_id, sub, person_name, role, starts_on)
       values ($1, $2, $3, $4, $5, $6, (now() at time zone 'Asia/Shanghai')::date)`,
      [of.districtId, newId('apt'), person.personId, person.sub, person.name, role],
    );
  }
  return person;
}

async function aPrincipal(db: TestDatabase, districtId: string, called?: string): Promise<{ sub: string; personId: PersonId; name: string }> {
  const personId = newId('psn');
  const person = { sub: randomUUID(), personId, name: called ?? `Person ${personId.slice(-4)}` };
  await db.admin.query(`insert into principals (sub, kind, district_id, person_id, name) values ($1, 'person', $2, $3, $4)`, [person.sub, districtId, personId, person.name]);
  return person;
}
