import type { CaseActor, MachineActor, SchoolActor, Tx } from '@guardroom/db';
import type { Instant } from '@guardroom/kernel';
import { appendFact } from '../../platform/facts/append-fact.ts';

/** Which request, and whose. */
export type RequestKey = { readonly schoolId: string; readonly requestId: string; readonly districtId: string; readonly agencyId: string };

/** One step of a request. `kind` stands in the agency's custody line, `body` in the school's register only. */
export type Step = { readonly kind: string; readonly at: Instant; readonly body?: Readonly<Record<string, unknown>> };

/** Writes a step of a request as a fact of the school and as a link of the agency's custody line, in the caller's transaction. */
export async function record(tx: Tx, by: CaseActor | SchoolActor | MachineActor, { schoolId, requestId, districtId, agencyId }: RequestKey, { kind, at, body = {} }: Step): Promise<void> {
  const factId = await appendFact(tx, by, { type: `authority_request.${kind}`, subject: requestId, at, body, schoolId });
  await tx.sql`insert into authority_steps (school_id, request_id, fact_id, district_id, agency_id, kind, by_name, at)
    values (${schoolId}, ${requestId}, ${factId}, ${districtId}, ${agencyId}, ${kind}, ${by.name}, ${at})`;
}
