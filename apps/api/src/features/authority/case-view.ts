import type { Result, authorityRoutes } from '@guardroom/contracts';
import type { CaseActor, Tx } from '@guardroom/db';
import { mayHappen, withdrawNotice } from '@guardroom/domain';
import { notFound } from '../../platform/errors/refused.ts';
import { type RequestRow, WITH_PAPERS_AND_PACKAGE, askedOf, paperOf } from './request-row.ts';

/** A request as its agency sees it. */
export type CaseView = Result<typeof authorityRoutes.getCase>;
/** A stored request with what its agency may know beside it. */
export type CaseRow = RequestRow & { school_name: string; steps: { kind: string; by: string; at: string; factId: string; leafIndex: number | null }[] };

/** Requests of the agency ($1); further conditions follow with `and`. */
export const CASES = `
  select r.*, s.name as school_name, ${WITH_PAPERS_AND_PACKAGE},
    (select coalesce(jsonb_agg(jsonb_build_object('kind', t.kind, 'by', t.by_name, 'at', t.at, 'factId', t.fact_id, 'leafIndex', e.leaf_index) order by t.at, t.fact_id), '[]')
       from authority_steps t left join ledger_entries e using (fact_id) where t.school_id = r.school_id and t.request_id = r.request_id) as steps
    from authority_requests r join schools s using (school_id)
   where r.agency_id = $1`;

/**
 * One request of the actor's agency; with `lock` no other transaction changes it before this one ends.
 * @refuses request.not_found — when it is not there, or another agency's
 */
export async function caseFor(tx: Tx, by: CaseActor, caseId: string, lock?: 'lock'): Promise<CaseRow> {
  if (lock) await tx.sql`select from authority_requests where request_id = ${caseId} for update`;
  const [row] = await tx.query<CaseRow>(`${CASES} and r.request_id = $2`, [by.agencyId, caseId]);
  if (!row) throw notFound();
  return row;
}

/** A row as its agency sees it. */
export function caseView(row: CaseRow): CaseView {
  const approved = row.approved_at !== null && row.granted_from && row.granted_to;
  const rights = {
    bring_papers: mayHappen(row.state, 'bring_papers'),
    withdraw: withdrawNotice(row).ok,
    fetch: row.package?.state === 'ready',
    confirm_receipt: (row.package?.downloads ?? 0) > 0 && row.received_at === null,
  };
  return {
    ...askedOf(row),
    school: { id: row.school_id, name: row.school_name },
    papers: row.papers.map(paperOf),
    grant: approved ? { from: row.granted_from!.toISOString(), to: row.granted_to!.toISOString(), places: row.granted_places ?? [], reasons: row.approval_reasons ?? '' } : null,
    steps: row.steps.map((step) => ({ ...step, at: new Date(step.at).toISOString() })),
    may: (Object.keys(rights) as (keyof typeof rights)[]).filter((right) => rights[right]),
  };
}

/** The request as its agency sees it after a command. */
export const caseViewFor = async (tx: Tx, by: CaseActor, caseId: string): Promise<CaseView> => caseView(await caseFor(tx, by, caseId));

/** Whose request a row is. */
export const keyOf = (row: RequestRow) => ({ schoolId: row.school_id, requestId: row.request_id, districtId: row.district_id, agencyId: row.agency_id });
