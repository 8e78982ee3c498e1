import { type Actor, type CaseActor, type GatewayActor, type MachineActor, type Resolved, type SchoolActor, type DistrictActor, openTicket, prolongTicket, resolveSubject } from '@guardroom/db';
import { AGENCY_ROLES, type BureauRole, MFA_REQUIRED_ROLES, type Role, type SchoolRole } from '@guardroom/domain';
import type { Permission, Scope } from '@guardroom/contracts';
import { AuthDb } from '../database/databases.ts';
import { Refused, notFound } from '../errors/refused.ts';
import type { TokenClaims } from './token-verifier.ts';

/** Subject of the platform's own machine work. A row in `principals` like everybody's: switched off, it stops. */
export const MACHINE_SUB = 'machine:guardroom';
/** How long a machine's ticket lives. Seconds. */
const MACHINE_TICKET_SECONDS = 300;

/** Who is signed in, before a school or the bureau was chosen. */
export type Principal = { readonly claims: TokenClaims; readonly resolved: Resolved };

type TicketClaimRest = Pick<Parameters<typeof openTicket>[1], 'kind' | 'schoolId' | 'schoolNo' | 'gatewayId' | 'agencyId'>;

/** Makes actors: asks the database who a subject is now, chooses the school, opens the ticket. */
export class Identity {
  readonly #auth: AuthDb;
  /** Tickets by token and tenant. A cached ticket is no right: the database asks the principal at every statement. */
  readonly #tickets = new Map<string, { ticket: string; expiresAt: number }>();

  constructor(auth: AuthDb) {
    this.#auth = auth;
  }

  /**
   * Who the token's subject is now.
   * @refuses identity.no_longer_active — when nobody enrolled them, they were retired, or the token is older than their last change
   */
  async principal(claims: TokenClaims): Promise<Principal> {
    const resolved = await resolveSubject(this.#auth.pool, claims.sub);
    if (!resolved?.active || claims.issuedAt < resolved.notBefore) throw new Refused('identity.no_longer_active', { status: 401 });
    return { claims, resolved };
  }

  /**
   * The actor for a scope, with the roles that count in this login.
   * @refuses request.not_found — when they hold no post at that school: its existence is not told
   * @refuses identity.second_factor_needed — when only a login with a second factor would permit it
   * @refuses identity.not_permitted — when their posts do not
   */
  async actor(by: Principal, scope: Scope, permission: Permission, schoolId: string | undefined): Promise<Actor> {
    if (scope === 'school') return this.#atSchool(by, permission, schoolId ?? '');
    if (scope === 'district') return this.#atBureau(by, permission);
    if (scope === 'case') return this.#atAgency(by, permission);
    if (scope === 'gateway') return this.#gateway(by);
    throw new Error(`no actor for scope ${scope}`);
  }

  /** The platform's own work at one school. */
  async machine(school: { schoolId: string; schoolNo: number; districtId: string }, purpose: string): Promise<MachineActor> {
    const now = Math.floor(Date.now() / 1000);
    const claims = { sub: MACHINE_SUB, jti: `${MACHINE_SUB}:${Math.floor(now / 60)}`, issuedAt: now, expiresAt: now + MACHINE_TICKET_SECONDS };
    const ticket = await this.#ticket(claims, school.districtId, { kind: 'school', schoolId: school.schoolId, schoolNo: school.schoolNo });
    return Object.freeze({ kind: 'machine', sub: MACHINE_SUB, name: 'Guardroom', districtId: school.districtId, schoolId: school.schoolId, schoolNo: school.schoolNo, purpose, ticket });
  }

  /**
   * The platform's own work at a school that is known by its id alone.
   * @refuses request.not_found — when there is no such school
   */
  async machineAt(schoolId: string, purpose: string): Promise<MachineActor> {
    const { rows } = await this.#auth.pool.query<{ schoolNo: number; districtId: string }>('select school_no as "schoolNo", district_id as "districtId" from schools where school_id = $1', [schoolId]);
    if (!rows[0]) throw notFound();
    return this.machine({ schoolId, ...rows[0] }, purpose);
  }

  /**
   * Somebody who answers the offer of a post at a school where they may hold none yet: an actor without roles, for that answer alone.
   * The caller has found the offer.
   * @refuses request.not_found — for who is no person of a district
   */
  async candidate(by: Principal, school: { readonly school_id: string; readonly school_no: number; readonly district_id: string }): Promise<SchoolActor> {
    const { sub, name, personId, district } = by.resolved;
    if (!personId || district?.id !== school.district_id) throw notFound();
    const ticket = await this.#ticket(by.claims, school.district_id, { kind: 'school', schoolId: school.school_id, schoolNo: school.school_no });
    return Object.freeze({ kind: 'school', sub, name, personId, districtId: school.district_id, schoolId: school.school_id, schoolNo: school.school_no, roles: [], ticket });
  }

  /** The same officer for work that may take so long, whatever is left of their token. Who is retired meanwhile is refused all the same. */
  async lasting(by: DistrictActor, seconds: number): Promise<DistrictActor> {
    return Object.freeze({ ...by, ticket: await prolongTicket(this.#auth.pool, by.ticket, new Date(Date.now() + seconds * 1000)) });
  }

  async #atSchool(by: Principal, permission: Permission, schoolId: string): Promise<SchoolActor> {
    const school = by.resolved.schools.find((s) => s.id === schoolId);
    if (!school || !by.resolved.district || !by.resolved.personId) throw notFound();
    const roles = permitted(by, school.roles as SchoolRole[], permission);
    const ticket = await this.#ticket(by.claims, by.resolved.district.id, { kind: 'school', schoolId: school.id, schoolNo: school.no });
    return Object.freeze({ kind: 'school', sub: by.resolved.sub, name: by.resolved.name, personId: by.resolved.personId, districtId: by.resolved.district.id, schoolId: school.id, schoolNo: school.no, roles, ticket });
  }

  async #atBureau(by: Principal, permission: Permission): Promise<DistrictActor> {
    if (!by.resolved.district || !by.resolved.personId) throw notFound();
    const roles = permitted(by, by.resolved.districtRoles as BureauRole[], permission);
    const ticket = await this.#ticket(by.claims, by.resolved.district.id, { kind: 'district' });
    return Object.freeze({ kind: 'district', sub: by.resolved.sub, name: by.resolved.name, personId: by.resolved.personId, districtId: by.resolved.district.id, roles, ticket });
  }

  async #atAgency(by: Principal, permission: Permission): Promise<CaseActor> {
    const { agency, personId } = by.resolved;
    const roles = permitted(by, agency ? AGENCY_ROLES : [], permission);
    if (!agency || !personId) throw notFound();
    const ticket = await this.#ticket(by.claims, agency.districtId, { kind: 'case', agencyId: agency.id });
    return Object.freeze({ kind: 'case', sub: by.resolved.sub, name: by.resolved.name, personId, districtId: agency.districtId, agencyId: agency.id, agencyName: agency.name, roles, ticket });
  }

  async #gateway(by: Principal): Promise<GatewayActor> {
    const { rows } = await this.#auth.pool.query<{ school_id: string; school_no: number; district_id: string; gateway_id: string; name: string }>(
      `select g.school_id, s.school_no, g.district_id, g.gateway_id, g.name from gateways g join schools s using (school_id) where g.sub = $1 and g.state = 'active'`,
      [by.resolved.sub],
    );
    const gateway = rows[0];
    if (!gateway) throw new Refused('identity.not_permitted', { status: 403 });
    const ticket = await this.#ticket(by.claims, gateway.district_id, { kind: 'gateway', schoolId: gateway.school_id, schoolNo: gateway.school_no, gatewayId: gateway.gateway_id });
    return Object.freeze({ kind: 'gateway', sub: by.resolved.sub, name: gateway.name, districtId: gateway.district_id, schoolId: gateway.school_id, schoolNo: gateway.school_no, gatewayId: gateway.gateway_id, ticket });
  }

  async #ticket(claims: Pick<TokenClaims, 'sub' | 'jti' | 'issuedAt' | 'expiresAt'>, districtId: string, rest: TicketClaimRest): Promise<string> {
    const key = `${claims.sub} ${claims.jti} ${rest.kind} ${rest.schoolId ?? rest.agencyId ?? districtId}`;
    const cached = this.#tickets.get(key);
    if (cached && cached.expiresAt > Date.now() + 1_000) return cached.ticket;
    const ticket = await openTicket(this.#auth.pool, { sub: claims.sub, districtId, ...rest, tokenIssuedAt: new Date(claims.issuedAt * 1000), expiresAt: new Date(claims.expiresAt * 1000) });
    this.#remember(key, ticket, claims.expiresAt * 1000);
    return ticket;
  }

  #remember(key: string, ticket: string, expiresAt: number): void {
    if (this.#tickets.size > 5_000) {
      for (const [old, entry] of this.#tickets) if (entry.expiresAt < Date.now()) this.#tickets.delete(old);
    }
    this.#tickets.set(key, { ticket, expiresAt });
  }
}

/** The roles that count: those that ask for a second factor count only in a login that proved one. */
function permitted<R extends Role>(by: Principal, held: readonly R[], permission: Permission): R[] {
  const counting = held.filter((role) => by.claims.secondFactor || !MFA_REQUIRED_ROLES.includes(role));
  const allows = (roles: readonly R[]): boolean => (permission.kind === 'any_principal' ? roles.length > 0 : permission.kind === 'roles' && roles.some((r) => permission.roles.includes(r)));
  if (allows(counting)) return counting;
  if (allows(held)) throw new Refused('identity.second_factor_needed', { status: 403 });
  throw new Refused('identity.not_permitted', { status: 403, details: permission.kind === 'roles' ? { needs: permission.roles } : {} });
}
