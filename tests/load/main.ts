import { readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { meets, type BenchResult, type Goal } from './protocol.ts';

/** A file of this folder that measures one goal. */
type GoalFile = { readonly goal: Goal; run(): Promise<BenchResult> };

const notGoals = new Set(['main.ts', 'protocol.ts']);

/** Every goal of this folder, or those whose ids are named, by number. */
export async function findGoals(ids: readonly string[] = []): Promise<GoalFile[]> {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts') && !notGoals.has(name));
  const loaded = await Promise.all(files.map((name) => import(`${import.meta.dirname}/${name}`) as Promise<Partial<GoalFile>>));
  const goals = loaded.filter((file): file is GoalFile => file.goal !== undefined && file.run !== undefined);
  const unknown = ids.filter((id) => !goals.some(({ goal }) => goal.id === id));
  if (unknown.length > 0) throw new Error(`no such goal: ${unknown.join(', ')}`);
  return goals.filter(({ goal }) => ids.length === 0 || ids.includes(goal.id)).sort((a, b) => Number(a.goal.id.slice(1)) - Number(b.goal.id.slice(1)));
}

/** One result as lines of text. */
export function describeResult(result: BenchResult): string {
  const verdict = !meets(result, result.gate) ? 'MISSES ITS GATE' : meets(result, result.target) ? 'on target' : 'within its gate';
  const sign = result.lowerIsBetter ? '≤' : '≥';
  const limits = `gate ${sign} ${result.gate}, target ${sign} ${result.target}`;
  const measured = `${result.ratio.toFixed(2)} (spread ${(result.spread * 100).toFixed(0)} % over ${result.rounds} rounds)`;
  const details = Object.entries(result.details).map(([what, value]) => `       ${what}: ${value}`);
  return [`${result.id.padEnd(4)} ${measured}, ${limits}: ${verdict}`, `       ${result.subject}`, ...details].join('\n');
}

/** Measures the goals one after the other, prints each as it is there, and tells whether every gate was met. */
export async function bench(ids: readonly string[] = [], print: (text: string) => void = console.log): Promise<boolean> {
  const results: BenchResult[] = [];
  for (const file of await findGoals(ids)) {
    const result = await file.run();
    print(describeResult(result));
    results.push(result);
  }
  const missed = results.filter((result) => !meets(result, result.gate));
  print(`${results.length} measured, ${results.filter((result) => meets(result, result.target)).length} on target, ${missed.length} missed their gate${missed.length > 0 ? `: ${missed.map(({ id }) => id).join(', ')}` : ''}`);
  return results.length > 0 && missed.length === 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = (await bench(process.argv.slice(2))) ? 0 : 1;
}
