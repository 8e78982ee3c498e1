import { single } from '@guardroom/db';
import { msEach, onGround, serverVersion } from './database.ts';
import { interleaved, median, resultOf, type BenchResult, type Goal } from './protocol.ts';

export const goal: Goal = {
  id: 'P15',
  subject: "one row through TenantDb, with BEGIN, ticket, COMMIT and a cleaned connection / the same query bare on the owner's pool",
  gate: 2.0,
  target: 1.4,
  lowerIsBetter: true,
};

const TIMES = 400;

export function run(): Promise<BenchResult> {
  return onGround(async (ground) => {
    const { camera, tenants, viewer, owner } = ground;
    const bare = single({ text: 'select camera_id, name, location, space from cameras where school_id = $1 and camera_id = $2', values: [camera.at.schoolId, camera.cameraId] });
    const ms = await interleaved(9, {
      scoped: () => msEach(TIMES, () => tenants.read(viewer, (tx) => tx.sql`select camera_id, name, location, space from cameras where camera_id = ${camera.cameraId}`)),
      bare: () => msEach(TIMES, () => owner.query(bare)),
    });
    return resultOf(goal, ms.scoped.map((scoped, round) => scoped / ms.bare[round]!), {
      'through TenantDb': `${median(ms.scoped).toFixed(3)} ms`,
      bare: `${median(ms.bare).toFixed(3)} ms`,
      version: await serverVersion(ground),
    });
  });
}
