import { encodeInclusionProof, hashLeaf, inclusionProof, tileTree, verifyInclusion } from '@guardroom/evidence';
import { memoryLog } from '@guardroom/evidence/memory-log';
import { cpuSeconds, resultOf, type BenchResult, type Goal } from './protocol.ts';

export const goal: Goal = {
  id: 'P23',
  subject: 'encoded inclusion proof / 32 bytes × ⌈log2 n⌉',
  gate: 1.3,
  target: 1.15,
  lowerIsBetter: true,
};

const sizes = [1_000, 10_000, 65_537, 262_143, 300_000];

/** Proves leaves of a real log at several sizes, checks every proof, and weighs what would be sent. */
export async function run(): Promise<BenchResult> {
  const log = memoryLog();
  const entry = (n: number) => Buffer.from(`{"at":"2026-11-22T08:12:03.000Z","commitment":"${String(n).padStart(44, '0')}","id":"fct_01JD8Q5V3KXW2M9T4R7B","v":1}`);
  let appending = 0;
  const ratios: number[] = [];
  for (const size of sizes) {
    const leaves = Array.from({ length: size - log.size }, (_, i) => entry(log.size + i));
    let root = Buffer.alloc(0) as Buffer;
    appending += await cpuSeconds(async () => ({ root } = await log.append(leaves)));
    const tree = tileTree(size, log.readTile);
    let largest = 0;
    for (let i = 0; i < 200; i += 1) {
      const index = (i * 7919) % size;
      const proof = await inclusionProof(tree, index);
      if (!verifyInclusion(proof, hashLeaf(entry(index)), root)) throw new Error(`the proof of leaf ${index} of ${size} does not hold`);
      largest = Math.max(largest, encodeInclusionProof(proof).length);
    }
    ratios.push(largest / (32 * Math.ceil(Math.log2(size))));
  }
  return resultOf(goal, ratios, {
    sizes: sizes.join(', '),
    'leaves appended': `${Math.round(log.size / appending / 1000)} k per CPU second`,
    versions: `Node ${process.versions.node}`,
  });
}
