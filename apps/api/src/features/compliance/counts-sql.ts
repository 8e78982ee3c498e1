import type { ResultCounts } from '@guardroom/domain';

/** Counts of the results `c` of a group, named as `ResultCounts` names them. */
export const COUNTS = `
  (count(*) filter (where c.result = 'pass'))::int as pass,
  (count(*) filter (where c.result = 'partial'))::int as partial,
  (count(*) filter (where c.result = 'fail'))::int as fail,
  (count(*) filter (where c.result = 'no_evidence'))::int as "noEvidence",
  (count(*) filter (where c.result = 'no_evidence' and c.severity = 'critical'))::int as "noEvidenceCritical",
  (count(*) filter (where c.result = 'not_applicable'))::int as "notApplicable"`;

/** The score of a group as `scoreOf` computes it, for sorting. */
export const PERCENT = `
  round((count(*) filter (where c.result = 'pass') + 0.5 * count(*) filter (where c.result = 'partial' or c.result = 'no_evidence' and c.severity <> 'critical')) * 100
    / nullif(count(*) filter (where c.result <> 'not_applicable'), 0), 1)::float8`;

/** The sum of several counts. */
export const sumOf = (counts: readonly ResultCounts[]): ResultCounts => {
  const sum = (key: keyof ResultCounts): number => counts.reduce((total, c) => total + c[key], 0);
  return { pass: sum('pass'), partial: sum('partial'), fail: sum('fail'), noEvidence: sum('noEvidence'), noEvidenceCritical: sum('noEvidenceCritical'), notApplicable: sum('notApplicable') };
};
