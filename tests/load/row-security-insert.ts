import { inTransaction, type Tx } from '@guardroom/db';
import { cpuMsEach, onGround, serverVersion } from './database.ts';
import { interleaved, median, resultOf, type BenchResult, type Goal } from './protocol.ts';

export const goal: Goal = {
  id: 'P14',
  subject: 'a batch of 100 segments inserted under row security / the same by the owner',
  gate: 1.15,
  target: 1.05,
  lowerIsBetter: true,
};

const TIMES = 40;
const ROWS = 100;

export function run(): Promise<BenchResult> {
  return onGround(async (ground) => {
    const { camera, day, db } = ground;
    await db.admin.query(`select gr.ensure_day_partitions(('2026-12-01'::date + i)) from generate_series(0, 9) as i`);
    const shas = Array.from({ length: ROWS }, () => Buffer.alloc(32, 7));
    let next = day.getTime() + 10 * 86_400_000;
    const batch = (tx: Tx) => {
      const starts = Array.from({ length: ROWS }, () => new Date((next += 1_000)));
      const ends = starts.map((at) => new Date(at.getTime() + 1_000));
      return tx.query(
        `insert into segments (school_no, camera_no, started_at, ended_at, sequence, bytes, frames, uncertainty_ms, sha256, footer_sha256)
         select $1, $2, s, e, n, 250000, 100, 5, h, h from unnest($3::timestamptz[], $4::timestamptz[], $5::bigint[], $6::bytea[]) as r (s, e, n, h)`,
        [camera.at.schoolNo, camera.cameraNo, starts, ends, starts.map((at) => at.getTime()), shas],
      );
    };
    const ms = await interleaved(9, {
      secured: () => ground.tenants.write(ground.gateway, (tx) => cpuMsEach(db, TIMES, () => batch(tx))),
      bare: () => inTransaction(ground.owner, 'begin', (tx) => cpuMsEach(db, TIMES, () => batch(tx))),
    });
    return resultOf(goal, ms.secured.map((secured, round) => secured / ms.bare[round]!), {
      'under row security': `${(ROWS / median(ms.secured)).toFixed(1)} rows per CPU ms`,
      owner: `${(ROWS / median(ms.bare)).toFixed(1)} rows per CPU ms`,
      version: await serverVersion(ground),
    });
  });
}
