import { asOwner, asReader, onGround, serverVersion } from './database.ts';
import { interleaved, median, resultOf, type BenchResult, type Goal } from './protocol.ts';

export const goal: Goal = {
  id: 'P14',
  subject: "an hour of one camera's timeline under row security / the same by the owner with an explicit predicate",
  gate: 1.3,
  target: 1.15,
  lowerIsBetter: true,
};

const TIMES = 200;

export function run(): Promise<BenchResult> {
  return onGround(async (ground) => {
    const { camera, day } = ground;
    const [from, to] = [new Date(day.getTime() + 36_000_000), new Date(day.getTime() + 39_600_000)];
    const ms = await interleaved(9, {
      secured: () => asReader(ground, TIMES, (tx) => tx.sql`select started_at, ended_at, sequence from segments where camera_no = ${camera.cameraNo} and started_at >= ${from} and started_at < ${to} order by started_at`),
      bare: () =>
        asOwner(ground, TIMES, (tx) => tx.sql`select started_at, ended_at, sequence from segments where school_no = ${camera.at.schoolNo} and camera_no = ${camera.cameraNo} and started_at >= ${from} and started_at < ${to} order by started_at`),
    });
    return resultOf(goal, ms.secured.map((secured, round) => secured / ms.bare[round]!), {
      'under row security': `${median(ms.secured).toFixed(3)} CPU ms for 360 rows of 172,800`,
      'explicit predicate': `${median(ms.bare).toFixed(3)} CPU ms`,
      version: await serverVersion(ground),
    });
  });
}
