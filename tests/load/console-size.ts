import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { buildMinimal } from './console/minimal.ts';
import { resultOf, type BenchResult, type Goal } from './protocol.ts';

export const goal: Goal = {
  id: 'P28',
  subject: "script that the console's first page waits for, with its Chinese words, gzip / a minimal react-admin with one resource, built in the same run",
  gate: 1.5,
  target: 1.25,
  lowerIsBetter: true,
};

const root = resolve(import.meta.dirname, '../..');

/** Sizes do not vary between rounds: one build of each is the measurement. */
export async function run(): Promise<BenchResult> {
  const work = mkdtempSync(join(root, 'node_modules/.cache-bench-'));
  try {
    const minimalOut = await buildMinimal(work);
    await build({ root: join(root, 'apps/admin'), logLevel: 'error', build: { outDir: join(work, 'console'), emptyOutDir: true } });
    const [ours, minimal] = [entryBytes(join(work, 'console')), entryBytes(minimalOut)];
    return resultOf(goal, [ours / minimal], { 'gzip bytes': `${ours} / ${minimal}` });
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** Script that index.html names, what it preloads, what those import at once, and what the first of them fetches: the console and its words. */
function entryBytes(folder: string): number {
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  const queue = [...html.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)].map((m) => m[1]!);
  const seen = new Set<string>();
  let bytes = 0;
  for (let path = queue.pop(); path; path = queue.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const code = readFileSync(join(folder, path));
    bytes += gzipSync(code, { level: 9 }).length;
    for (const [, atOnce, console] of code.toString('utf8').matchAll(/(?:from|^import|[;\n]import)\s*["']\.\/([^"']+\.js)["']|import\([`"']\.\/((?:console|zh-CN)-[^`"']+\.js)/g)) queue.push(join(path, '..', (atOnce ?? console)!));
  }
  if (bytes < 100_000) throw new Error(`hardly any script was found in ${folder}`);
  return bytes;
}
