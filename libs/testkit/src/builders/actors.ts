import { type CaseActor, type DistrictActor, type GatewayActor, type MachineActor, type SchoolActor, type TicketClaim, openTicket } from '@guardroom/db';
import { AGENCY_ROLES } from '@guardroom/domain';
import type { TestDatabase } from '../database/index.ts';
import type { Liaison } from './agencies.ts';
import type { Gateway } from './equipment.ts';
import type { BureauPerson, SchoolPerson } from './people.ts';
import type { School } from './places.ts';

/** How long the access token behind the ticket lives, and when it was issued. An hour from now unless told: longer than any test file. */
export type TokenTimes = { readonly issuedAt?: Date; readonly expiresAt?: Date };

/** Opens a real ticket and answers the actor that carries it, as the edge does for an accepted token. */
export function actorFor(db: TestDatabase, who: SchoolPerson, times?: TokenTimes): Promise<SchoolActor>;
export function actorFor(db: TestDatabase, who: BureauPerson, times?: TokenTimes): Promise<DistrictActor>;
export function actorFor(db: TestDatabase, who: Gateway, times?: TokenTimes): Promise<GatewayActor>;
export function actorFor(db: TestDatabase, who: Liaison, times?: TokenTimes): Promise<CaseActor>;
export async function actorFor(db: TestDatabase, who: SchoolPerson | BureauPerson | Gateway | Liaison, times: TokenTimes = {}): Promise<SchoolActor | DistrictActor | GatewayActor | CaseActor> {
  const { sub, name } = who;
  if ('of' in who) {
    const { districtId } = who.of;
    const ticket = await ticketFor(db, { sub, kind: 'district', districtId }, times);
    return Object.freeze({ kind: 'district', sub, name, districtId, ticket, personId: who.personId, roles: who.roles });
  }
  if ('for' in who) {
    const { districtId, agencyId, name: agencyName } = who.for;
    const ticket = await ticketFor(db, { sub, kind: 'case', districtId, agencyId }, times);
    return Object.freeze({ kind: 'case', sub, name, districtId, agencyId, agencyName, ticket, personId: who.personId, roles: AGENCY_ROLES });
  }
  const { districtId, schoolId, schoolNo } = who.at;
  const place = { sub, districtId, schoolId, schoolNo };
  if ('gatewayId' in who) {
    const ticket = await ticketFor(db, { ...place, kind: 'gateway', gatewayId: who.gatewayId }, times);
    return Object.freeze({ kind: 'gateway', ...place, name, ticket, gatewayId: who.gatewayId });
  }
  const ticket = await ticketFor(db, { ...place, kind: 'school' }, times);
  return Object.freeze({ kind: 'school', ...place, name, ticket, personId: who.personId, roles: who.roles });
}

/** The platform's own work at a school, with a principal and a ticket of its own. */
export async function machineFor(db: TestDatabase, at: School, purpose: string, times: TokenTimes = {}): Promise<MachineActor> {
  const sub = `machine:${purpose}`;
  await db.admin.query(`insert into principals (sub, kind, name) values ($1, 'machine', $2) on conflict do nothing`, [sub, purpose]);
  const { districtId, schoolId, schoolNo } = at;
  const place = { sub, districtId, schoolId, schoolNo };
  return Object.freeze({ kind: 'machine', ...place, name: purpose, ticket: await ticketFor(db, { ...place, kind: 'school' }, times), purpose });
}

function ticketFor(db: TestDatabase, claim: Omit<TicketClaim, 'tokenIssuedAt' | 'expiresAt'>, { issuedAt, expiresAt }: TokenTimes): Promise<string> {
  const now = Date.now();
  return openTicket(db.admin, { ...claim, tokenIssuedAt: issuedAt ?? new Date(now), expiresAt: expiresAt ?? new Date(now + 3_600_000) });
}
