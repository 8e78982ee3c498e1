import type { ControlResult, EvaluatedControl, EvidenceKind, Severity } from './results.ts';

/** Result of one subject of a control. `about` is the id whose facts tell its story, where that is not the subject itself. */
export type SubjectResult = { readonly id: string; readonly result: ControlResult; readonly reason: string; readonly about?: string };

/**
 * How a school's result follows from those of its subjects; kept with each result, so that it can be computed again elsewhere.
 * `worst`: the worst subject decides; subjects that are only partly right beyond `partialUpTo` (a count) or `partialUpToPercent` fail.
 * `share`: one failed subject fails; otherwise the share of passing ones decides. Percent.
 */
export type Rule =
  | { readonly kind: 'worst'; readonly partialUpTo?: number; readonly partialUpToPercent?: number }
  | { readonly kind: 'share'; readonly passPercent: number; readonly partialPercent: number };

/** How many subjects came to which result for which reason. */
export type Tally = readonly { readonly result: ControlResult; readonly reason: string; readonly count: number }[];

/** Figures of a result's sentence; `total`, `kept` and `share` (percent) are always there. */
export type Figures = Readonly<Record<string, number | string>>;

/** What is said of a school and day. `lookedAt` is the number of subjects that were examined. */
export type Evaluation = {
  readonly result: ControlResult;
  readonly reason: { readonly code: string; readonly figures: Figures };
  readonly rule: Rule;
  readonly tally: Tally;
  readonly lookedAt: number;
  readonly subjects: readonly SubjectResult[];
};

/** One control: what a subject is, how it is judged, and how the school's result follows. */
export type Definition<Row extends { readonly id: string }, Reason extends string, Parameter extends string = never> = {
  readonly control: EvaluatedControl;
  readonly evidence: EvidenceKind;
  /** Parameters of the control that the judgement reads; what counts at the school is handed in. */
  readonly parameters: readonly Parameter[];
  readonly reasons: readonly Reason[];
  readonly rule: Rule;
  /** The result when there was nothing to look at. */
  readonly none: readonly ['not_applicable' | 'no_evidence', Reason];
  judge(row: Row, parameters: Readonly<Record<Parameter, number>>): readonly [ControlResult, Reason];
  /** Further figures for the sentence. */
  figures?(rows: readonly Row[], parameters: Readonly<Record<Parameter, number>>): Figures;
};

/** Declares a control and keeps its literal types. */
export const control = <Row extends { readonly id: string }, const Reason extends string, const Parameter extends string = never>(definition: Definition<Row, Reason, Parameter>): Definition<Row, Reason, Parameter> => definition;

/** Worst first: several checks of one control give the worst of them. */
export const WORST_FIRST: readonly ControlResult[] = ['fail', 'no_evidence', 'partial', 'pass', 'not_applicable'];

/** The worst of several results; nothing examined is no evidence. */
export const worstOf = (results: readonly ControlResult[]): ControlResult => WORST_FIRST.find((r) => results.includes(r)) ?? 'no_evidence';

/** How the result counts: what did not arrive counts as failed for a critical control, as partly kept otherwise. */
export const countsAs = (result: ControlResult, severity: Severity): ControlResult => (result === 'no_evidence' ? (severity === 'critical' ? 'fail' : 'partial') : result);

/** Percent to one decimal; nothing of nothing is nothing. */
export const percentOf = (part: number, whole: number): number => (whole === 0 ? 0 : Math.round((part / whole) * 1000) / 10);

/** The school's result by its rule; undefined when no subject counts. */
export function resultBy(rule: Rule, tally: Tally): ControlResult | undefined {
  const counting = tally.filter(({ result }) => result !== 'not_applicable');
  const count = (wanted: ControlResult): number => counting.reduce((sum, { result, count: n }) => sum + (result === wanted ? n : 0), 0);
  const total = counting.reduce((sum, { count: n }) => sum + n, 0);
  if (total === 0) return undefined;
  const worst = worstOf(counting.map(({ result }) => result));
  if (rule.kind === 'share') {
    if (worst === 'fail' || worst === 'no_evidence') return worst;
    const kept = (count('pass') / total) * 100;
    return kept >= rule.passPercent ? 'pass' : kept >= rule.partialPercent ? 'partial' : 'fail';
  }
  const tooMany = count('partial') > (rule.partialUpTo ?? total) || (count('partial') / total) * 100 > (rule.partialUpToPercent ?? 100);
  return worst === 'partial' && tooMany ? 'fail' : worst;
}

/** Judges a control at a school: each subject by itself, then the school by the control's rule. */
export function evaluate<Row extends { readonly id: string; readonly about?: string }, Reason extends string, Parameter extends string>(
  definition: Definition<Row, Reason, Parameter>,
  rows: readonly Row[],
  parameters: Readonly<Record<Parameter, number>>,
): Evaluation {
  const subjects = rows.map((row): SubjectResult => {
    const [result, reason] = definition.judge(row, parameters);
    return { id: row.id, result, reason, ...(row.about ? { about: row.about } : {}) };
  });
  const tally = tallyOf(subjects);
  const counting = subjects.filter(({ result }) => result !== 'not_applicable');
  const result = resultBy(definition.rule, tally);
  const kept = counting.filter((s) => s.result === 'pass').length;
  const figures = { total: counting.length, kept, share: percentOf(kept, counting.length), ...definition.figures?.(rows, parameters) };
  const [nothing] = tally;
  return {
    result: result ?? (nothing ? 'not_applicable' : definition.none[0]),
    reason: { code: result ? reasonOf(result, tally) : (nothing?.reason ?? definition.none[1]), figures },
    rule: definition.rule,
    tally,
    lookedAt: counting.length,
    subjects,
  };
}

function tallyOf(subjects: readonly SubjectResult[]): Tally {
  const counts = new Map<string, { result: ControlResult; reason: string; count: number }>();
  for (const { result, reason } of subjects) {
    const entry = counts.get(`${result} ${reason}`) ?? { result, reason, count: 0 };
    entry.count += 1;
    counts.set(`${result} ${reason}`, entry);
  }
  return [...counts.values()].sort((a, b) => WORST_FIRST.indexOf(a.result) - WORST_FIRST.indexOf(b.result) || b.count - a.count);
}

/** Of a school that passes, why most subjects do; of another, what is wrong with the worst. */
const reasonOf = (result: ControlResult, tally: Tally): string => (tally.find((entry) => (result === 'pass' ? entry.result === 'pass' : true)) as Tally[number]).reason;

/** Results of a school on a day, counted. `noEvidenceCritical` are those that count as failed. */
export type ResultCounts = { readonly pass: number; readonly partial: number; readonly fail: number; readonly noEvidence: number; readonly noEvidenceCritical: number; readonly notApplicable: number };

/** Kept of applicable controls, and the score: a kept one counts whole, a partly kept one half. Percent to one decimal, null when nothing applies. */
export function scoreOf(counts: ResultCounts): { readonly kept: number; readonly applicable: number; readonly percent: number | null } {
  const applicable = counts.pass + counts.partial + counts.fail + counts.noEvidence;
  const halves = counts.partial + counts.noEvidence - counts.noEvidenceCritical;
  return { kept: counts.pass, applicable, percent: applicable === 0 ? null : percentOf(counts.pass + halves / 2, applicable) };
}

/** The result that a cell of the matrix shows: the worst of its controls, missing evidence counted as it counts. */
export const cellResult = (counts: ResultCounts): ControlResult =>
  counts.fail > 0 ? 'fail' : counts.noEvidenceCritical > 0 ? 'no_evidence' : counts.partial > 0 ? 'partial' : counts.noEvidence > 0 ? 'no_evidence' : counts.pass > 0 ? 'pass' : 'not_applicable';
