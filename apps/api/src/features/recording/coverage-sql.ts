import type { Tx } from '@guardroom/db';
import { type CivilDay, type GapId, type Instant, type TimeRange, civilDaysOf, dayBounds, instantOf, intersection, later } from '@guardroom/kernel';
import type { GapCause } from '@guardroom/domain';
import type { FoundGap, KeptGap } from './gap-changes.ts';
import { LOOK_BACK_SECONDS, PRESENT_LAG_SECONDS } from './reconcile-notes.ts';

/** Holes between consecutive segments up to this are seams: nothing was missed that the clock's uncertainty could tell. Milliseconds. */
export const SEAM_MS = 500;
/** A gateway that was silent for longer is not there. Seconds. */
const SILENCE_SECONDS = 30;

/** A camera and the stretch of time that is looked at. */
export type Window = { readonly cameraId: string; readonly cameraNo: number; readonly from: Date; readonly to: Date };

/** What a camera says of itself while it does not record, as the cause of what is missing. */
const CAUSE_OF_STATE = `case s.state when 'wrong_password' then 'wrong_password' when 'unreachable' then 'camera_unreachable' when 'unsupported_codec' then 'unsupported_codec'
  when 'no_frames' then 'no_frames' when 'spool_full' then 'spool_full' end`;

const columnsOf = (windows: readonly Window[]) => [windows.map((w) => w.cameraId), windows.map((w) => w.cameraNo), windows.map((w) => w.from), windows.map((w) => w.to)] as const;
const earliest = (windows: readonly Window[]): Date => new Date(Math.min(...windows.map((w) => w.from.getTime())));
const latest = (windows: readonly Window[]): Date => new Date(Math.max(...windows.map((w) => w.to.getTime())));

/** What is missing in these windows and longer than the school's policy permits. `knownUntil` is where a gap still goes on. */
export async function foundGaps(tx: Tx, schoolNo: number, windows: readonly Window[], knownUntil: Date): Promise<FoundGap[]> {
  const rows = await tx.query<{ camera_id: string; from_at: Date; to_at: Date | null; cause: GapCause }>(
    `with w as (select * from unnest($1::text[], $2::int[], $3::timestamptz[], $4::timestamptz[]) as w (camera_id, camera_no, from_at, to_at)),
     expected as (
       select w.camera_id, w.camera_no, range_agg(tstzrange(greatest(t.from_at, w.from_at), least(coalesce(t.to_at, 'infinity'), w.to_at))) as times
         from w join camera_service_times t on t.camera_id = w.camera_id and t.from_at < w.to_at and coalesce(t.to_at, 'infinity') > w.from_at
        group by w.camera_id, w.camera_no),
     held as (
       select w.camera_id, range_agg(tstzrange(s.started_at, s.ended_at)) as times
         from w join segments s on s.school_no = $5 and s.camera_no = w.camera_no and s.started_at >= w.from_at - interval '5 minutes' and s.started_at < w.to_at
        where s.started_at >= $6::timestamptz - interval '5 minutes' and s.started_at < $7::timestamptz
        group by w.camera_id),
     missing as (
       select e.camera_id, e.camera_no, unnest(e.times - coalesce(h.times, '{}'::tstzmultirange)) as t
         from expected e left join held h using (camera_id)),
     gaps as (
       select m.camera_id, m.camera_no, lower(m.t) as from_at, upper(m.t) as to_at
         from missing m, schools p where p.school_no = $5 and upper(m.t) - lower(m.t) > make_interval(secs => p.max_gap_seconds))
     select g.camera_id, g.from_at, case when g.to_at < $8::timestamptz then g.to_at end as to_at,
            coalesce(
              (select r.cause from reported_gaps r where r.school_no = $5 and r.camera_no = g.camera_no and r.from_at < g.to_at and r.to_at > g.from_at
                group by r.cause order by sum(least(r.to_at, g.to_at) - greatest(r.from_at, g.from_at)) desc limit 1),
              case when coalesce(gs.last_seen_at, '-infinity') < least(g.to_at, now() - interval '${SILENCE_SECONDS} seconds') then 'gateway_unreachable' end,
              case when s.since < g.to_at and s.reported_at > g.from_at then ${CAUSE_OF_STATE} end,
              'unknown') as cause
       from gaps g join cameras c on c.camera_id = g.camera_id
       left join gateway_status gs on gs.school_id = c.school_id and gs.gateway_id = c.gateway_id
       left join camera_status s on s.school_id = c.school_id and s.camera_id = c.camera_id`,
    [...columnsOf(windows), schoolNo, earliest(windows), latest(windows), knownUntil],
  );
  return rows.map((r) => ({ cameraId: r.camera_id, fromMs: r.from_at.getTime(), toMs: r.to_at?.getTime() ?? null, cause: r.cause }));
}

/** The kept gaps that reach into these windows. */
export async function keptGaps(tx: Tx, windows: readonly Window[]): Promise<KeptGap[]> {
  const [ids, , froms, tos] = columnsOf(windows);
  const rows = await tx.sql<{ gap_id: GapId; camera_id: string; from_at: Date; to_at: Date | null; cause: GapCause; explained: boolean }>`
    select g.gap_id, g.camera_id, g.from_at, g.to_at, g.cause, g.reason is not null as explained
      from unnest(${ids}::text[], ${froms}::timestamptz[], ${tos}::timestamptz[]) as w (camera_id, from_at, to_at)
      join recording_gaps g on g.camera_id = w.camera_id and g.from_at < w.to_at and coalesce(g.to_at, 'infinity') > w.from_at`;
  return rows.map((r) => ({ gapId: r.gap_id, cameraId: r.camera_id, fromMs: r.from_at.getTime(), toMs: r.to_at?.getTime() ?? null, cause: r.cause, explained: r.explained }));
}

/**
 * Stretches that the running round looks at, for every camera that is in service or was when it last looked: back to where that was, and
 * to the start of a gap that reaches into that time.
 */
export async function runningWindows(tx: Tx, knownUntil: Date, lookBackSeconds: number): Promise<(Window & { readonly since: Date })[]> {
  const rows = await tx.sql<{ camera_id: string; camera_no: number; since: Date; from_at: Date }>`
    select c.camera_id, c.camera_no, l.since, least(l.since, (select min(g.from_at) from recording_gaps g where g.camera_id = c.camera_id and coalesce(g.to_at, 'infinity') >= l.since)) as from_at
      from cameras c
      left join camera_rounds r on r.school_no = c.school_no and r.camera_no = c.camera_no
      cross join lateral (select min(from_at) as first_at, max(coalesce(to_at, 'infinity')) as last_at from camera_service_times t where t.camera_id = c.camera_id) t
      cross join lateral (select least(${knownUntil}::timestamptz, coalesce(r.looked_until, t.first_at)) as looked_until) w
      cross join lateral (select greatest(t.first_at, w.looked_until - make_interval(secs => ${lookBackSeconds})) as since) l
     where t.first_at < ${knownUntil} and (t.last_at > w.looked_until - interval '1 hour' or exists (select from recording_gaps g where g.camera_id = c.camera_id and g.to_at is null))`;
  return rows.map((r) => ({ cameraId: r.camera_id, cameraNo: r.camera_no, since: r.since, from: r.from_at, to: knownUntil }));
}

/** Notes how far the running round has looked at these windows. A minute more of looking back costs less than a row of each camera every round. */
export async function noteLooked(tx: Tx, schoolNo: number, windows: readonly Window[]): Promise<void> {
  const [, cameraNos, , untils] = columnsOf(windows);
  await tx.sql`
    insert into camera_rounds as r (school_no, camera_no, looked_until) select ${schoolNo}, w.camera_no, w.looked_until from unnest(${cameraNos}::int[], ${untils}::timestamptz[]) as w (camera_no, looked_until)
    on conflict (school_no, camera_no) do update set looked_until = excluded.looked_until where excluded.looked_until not between r.looked_until and r.looked_until + interval '1 minute'`;
}

/** The stretch of one camera and civil day, with the gaps that reach into it; nothing before anything can be known of it. */
export async function dayWindow(tx: Tx, cameraId: string, bounds: { from: string; to: string }, knownUntil: Date): Promise<Window | undefined> {
  const [row] = await tx.sql<{ camera_no: number; from_at: Date; to_at: Date }>`
    select c.camera_no, least(${bounds.from}::timestamptz, g.from_at) as from_at, least(${knownUntil}::timestamptz, greatest(${bounds.to}::timestamptz, g.to_at)) as to_at
      from cameras c
      left join (select min(from_at) as from_at, max(coalesce(to_at, 'infinity')) as to_at from recording_gaps
                  where camera_id = ${cameraId} and from_at <= ${bounds.to} and coalesce(to_at, 'infinity') >= ${bounds.from}) g on true
     where c.camera_id = ${cameraId}`;
  return row && row.from_at < row.to_at ? { cameraId, cameraNo: row.camera_no, from: row.from_at, to: row.to_at } : undefined;
}

const SEAM = `interval '${SEAM_MS} milliseconds'`;
/** Ranges whose ends were drawn out by a seam so that neighbours met, with their true ends again. */
const trimmed = (ranges: string): string => `coalesce((select range_agg(tstzrange(lower(r), upper(r) - ${SEAM})) from unnest(${ranges}) r), '{}')`;
const secondsOf = (ranges: string): string => `(select coalesce(sum(extract(epoch from upper(r) - lower(r))), 0) from unnest(${ranges}) r)`;

/**
 * What is held of a camera in a range, as few stretches as tell the story: packed days, and the index for what came after they were
 * packed and for days that were not.
 */
export async function heldSpans(tx: Tx, schoolNo: number, cameraNo: number, from: string, to: string): Promise<{ from: Date; to: Date; verified: boolean }[]> {
  const unpacked = await unpackedOf(tx, schoolNo, cameraNo, from, to);
  return tx.query<{ from: Date; to: Date; verified: boolean }>(
    `with pieces as (
       select r, v.verified from camera_day_coverage c cross join lateral (values (held, false), (c.verified, true)) v (ranges, verified) cross join lateral unnest(v.ranges) r
        where c.school_no = $1 and c.camera_no = $2 and c.day between ($3::timestamptz at time zone 'Asia/Shanghai')::date and ($4::timestamptz at time zone 'Asia/Shanghai')::date
       union all
       select tstzrange(s.started_at, s.ended_at), v.verified
         from unnest($5::timestamptz[], $6::timestamptz[]) w (from_at, to_at)
         join segments s on s.school_no = $1 and s.camera_no = $2 and s.started_at >= w.from_at - interval '5 minutes' and s.started_at < w.to_at
         cross join lateral (select false as verified union all select true where s.verified) v),
     drawn as (
       select range_agg(tstzrange(lower(r), upper(r) + ${SEAM})) filter (where not verified) as held, range_agg(tstzrange(lower(r), upper(r) + ${SEAM})) filter (where verified) as verified from pieces),
     asked as (select ${trimmed('held')} * tstzrange($3, $4)::tstzmultirange as held, ${trimmed('verified')} * tstzrange($3, $4)::tstzmultirange as verified from drawn)
     select lower(r) as "from", upper(r) as "to", verified
       from (select unnest(verified) as r, true as verified from asked union all select unnest(held - verified), false from asked) s
      order by 1`,
    [schoolNo, cameraNo, from, to, unpacked.map((w) => w.from), unpacked.map((w) => w.to)],
  );
}

/** Stretches of a range that no packed day answers for: days without a row, and what is younger than the row. */
async function unpackedOf(tx: Tx, schoolNo: number, cameraNo: number, from: string, to: string): Promise<TimeRange[]> {
  const days = civilDaysOf({ from: from as Instant, to: to as Instant });
  const rows = await tx.sql<{ day: CivilDay; known_until: Date }>`
    select day::text as day, known_until from camera_day_coverage where school_no = ${schoolNo} and camera_no = ${cameraNo} and day between ${days[0] ?? null} and ${days.at(-1) ?? null}`;
  const packedUntil = new Map(rows.map((r) => [r.day, instantOf(r.known_until.getTime() - LOOK_BACK_SECONDS * 1_000)]));
  const young = days.map((day) => {
    const bounds = dayBounds(day);
    return { from: later(bounds.from, packedUntil.get(day) ?? bounds.from), to: bounds.to };
  });
  return intersection(young, [{ from: from as Instant, to: to as Instant }]);
}

/** Counts these camera days anew, and packs what is held of them. A day in which the camera was never in service gets no row. */
export async function computeCameraDays(tx: Tx, school: { schoolId: string; schoolNo: number; districtId: string }, days: readonly { cameraId: string; day: CivilDay }[], knownUntil: Date): Promise<void> {
  if (days.length === 0) return;
  await tx.query(
    `with d as (
       select c.camera_id, c.camera_no, d.day, d.day::timestamp at time zone 'Asia/Shanghai' as from_at, least((d.day + 1)::timestamp at time zone 'Asia/Shanghai', $6::timestamptz) as to_at
         from unnest($4::text[], $5::date[]) as d (camera_id, day) join cameras c on c.camera_id = d.camera_id),
     expected as (
       select d.camera_id, d.camera_no, d.day, d.from_at, d.to_at, range_agg(tstzrange(greatest(t.from_at, d.from_at), least(coalesce(t.to_at, 'infinity'), d.to_at))) as times
         from d join camera_service_times t on t.camera_id = d.camera_id and t.from_at < d.to_at and coalesce(t.to_at, 'infinity') > d.from_at
        group by 1, 2, 3, 4, 5),
     found as (
       select e.camera_id, e.camera_no, e.day, tstzrange(e.from_at, e.to_at) as day_range, range_agg(tstzrange(s.started_at, s.ended_at + ${SEAM})) filter (where s.started_at is not null) as held,
              range_agg(tstzrange(s.started_at, s.ended_at + ${SEAM})) filter (where s.verified) as verified
         from expected e left join segments s on s.school_no = $2 and s.camera_no = e.camera_no and s.started_at >= e.from_at - interval '5 minutes' and s.started_at < e.to_at
              and s.started_at >= (select min(from_at) from d) - interval '5 minutes'
        group by e.camera_id, e.camera_no, e.day, e.from_at, e.to_at),
     closed as (select camera_id, camera_no, day, ${trimmed('held')} * day_range::tstzmultirange as held, ${trimmed('verified')} * day_range::tstzmultirange as verified from found),
     packed as (
       insert into camera_day_coverage (school_no, camera_no, day, held, verified, known_until) select $2, camera_no, day, held, verified, $6 from closed
       on conflict (school_no, camera_no, day) do update set held = excluded.held, verified = excluded.verified, known_until = excluded.known_until)
     insert into camera_days (school_id, camera_id, day, district_id, expected_seconds, held_seconds, verified_seconds, unexplained_seconds, gaps, computed_at)
     select $1, e.camera_id, e.day, $3, ${secondsOf('e.times')}, ${secondsOf('e.times * c.held')}, ${secondsOf('e.times * c.verified')}, coalesce(g.unexplained, 0), coalesce(g.gaps, 0), now()
       from expected e join closed c using (camera_id, day)
       left join lateral (
         select count(*)::int as gaps, sum(extract(epoch from least(coalesce(g.to_at, e.to_at), e.to_at) - greatest(g.from_at, e.from_at))) filter (where g.reason is null) as unexplained
           from recording_gaps g where g.camera_id = e.camera_id and g.from_at < e.to_at and coalesce(g.to_at, 'infinity') > e.from_at) g on true
     on conflict (school_id, camera_id, day) do update set expected_seconds = excluded.expected_seconds, held_seconds = excluded.held_seconds, verified_seconds = excluded.verified_seconds,
       unexplained_seconds = excluded.unexplained_seconds, gaps = excluded.gaps, computed_at = excluded.computed_at`,
    [school.schoolId, school.schoolNo, school.districtId, days.map((d) => d.cameraId), days.map((d) => d.day), knownUntil],
  );
}

/** Of these camera days, those that were not counted within the last minute. */
export async function staleDays(tx: Tx, days: readonly { cameraId: string; day: CivilDay }[]): Promise<{ cameraId: string; day: CivilDay }[]> {
  return tx.sql<{ cameraId: string; day: CivilDay }>`
    select w.camera_id as "cameraId", w.day::text as day from unnest(${days.map((d) => d.cameraId)}::text[], ${days.map((d) => d.day)}::date[]) as w (camera_id, day)
     where not exists (select from camera_days d where d.camera_id = w.camera_id and d.day = w.day and d.computed_at > now() - interval '1 minute')`;
}

/** The end of what can be known at an instant: later footage may still be under way. */
export const knownUntilOf = (nowMs: number): Date => new Date(nowMs - PRESENT_LAG_SECONDS * 1_000);
