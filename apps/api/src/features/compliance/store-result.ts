import type { ControlResult, EvaluatedControl, Evaluation, Severity } from '@guardroom/domain';
import type { MachineActor, Tx } from '@guardroom/db';
import type { Instant } from '@guardroom/kernel';
import { appendFact } from '../../platform/facts/append-fact.ts';

/** Evidence links kept with one result at most: the worst subjects come first. */
const MAX_EVIDENCE = 50;
const ORDER: readonly ControlResult[] = ['fail', 'no_evidence', 'partial', 'pass', 'not_applicable'];

/** An evaluation to be stored for a school and civil day. */
export type NewResult = { readonly day: string; readonly control: EvaluatedControl; readonly severity: Severity; readonly kind: string; readonly evaluation: Evaluation; readonly at: Instant };

/** Stores a result; a result that differs from the one before is a fact. */
export async function storeResult(tx: Tx, by: MachineActor, { day, control, severity, kind, evaluation, at }: NewResult): Promise<void> {
  const evidence = [...evaluation.subjects]
    .sort((a, b) => ORDER.indexOf(a.result) - ORDER.indexOf(b.result))
    .slice(0, MAX_EVIDENCE)
    .map((s) => ({ kind, id: s.id, label: s.reason, result: s.result }));
  const [before] = await tx.sql<{ result: string }>`select result from control_results where school_id = ${by.schoolId} and day = ${day} and control = ${control} for update`;
  await tx.sql`
    insert into control_results (school_id, day, control, district_id, severity, result, reason, looked_at, evidence, evaluated_at)
    values (${by.schoolId}, ${day}, ${control}, ${by.districtId}, ${severity}, ${evaluation.result}, ${JSON.stringify(evaluation.reason)}, ${evaluation.lookedAt}, ${JSON.stringify(evidence)}, ${at})
    on conflict (school_id, day, control) do update
      set severity = excluded.severity, result = excluded.result, reason = excluded.reason, looked_at = excluded.looked_at, evidence = excluded.evidence, evaluated_at = excluded.evaluated_at`;
  if (before?.result === evaluation.result) return;
  await appendFact(tx, by, { type: 'control_result.changed', subject: control, at, body: { day, control, from: before?.result ?? null, to: evaluation.result, reason: evaluation.reason, lookedAt: evaluation.lookedAt } });
}
