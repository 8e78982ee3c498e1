import type { Input, Result, routes } from '@guardroom/contracts';
import type { SchoolActor, Tx } from '@guardroom/db';
import type { CoverageState, GapCause } from '@guardroom/domain';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { dayMs } from '@guardroom/kernel';
import { Tenants } from '../../../platform/database/databases.ts';
import { Invalid, Refused, notFound } from '../../../platform/errors/refused.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { heldSpans, knownUntilOf } from '../coverage-sql.ts';

type Route = typeof routes.getTimeline;
type Timeline = Result<Route>;

/** One question reaches over this many days at most. */
const MAX_DAYS = 31;

/**
 * What is held and what is missing of one camera, to the second: merged in the database, so that the answer is as long as the story
 * and not as the footage.
 * @refuses recording.range_too_long — beyond 31 days
 */
export class GetTimeline extends Query<Timeline> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@QueryHandler(GetTimeline)
export class GetTimelineHandler implements IQueryHandler<GetTimeline> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async execute({ by, input: { params, query } }: GetTimeline): Promise<Timeline> {
    const { from, to } = query;
    if (from >= to) throw new Invalid([{ path: 'query.to', code: 'empty_range', message: 'must be after `from`' }]);
    if (Date.parse(to) - Date.parse(from) > MAX_DAYS * dayMs) throw new Refused('recording.range_too_long', { details: { maxDays: MAX_DAYS } });
    const knownUntil = knownUntilOf(this.#clock.nowMs()).toISOString();
    return this.#db.read(by, async (tx) => {
      const [camera] = await tx.sql<{ id: string; no: number; name: string }>`select camera_id as id, camera_no as no, name from cameras where camera_id = ${params.cameraId}`;
      if (!camera) throw notFound();
      const spans = await spansOf(tx, by.schoolNo, camera.no, from, to);
      const gaps = await gapsOf(tx, camera.id, from, to, knownUntil);
      const holds = await holdsOf(tx, camera.id, from, to);
      return { camera: { id: camera.id, name: camera.name }, from, to, knownUntil, spans, gaps, holds, heldSeconds: secondsOf(spans), missingSeconds: secondsOf(gaps) };
    });
  }
}

async function spansOf(tx: Tx, schoolNo: number, cameraNo: number, from: string, to: string): Promise<Timeline['spans']> {
  const spans = await heldSpans(tx, schoolNo, cameraNo, from, to);
  return spans.map((s) => ({ from: s.from.toISOString(), to: s.to.toISOString(), state: (s.verified ? 'verified' : 'held') satisfies CoverageState }));
}

async function gapsOf(tx: Tx, cameraId: string, from: string, to: string, knownUntil: string): Promise<Timeline['gaps']> {
  const rows = await tx.sql<{ id: string; from_at: Date; to_at: Date; cause: GapCause; words: string | null; name: string | null; explained: boolean }>`
    select gap_id as id, greatest(from_at, ${from}::timestamptz) as from_at, least(coalesce(to_at, ${knownUntil}::timestamptz), ${to}::timestamptz) as to_at, cause, words, explained_name as name, reason is not null as explained
      from recording_gaps where camera_id = ${cameraId} and from_at < least(${to}::timestamptz, ${knownUntil}::timestamptz) and coalesce(to_at, 'infinity') > ${from} order by 2`;
  return rows.map((r) => ({ id: r.id, from: r.from_at.toISOString(), to: r.to_at.toISOString(), cause: r.cause, explained: r.explained, explanation: r.words, explainedBy: r.name }));
}

async function holdsOf(tx: Tx, cameraId: string, from: string, to: string): Promise<Timeline['holds']> {
  const rows = await tx.sql<{ from_at: Date; to_at: Date; kind: 'provisional' | 'preservation' }>`
    select greatest(h.from_at, ${from}::timestamptz) as from_at, least(h.to_at, ${to}::timestamptz) as to_at, h.kind
      from holds h join hold_cameras c using (school_id, hold_id)
     where c.camera_id = ${cameraId} and h.released_at is null and h.until_at > now() and h.from_at < ${to} and h.to_at > ${from} order by 1`;
  return rows.map((r) => ({ from: r.from_at.toISOString(), to: r.to_at.toISOString(), kind: r.kind }));
}

const secondsOf = (parts: readonly { from: string; to: string }[]): number => parts.reduce((sum, p) => sum + (Date.parse(p.to) - Date.parse(p.from)) / 1_000, 0);
