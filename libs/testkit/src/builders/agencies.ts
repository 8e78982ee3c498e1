import { randomUUID } from 'node:crypto';
import { type Id, newId, type PersonId } from '@guardroom/kernel';
import type { TestDatabase } from '../database/index.ts';
import type { District, School } from './places.ts';

export type Agency = { readonly districtId: string; readonly agencyId: Id<'agy'>; readonly name: string };
export type Liaison = { readonly for: Agency; readonly sub: string; readonly personId: PersonId; readonly name: string };

/** Makes a competent authority that the district has let in. */
export async function anAgency(db: TestDatabase, { districtId }: Pick<District, 'districtId'>, { name }: { readonly name?: string } = {}): Promise<Agency> {
  const agencyId = newId('agy');
  const agency = { districtId, agencyId, name: name ?? `Agency ${agencyId.slice(-4)}` };
  await db.admin.query(`insert into agencies (district_id, agency_id, name, kind) values ($1, $2, $3, 'police')`, [districtId, agencyId, agency.name]);
  return agency;
}

/** Makes an officer who files for an agency. */
export async function aLiaison(db: TestDatabase, agency: Agency, { name }: { readonly name?: string } = {}): Promise<Liaison> {
  const personId = newId('psn');
  const liaison = { for: agency, sub: randomUUID(), personId, name: name ?? `Officer ${personId.slice(-4)}` };
  await db.admin.query(`insert into principals (sub, kind, district_id, person_id, name) values ($1, 'person', $2, $3, $4)`, [liaison.sub, agency.districtId, personId, liaison.name]);
  await db.admin.query(
    `insert into liaisons (district_id, agency_id, appointment_id, person_id, sub, person_name, badge_number, starts_on) values ($1, $2, $6, $3, $4, $5, '013579', (now() at time zone 'Asia/Shanghai')::date)`,
    [agency.districtId, agency.agencyId, personId, liaison.sub, liaison.name, newId('apt')],
  );
  return liaison;
}

/** Makes a request of an agency to a school, as filed a moment ago. */
export async function anAuthorityRequest(db: TestDatabase, by: Liaison, at: School): Promise<Id<'aut'>> {
  const requestId = newId('aut');
  await db.admin.query(
    `insert into authority_requests (school_id, request_id, district_id, agency_id, agency_name, state, case_number, notice_number, facts, places, from_at, to_at, deadline_at, officers,
       filed_by_person_id, filed_by_sub, filed_by_name, filed_at)
     values ($1, $2, $3, $4, $5, 'received', 'A-1', $2, 'theft of a bicycle', 'east gate', now() - interval '2 hours', now() - interval '1 hour', now() + interval '1 day',
       '[{"name": "One", "badge": "1"}, {"name": "Two", "badge": "2"}]', $6, $7, $8, now())`,
    [at.schoolId, requestId, at.districtId, by.for.agencyId, by.for.name, by.personId, by.sub, by.name],
  );
  return requestId;
}
