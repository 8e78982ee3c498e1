import { WORST_FIRST, type EvaluatedControl, type EvidenceKind } from '@guardroom/domain';
import type { MachineActor, Tx } from '@guardroom/db';
import { type CivilDay, type Instant } from '@guardroom/kernel';
import { control as packControl } from '@guardroom/policy-pack';
import { appendFact } from '../../platform/facts/append-fact.ts';
import type { Judged } from './evaluators/index.ts';

/** Evidence links kept with one result at most: the worst subjects come first. The tally counts all of them. */
const MAX_EVIDENCE = 50;

/** What was found about one control. */
export type NewResult = Judged & { readonly control: EvaluatedControl; readonly evidence: EvidenceKind };

/** Stores what was found about a school's day in one statement; a result that differs from the one before is a fact. */
export async function storeResults(tx: Tx, by: MachineActor, day: CivilDay, at: Instant, found: readonly NewResult[]): Promise<void> {
  const before = await tx.sql<{ control: string; result: string }>`select control, result from control_results where school_id = ${by.schoolId} and day = ${day}::date and control = any (${found.map((f) => f.control)}) order by control for update`;
  const was = new Map(before.map(({ control, result }) => [control, result]));
  const facts = new Map<string, string>();
  for (const { control, evaluation } of found) {
    if (was.get(control) === evaluation.result) continue;
    const { result, reason, lookedAt } = evaluation;
    facts.set(control, await appendFact(tx, by, { type: 'control_result.changed', subject: control, at, body: { day, control, from: was.get(control) ?? null, to: result, reason, lookedAt } }));
  }
  const rows = found.map(({ control, evidence, evaluation: e, parameters }) => ({
    control,
    severity: packControl(control)?.severity,
    result: e.result,
    reason: e.reason,
    looked_at: e.lookedAt,
    evidence: [...e.subjects]
      .sort((a, b) => WORST_FIRST.indexOf(a.result) - WORST_FIRST.indexOf(b.result))
      .slice(0, MAX_EVIDENCE)
      .map((s) => ({ kind: evidence, id: s.id, about: s.about ?? s.id, reason: s.reason, result: s.result })),
    rule: e.rule,
    tally: e.tally,
    parameters,
    fact_id: facts.get(control) ?? null,
  }));
  await tx.sql`
    insert into control_results (school_id, day, control, district_id, severity, result, reason, looked_at, evidence, rule, tally, parameters, fact_id, evaluated_at)
    select ${by.schoolId}, ${day}::date, r.control, ${by.districtId}, r.severity, r.result, r.reason, r.looked_at, r.evidence, r.rule, r.tally, r.parameters, r.fact_id, ${at}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (control text, severity text, result text, reason jsonb, looked_at int, evidence jsonb, rule jsonb, tally jsonb, parameters jsonb, fact_id text)
     order by r.control
    on conflict (school_id, day, control) do update
      set severity = excluded.severity, result = excluded.result, reason = excluded.reason, looked_at = excluded.looked_at, evidence = excluded.evidence, rule = excluded.rule,
          tally = excluded.tally, parameters = excluded.parameters, fact_id = coalesce(excluded.fact_id, control_results.fact_id), evaluated_at = excluded.evaluated_at`;
}
