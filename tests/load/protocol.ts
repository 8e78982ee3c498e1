import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * How Guardroom is measured: both sides in one process and one run, interleaved A/B/A/B, as ratios. Times are CPU time
 * (user and system) wherever both sides are computation, so that a busy machine does not decide.
 */
export type Goal = {
  /** Its number in the table of goals, such as `P5`. */
  readonly id: string;
  readonly subject: string;
  /** The least that may land. */
  readonly gate: number;
  /** What we publish. */
  readonly target: number;
  readonly lowerIsBetter: boolean;
};

/** One goal, measured: the median ratio of its rounds and their spread, (highest − lowest) / median. */
export type BenchResult = Goal & {
  readonly ratio: number;
  readonly spread: number;
  readonly rounds: number;
  /** What was measured on the way, in words with units: absolute figures, versions, sizes. */
  readonly details: Readonly<Record<string, string>>;
};

/** One thing to measure; answers its cost or its rate. */
export type Side = () => number | Promise<number>;

/** The middle of the numbers. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Node's own collector, so that no side pays for what the one before it left behind. */
const collectGarbage = ((): (() => void) => {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
})();

/** Runs every side once to warm up and then in turn, `rounds` times, and answers each side's numbers by round. */
export async function interleaved<K extends string>(rounds: number, sides: Readonly<Record<K, Side>>): Promise<Record<K, number[]>> {
  const names = Object.keys(sides) as K[];
  const numbers = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (let round = -1; round < rounds; round += 1) {
    for (const name of names) {
      collectGarbage();
      const number = await sides[name]();
      if (!(number > 0 && Number.isFinite(number))) throw new Error(`${name} measured ${number}`);
      if (round >= 0) numbers[name].push(number);
    }
  }
  return numbers;
}

/** A goal's result from the ratio of each round. */
export function resultOf(goal: Goal, ratios: readonly number[], details: Readonly<Record<string, string>>): BenchResult {
  const ratio = median(ratios);
  return { ...goal, ratio, spread: (Math.max(...ratios) - Math.min(...ratios)) / ratio, rounds: ratios.length, details };
}

/** Tells whether a result is on the right side of a limit. */
export function meets(result: BenchResult, limit: number): boolean {
  return result.lowerIsBetter ? result.ratio <= limit : result.ratio >= limit;
}

/** CPU seconds (user and system) that the work took in this process. */
export async function cpuSeconds(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
