import type { BenchResult } from './protocol.ts';

/** Measures the goal of the one file that is named, in a process of its own, and sends the result to the parent. */
const { run } = (await import(process.argv[2] ?? '')) as { run(): Promise<BenchResult> };
const result = await run();
await new Promise((sent) => process.send?.(result, sent));
process.exit();
