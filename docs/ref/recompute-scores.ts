/**
 * Computes the results and scores of a compliance export again, from nothing but the export, and says where they differ.
 *
 *   node docs/ref/recompute-scores.ts compliance-2026-11-16-2026-11-22.json
 *
 * It shares no code with the product. A subject is what a control looks at: a camera's day, a viewing, a watch. The export tallies how many
 * subjects came to which result, and names the rule by which the school's result follows:
 *
 *   worst   the worst of its subjects (fail, no_evidence, partial, pass); more than `partialUpTo` of them, or than `partialUpToPercent`
 *           of all, being only partial is a failure
 *   share   one failed subject is a failure; otherwise pass from `passPercent` of passing subjects, partial from `partialPercent`
 *
 * Subjects that do not apply count nowhere; with no others the control does not apply. A score is the share of applicable controls that are kept; partly kept ones count one half.
 * Missing evidence counts as failed for a critical control and as partly kept for the others. Percent, to one decimal.
 *
 * Exit status: 0 when everything agrees, 1 when something differs, 2 when the file is no such export.
 */
import { readFileSync } from 'node:fs';

type Rule = { kind: 'worst'; partialUpTo?: number; partialUpToPercent?: number } | { kind: 'share'; passPercent: number; partialPercent: number };
type Row = { schoolId: string; school: string; day: string; control: string; severity: string; result: string; lookedAt: number; rule: Rule; tally: { result: string; count: number }[] };
type Score = { schoolId: string; school: string; day: string; kept: number; applicable: number; percent: number | null };

const WORST_FIRST = ['fail', 'no_evidence', 'partial', 'pass'];

function resultOf({ rule, tally, result }: Row): string {
  const count = (wanted: string): number => tally.filter((t) => t.result === wanted).reduce((sum, t) => sum + t.count, 0);
  const total = WORST_FIRST.reduce((sum, wanted) => sum + count(wanted), 0);
  if (total === 0) return tally.length > 0 ? 'not_applicable' : result === 'not_applicable' || result === 'no_evidence' ? result : 'nothing was looked at';
  const worst = WORST_FIRST.find((wanted) => count(wanted) > 0) ?? 'no_evidence';
  if (rule.kind === 'share') {
    if (worst === 'fail' || worst === 'no_evidence') return worst;
    const kept = (count('pass') / total) * 100;
    return kept >= rule.passPercent ? 'pass' : kept >= rule.partialPercent ? 'partial' : 'fail';
  }
  const tooMany = count('partial') > (rule.partialUpTo ?? total) || (count('partial') / total) * 100 > (rule.partialUpToPercent ?? 100);
  return worst === 'partial' && tooMany ? 'fail' : worst;
}

function scoreOf(rows: readonly Row[]): Pick<Score, 'kept' | 'applicable' | 'percent'> {
  const applicable = rows.filter((r) => r.result !== 'not_applicable');
  const points = applicable.reduce((sum, r) => sum + (r.result === 'pass' ? 1 : r.result === 'partial' || (r.result === 'no_evidence' && r.severity !== 'critical') ? 0.5 : 0), 0);
  return { kept: applicable.filter((r) => r.result === 'pass').length, applicable: applicable.length, percent: applicable.length === 0 ? null : Math.round((points / applicable.length) * 1000) / 10 };
}

const [file] = process.argv.slice(2);
const read = (): { format: string; results: Row[]; scores: Score[] } | undefined => {
  try {
    return JSON.parse(readFileSync(file ?? '', 'utf8'));
  } catch (error) {
    console.error(`cannot read ${file ?? 'the export: name its file'}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
};
const data = read();
if (data?.format !== 'guardroom-compliance-export/1') {
  if (data) console.error(`${file} is no compliance export that this script knows`);
  process.exit(2);
}

const differences: string[] = [];
for (const row of data.results) {
  const again = resultOf(row);
  if (again !== row.result) differences.push(`${row.school} ${row.day} ${row.control}: stored ${row.result}, computed ${again}`);
  const looked = row.tally.filter((t) => t.result !== 'not_applicable').reduce((sum, t) => sum + t.count, 0);
  if (looked !== row.lookedAt) differences.push(`${row.school} ${row.day} ${row.control}: says it looked at ${row.lookedAt}, tallies ${looked}`);
}
const groups = Map.groupBy(data.results, (r) => `${r.schoolId} ${r.day}`);
for (const score of data.scores) {
  const again = scoreOf(groups.get(`${score.schoolId} ${score.day}`) ?? []);
  if (again.kept !== score.kept || again.applicable !== score.applicable || again.percent !== score.percent) {
    differences.push(`${score.school} ${score.day}: stored ${score.kept}/${score.applicable} ${score.percent}, computed ${again.kept}/${again.applicable} ${again.percent}`);
  }
}
for (const difference of differences) console.log(difference);
console.log(`${data.results.length} results and ${data.scores.length} scores computed again: ${differences.length === 0 ? 'all agree' : `${differences.length} differ`}`);
process.exit(differences.length === 0 ? 0 : 1);
