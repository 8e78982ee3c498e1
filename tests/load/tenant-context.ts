import { single, type Tx } from '@guardroom/db';
import { cpuMsEach, onGround, serverVersion, type Ground } from './database.ts';
import { interleaved, median, resultOf, type BenchResult, type Goal } from './protocol.ts';

export const goal: Goal = {
  id: 'P15',
  subject: "a page of 25 cameras with state and gateway through TenantDb (BEGIN, ticket, COMMIT, cleaned connection) / the same bare on the owner's pool",
  gate: 2.0,
  target: 1.4,
  lowerIsBetter: true,
};

const TIMES = 150;
const CAMERAS = 64;

const PAGE = `select c.camera_id, c.name, c.location, c.space, c.enabled, g.name as gateway, s.state, s.since, s.codec, s.delivered_fps, s.last_frame_at
  from cameras c join gateways g on g.school_id = c.school_id and g.gateway_id = c.gateway_id
  left join camera_status s on s.school_id = c.school_id and s.camera_id = c.camera_id`;
const ORDER = 'order by c.name limit 25';
const ROW = 'select camera_id, name, location, space from cameras where camera_id = $1';

export function run(): Promise<BenchResult> {
  return onGround(async (ground) => {
    await fill(ground);
    const { db, camera, tenants, viewer, owner } = ground;
    const barePage = single({ text: `${PAGE} where c.school_id = $1 ${ORDER}`, values: [camera.at.schoolId] });
    const bareRow = single({ text: `${ROW} and school_id = $2`, values: [camera.cameraId, camera.at.schoolId] });
    const scoped = (run: (tx: Tx) => Promise<object[]>) => () => cpuMsEach(db, TIMES, async () => expectRows(await tenants.read(viewer, run)));
    const ms = await interleaved(9, {
      scopedPage: scoped((tx) => tx.query(`${PAGE} ${ORDER}`)),
      barePage: () => cpuMsEach(db, TIMES, async () => expectRows((await owner.query(barePage)).rows)),
      scopedRow: scoped((tx) => tx.query(ROW, [camera.cameraId])),
      bareRow: () => cpuMsEach(db, TIMES, async () => expectRows((await owner.query(bareRow)).rows)),
    });
    return resultOf(goal, ms.scopedPage.map((scopedPage, round) => scopedPage / ms.barePage[round]!), {
      page: `${median(ms.scopedPage).toFixed(3)} / ${median(ms.barePage).toFixed(3)} CPU ms`,
      'one row by its key, the least that a query can do': `${median(ms.scopedRow).toFixed(3)} / ${median(ms.bareRow).toFixed(3)} CPU ms = ${median(ms.scopedRow.map((row, round) => row / ms.bareRow[round]!)).toFixed(2)}`,
      version: await serverVersion(ground),
    });
  });
}

function expectRows(rows: readonly object[]): void {
  if (rows.length !== 1 && rows.length !== 25) throw new Error(`${rows.length} rows`);
}

/** Gives the measured school a wall of cameras, each with a state. */
async function fill({ db, camera }: Ground): Promise<void> {
  await db.admin.query(
    `insert into cameras (school_id, camera_id, district_id, school_no, gateway_id, name, location, space, rtsp_url, username, sealed_password, registered_at)
     select school_id, camera_id || i, district_id, school_no, gateway_id, name || i, location, space, rtsp_url, username, sealed_password, registered_at
       from cameras, generate_series(1, $2) as i where camera_id = $1`,
    [camera.cameraId, CAMERAS],
  );
  await db.admin.query(
    `insert into camera_status (school_id, camera_id, district_id, state, since, codec, delivered_fps, last_frame_at, reported_at)
     select school_id, camera_id, district_id, 'recording', now(), 'avc1.640028', 15, now(), now() from cameras`,
  );
  await db.admin.query('vacuum analyze');
}
