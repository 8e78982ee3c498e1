import type { Result, routes } from '@guardroom/contracts';
import type { SqlValue, Tx } from '@guardroom/db';
import { CLEARANCE_KINDS, type ClearanceKind, type ClearanceResult, type ClearanceState, EXPIRY_WARNING_DAYS, REQUIRED_CLEARANCES, type SchoolRole, clearanceState } from '@guardroom/domain';
import { APPOINTMENTS } from './appointment-view.ts';

/** What a person has, or lacks, of one kind, as its operations answer it. */
export type ClearanceView = Result<typeof routes.recordClearance>;

/** A person and a kind, with the newest record of it. Civil days as text. */
export type ClearanceRow = {
  readonly person_id: string;
  readonly person_name: string;
  readonly roles: SchoolRole[];
  readonly kind: ClearanceKind;
  readonly required: boolean;
  readonly state: ClearanceState;
  readonly clearance_id: string | null;
  readonly result: ClearanceResult;
  readonly done_on: string;
  readonly valid_until: string;
  readonly issuer: string;
  readonly note: string;
  readonly document_id: string | null;
  readonly document_name: string | null;
  readonly recorded_by_name: string;
  readonly recorded_at: Date;
};

const demands = (Object.entries(REQUIRED_CLEARANCES) as [SchoolRole, readonly ClearanceKind[]][]).flatMap(([role, kinds]) => kinds.map((kind) => ({ role, kind })));
/** First parameters of `CLEARANCES`: which post asks for what, all kinds, and the days of warning before the last one. */
export const CLEARANCE_PARAMETERS: readonly SqlValue[] = [demands.map((d) => d.role), demands.map((d) => d.kind), [...CLEARANCE_KINDS], EXPIRY_WARNING_DAYS];

const NEWEST = `select distinct on (person_id, kind) * from clearances where revoked_at is null order by person_id, kind, done_on desc, recorded_at desc`;

/** For everybody with a post or an offer, each kind that a post asks for, and for everybody each kind that was recorded; own parameters begin at $5. */
export const CLEARANCES = `
  with people as (
    select person_id, max(person_name) as person_name, coalesce(array_agg(distinct role) filter (where state in ('proposed', 'accepted', 'current')), '{}') as roles
      from (${APPOINTMENTS}) a group by person_id),
  newest as (${NEWEST}),
  wanted as (
    select p.*, k.kind, exists (select from unnest($1::text[], $2::text[]) as d (role, kind) where d.kind = k.kind and d.role = any (p.roles)) as required
      from people p cross join unnest($3::text[]) as k (kind))
  select w.person_id, w.person_name, w.roles, w.kind, w.required, n.clearance_id, n.result, n.done_on::text as done_on, n.valid_until::text as valid_until, n.issuer, n.note, n.document_id, d.name as document_name,
         n.recorded_by_name, n.recorded_at,
         case when n.result is null then 'missing' when n.result = 'failed' then 'failed' when n.valid_until < t.today then 'expired' when n.valid_until - $4::integer <= t.today then 'expiring' else 'valid' end as state
    from wanted w cross join (select (now() at time zone 'Asia/Shanghai')::date as today) t
    left join newest n using (person_id, kind)
    left join documents d on d.school_id = n.school_id and d.document_id = n.document_id
   where w.required or n.clearance_id is not null`;

/** A row as the contract shows it. */
export const clearanceOf = (row: ClearanceRow): ClearanceView => ({
  person: { id: row.person_id, name: row.person_name },
  kind: row.kind,
  state: row.state,
  required: row.required,
  roles: row.roles,
  record: row.clearance_id
    ? {
        id: row.clearance_id,
        result: row.result,
        doneOn: row.done_on,
        validUntil: row.valid_until,
        issuer: row.issuer,
        note: row.note,
        document: row.document_id ? { id: row.document_id, name: row.document_name ?? '' } : null,
        recordedByName: row.recorded_by_name,
        recordedAt: row.recorded_at.toISOString(),
      }
    : null,
});

/** What a person has of one kind after a command; `missing` when the last record of somebody without a post was revoked. */
export async function clearanceFor(tx: Tx, person: { readonly id: string; readonly name: string }, kind: ClearanceKind): Promise<ClearanceView> {
  const [row] = await tx.query<ClearanceRow>(`select * from (${CLEARANCES}) c where person_id = $5 and kind = $6`, [...CLEARANCE_PARAMETERS, person.id, kind]);
  return row ? clearanceOf(row) : { person, kind, state: 'missing', required: false, roles: [], record: null };
}

/** What a person has of each kind at a civil day, with the last day. */
export async function clearancesOf(tx: Tx, personId: string, today: string): Promise<Record<ClearanceKind, { state: ClearanceState; validUntil: string | null }>> {
  const rows = await tx.query<Pick<ClearanceRow, 'kind' | 'result' | 'valid_until'>>(`select kind, result, valid_until::text as valid_until from (${NEWEST}) c where person_id = $1`, [personId]);
  const of = (kind: ClearanceKind) => {
    const newest = rows.find((row) => row.kind === kind);
    return { state: clearanceState(newest && { result: newest.result, validUntil: newest.valid_until }, today), validUntil: newest?.valid_until ?? null };
  };
  return { background_check: of('background_check'), undertaking: of('undertaking'), training: of('training'), credential: of('credential') };
}
