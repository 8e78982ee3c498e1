import { createHash, randomBytes } from 'node:crypto';
import type pg from 'pg';

/** Whom a ticket stands for, and how long. */
export type TicketClaim = {
  readonly sub: string;
  readonly kind: 'school' | 'district' | 'gateway' | 'case';
  readonly districtId: string;
  readonly schoolId?: string;
  readonly schoolNo?: number;
  readonly gatewayId?: string;
  readonly agencyId?: string;
  readonly tokenIssuedAt: Date;
  readonly expiresAt: Date;
};

/** What the database knows of a subject. Asked at every request: tokens outlive appointments, this does not. */
export type Resolved = {
  readonly sub: string;
  readonly kind: 'person' | 'gateway' | 'machine';
  readonly personId: string | null;
  readonly name: string;
  readonly active: boolean;
  /** Epoch seconds; tokens issued before are refused. */
  readonly notBefore: number;
  readonly district: { readonly id: string; readonly name: string } | null;
  readonly districtRoles: readonly string[];
  /** The authority that they file for, and the district that let it in. */
  readonly agency: { readonly id: string; readonly name: string; readonly districtId: string } | null;
  readonly schools: readonly { readonly id: string; readonly no: number; readonly name: string; readonly roles: readonly string[] }[];
};

const hashOf = (ticket: Buffer): Buffer => createHash('sha256').update(ticket).digest();

/** Writes a ticket through the login `gr_auth`, which has no right on data; answers the 32 random bytes in hexadecimal. */
export async function openTicket(auth: pg.Pool, claim: TicketClaim): Promise<string> {
  const ticket = randomBytes(32);
  await auth.query(
    `insert into auth.tickets (hash, sub, kind, district_id, school_id, school_no, gateway_id, agency_id, token_issued_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [hashOf(ticket), claim.sub, claim.kind, claim.districtId, claim.schoolId ?? null, claim.schoolNo ?? null, claim.gatewayId ?? null, claim.agencyId ?? null, claim.tokenIssuedAt, claim.expiresAt],
  );
  return ticket.toString('hex');
}

/**
 * A second ticket of the same reader for work that outlasts the first; a reader who is retired meanwhile is refused all the same.
 * @throws Error — when the first one is over
 */
export async function prolongTicket(auth: pg.Pool, ticket: string, expiresAt: Date): Promise<string> {
  const longer = randomBytes(32);
  const { rowCount } = await auth.query(
    `insert into auth.tickets (hash, sub, kind, district_id, school_id, school_no, gateway_id, agency_id, token_issued_at, expires_at)
     select $2, sub, kind, district_id, school_id, school_no, gateway_id, agency_id, token_issued_at, $3 from auth.tickets where hash = $1 and expires_at > clock_timestamp()`,
    [hashOf(Buffer.from(ticket, 'hex')), hashOf(longer), expiresAt],
  );
  if (rowCount !== 1) throw new Error('the ticket is over');
  return longer.toString('hex');
}

/** Who this subject is now, or nothing when nobody enrolled them. */
export async function resolveSubject(auth: pg.Pool, sub: string): Promise<Resolved | undefined> {
  const { rows } = await auth.query<{ resolve: Resolved | null }>('select auth.resolve($1)', [sub]);
  return rows[0]?.resolve ?? undefined;
}

/** Removes tickets whose token is over, so many at most; answers how many. */
export async function sweepTickets(auth: pg.Pool, most: number): Promise<number> {
  return (await auth.query('delete from auth.tickets where hash in (select hash from auth.tickets where expires_at < now() order by expires_at limit $1)', [most])).rowCount ?? 0;
}
