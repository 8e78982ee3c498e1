import { fork } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { meets, type BenchResult, type Goal } from './protocol.ts';

/** A file of this folder that measures one goal: it exports `goal` and `run`. */
export type GoalFile = { readonly file: string; readonly goal: Goal };

const programs = new Set(['main.ts', 'one.ts']);

/** Every goal of this folder, or those whose ids are named, by id. */
export async function findGoals(ids: readonly string[] = []): Promise<GoalFile[]> {
  const names = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts') && !programs.has(name));
  const goals: GoalFile[] = [];
  for (const name of names) {
    const file = `${import.meta.dirname}/${name}`;
    const { goal, run } = (await import(file)) as { goal?: Goal; run?: unknown };
    if (goal && run) goals.push({ file, goal });
  }
  const unknown = ids.filter((id) => !goals.some(({ goal }) => goal.id === id));
  if (unknown.length > 0) throw new Error(`no such goal: ${unknown.join(', ')}`);
  const inOrder = new Intl.Collator('en', { numeric: true });
  return goals.filter(({ goal }) => ids.length === 0 || ids.includes(goal.id)).sort((a, b) => inOrder.compare(a.goal.id, b.goal.id));
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

/**
 * Measures the goals one after the other, each in a process of its own, prints each as it is there, and tells whether
 * every gate was met. A goal that could not be measured has missed its gate.
 */
export async function bench(ids: readonly string[] = [], print: (text: string) => void = console.log): Promise<boolean> {
  const [missed, onTarget]: [string[], string[]] = [[], []];
  const goals = await findGoals(ids);
  for (const { file, goal } of goals) {
    const result = await measureApart(file);
    print(result ? describeResult(result) : `${goal.id.padEnd(4)} COULD NOT BE MEASURED\n       ${goal.subject}`);
    if (!result || !meets(result, result.gate)) missed.push(goal.id);
    else if (meets(result, result.target)) onTarget.push(goal.id);
  }
  print(`${goals.length} goals, ${onTarget.length} on target, ${missed.length} missed their gate${missed.length > 0 ? `: ${missed.join(', ')}` : ''}`);
  return goals.length > 0 && missed.length === 0;
}

/** A process of its own: what other goals load would make the garbage collector of this one dearer. */
function measureApart(file: string): Promise<BenchResult | undefined> {
  return new Promise((resolve, reject) => {
    const child = fork(`${import.meta.dirname}/one.ts`, [file]);
    let result: BenchResult | undefined;
    child.once('error', reject);
    child.once('message', (message) => (result = message as BenchResult));
    child.once('close', () => resolve(result));
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = (await bench(process.argv.slice(2))) ? 0 : 1;
}
