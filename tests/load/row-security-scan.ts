import type { Tx } from '@guardroom/db';
import { asOwner, asReader, onGround, serverVersion } from './database.ts';
import { interleaved, median, resultOf, type BenchResult, type Goal } from './protocol.ts';

export const goal: Goal = {
  id: 'P14',
  subject: 'a sequential scan of ten schools under row security / the same by the owner with an explicit predicate',
  gate: 1.5,
  target: 1.25,
  lowerIsBetter: true,
};

const TIMES = 15;
/** Both sides read every row and judge it: that is where a policy evaluated per row shows. */
const ONLY_SCAN = `select set_config('enable_indexscan', 'off', true), set_config('enable_bitmapscan', 'off', true), set_config('enable_indexonlyscan', 'off', true)`;

export function run(): Promise<BenchResult> {
  return onGround(async (ground) => {
    const { camera } = ground;
    const scanning = (run: (tx: Tx) => Promise<unknown>) => async (tx: Tx) => (await tx.query(ONLY_SCAN), run(tx));
    const ms = await interleaved(9, {
      secured: () => asReader(ground, TIMES, scanning((tx) => tx.sql`select count(*), sum(bytes) from segments`)),
      bare: () => asOwner(ground, TIMES, scanning((tx) => tx.sql`select count(*), sum(bytes) from segments where school_no = ${camera.at.schoolNo}`)),
    });
    return resultOf(goal, ms.secured.map((secured, round) => secured / ms.bare[round]!), {
      'under row security': `${median(ms.secured).toFixed(2)} CPU ms over 172,800 rows`,
      'explicit predicate': `${median(ms.bare).toFixed(2)} CPU ms`,
      version: await serverVersion(ground),
    });
  });
}
