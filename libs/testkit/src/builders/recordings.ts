import type { TestDatabase } from '../database/index.ts';
import type { Camera } from './equipment.ts';

/** A stretch of time; the end is not part of it. */
export type Stretch = { readonly from: Date; readonly to: Date };

/** Length of a built segment in milliseconds. */
export const SEGMENT_MS = 10_000;

/**
 * Writes index rows of verified ten-second segments for a camera, back to back from `from` to `to` but for those that touch `except`.
 * Makes the day partitions. Answers how many rows it wrote. The hashes are those of no object: use the agent for footage that plays.
 */
export async function segments(db: TestDatabase, camera: Camera, from: Date, to: Date, { except = [] }: { readonly except?: readonly Stretch[] } = {}): Promise<number> {
  await db.admin.query(
    `select gr.ensure_day_partitions(day::date)
       from generate_series(($1::timestamptz at time zone 'Asia/Shanghai')::date, ($2::timestamptz at time zone 'Asia/Shanghai')::date, interval '1 day') as day`,
    [from, to],
  );
  const { rowCount } = await db.admin.query(
    `insert into segments (school_no, camera_no, started_at, ended_at, sequence, bytes, frames, uncertainty_ms, verified, sha256, footer_sha256, object_version)
     select $1, $2, at, least(at + $5 * interval '1 ms', $4::timestamptz), extract(epoch from at)::bigint / 10, 250000, 100, 5, true,
            sha256(convert_to(format('%s/%s/%s', $1::int, $2::int, at), 'UTF8')), sha256(convert_to(format('footer %s/%s/%s', $1::int, $2::int, at), 'UTF8')), 'v1'
       from generate_series($3::timestamptz, $4::timestamptz - interval '1 ms', $5 * interval '1 ms') as at
      where not exists (select from unnest($6::timestamptz[], $7::timestamptz[]) as hole (starts, ends)
                         where at < ends and at + $5 * interval '1 ms' > starts)`,
    [camera.at.schoolNo, camera.cameraNo, from, to, SEGMENT_MS, except.map((hole) => hole.from), except.map((hole) => hole.to)],
  );
  return rowCount ?? 0;
}
