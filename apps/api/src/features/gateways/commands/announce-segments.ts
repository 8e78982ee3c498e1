import type { Input, Result, routes } from '@guardroom/contracts';
import type { GatewayActor, Tx } from '@guardroom/db';
import { type Instant, civilDay } from '@guardroom/kernel';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { REQUEST_LANES, inParallel } from '../../../platform/object-store/in-parallel.ts';
import { ObjectStore } from '../../../platform/object-store/object-store.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { Metrics } from '../../../platform/telemetry/metrics.ts';
import { Partitions, noteLateFootage } from '../../recording/public.ts';
import { heldUntilEach } from '../../retention/public.ts';
import { type Judged, judge } from '../judge-segment.ts';
import { type Known, knownOf } from '../own-cameras.ts';

type Route = typeof routes.announceSegments;
type Answer = Result<Route>['segments'][number];

/**
 * Takes segments into the index once the store was asked for each. Announcing one again changes nothing; another segment in the
 * place of one that is indexed is refused, and that is a fact.
 */
export class AnnounceSegments extends Command<Result<Route>> {
  readonly by: GatewayActor;
  readonly body: Input<Route>['body'];
  constructor(by: GatewayActor, body: Input<Route>['body']) {
    super();
    this.by = by;
    this.body = body;
  }
}

@CommandHandler(AnnounceSegments)
export class AnnounceSegmentsHandler implements ICommandHandler<AnnounceSegments> {
  readonly #db: Tenants;
  readonly #store: ObjectStore;
  readonly #partitions: Partitions;
  readonly #clock: SystemClock;
  readonly #metrics: Metrics;
  constructor(db: Tenants, store: ObjectStore, partitions: Partitions, clock: SystemClock, metrics: Metrics) {
    this.#db = db;
    this.#store = store;
    this.#partitions = partitions;
    this.#clock = clock;
    this.#metrics = metrics;
  }

  async execute({ by, body }: AnnounceSegments): Promise<Result<Route>> {
    const nowMs = this.#clock.nowMs();
    const { known, held } = await this.#db.read(by, async (tx) => ({
      known: await knownOf(tx, by, body.segments.map((s) => s.header.cameraId)),
      held: await heldUntilEach(tx, by, body.segments.map(({ header, footer }) => ({ cameraId: header.cameraId, from: header.startedAt as Instant, to: footer.endedAt as Instant }))),
    }));
    // The store is asked before a connection is taken: its answers take longer than everything else here.
    const asked = body.segments.map((announced, i) => ({ announced, held: held[i] }));
    const judged = await inParallel(asked, REQUEST_LANES, (one) => judge(this.#store, by, known, one.announced, one.held, nowMs));
    const places = new Map(judged.filter((j) => j.state !== 'refused').map((j) => [placeOf(j), j]));
    const taken = [...places.values()];
    await this.#partitions.ensure(taken.map((j) => civilDay(j.announced.header.startedAt as Instant)));
    const indexed = await this.#db.write(by, async (tx) => {
      const rows = await index(tx, by, known, taken);
      await noteLateFootage(tx, by, nowMs, taken.map(({ announced: { header, footer } }) => ({ cameraId: header.cameraId, from: header.startedAt, to: footer.endedAt })));
      for (const j of judged) if (isConflict(j, rows)) await appendFact(tx, by, conflictOf(j, this.#clock.now()));
      return rows;
    });
    this.#metrics.segments.inc(taken.length);
    return { segments: judged.map((j) => answerOf(j, indexed)) };
  }
}

const placeOf = ({ announced: { header } }: Judged): string => `${header.cameraId} ${header.startedAt}`;

/** What the index holds at a place. */
type Indexed = ReadonlyMap<string, { readonly footerSha256: string; readonly verified: boolean }>;

/** One statement for all, one to read back what stands at each place now. */
async function index(tx: Tx, by: GatewayActor, known: Known, taken: readonly Judged[]): Promise<Indexed> {
  if (taken.length === 0) return new Map();
  const cameras = taken.map((j) => known.cameraNo.get(j.announced.header.cameraId) as number);
  const starts = taken.map((j) => j.announced.header.startedAt);
  await tx.sql`
    insert into segments (school_no, camera_no, started_at, ended_at, sequence, bytes, frames, uncertainty_ms, verified, sha256, footer_sha256, object_version)
    select ${by.schoolNo}, s.camera_no, s.started_at, s.ended_at, s.sequence, s.bytes, s.frames, s.uncertainty_ms, s.verified, s.sha256, s.footer_sha256, s.object_version
      from unnest(${cameras}::int[], ${starts}::timestamptz[], ${taken.map((j) => j.announced.footer.endedAt)}::timestamptz[], ${taken.map((j) => j.announced.header.sequence)}::bigint[],
                  ${taken.map((j) => j.announced.objectBytes)}::int[], ${taken.map((j) => j.announced.footer.frames)}::int[], ${taken.map((j) => j.announced.header.clockUncertaintyMs)}::int[],
                  ${taken.map((j) => j.state === 'verified')}::boolean[], ${taken.map((j) => Buffer.from(j.announced.objectSha256, 'hex'))}::bytea[],
                  ${taken.map((j) => Buffer.from(j.footerSha256, 'hex'))}::bytea[], ${taken.map((j) => j.version)}::text[])
        as s (camera_no, started_at, ended_at, sequence, bytes, frames, uncertainty_ms, verified, sha256, footer_sha256, object_version)
    on conflict (school_no, camera_no, started_at) do update set verified = true, object_version = excluded.object_version
      where excluded.verified and not segments.verified and segments.footer_sha256 = excluded.footer_sha256`;
  const rows = await tx.sql<{ camera_no: number; started_at: Date; footer: string; verified: boolean }>`
    select s.camera_no, s.started_at, encode(s.footer_sha256, 'hex') as footer, s.verified
      from unnest(${cameras}::int[], ${starts}::timestamptz[]) w (camera_no, started_at)
      join segments s on s.school_no = ${by.schoolNo} and s.camera_no = w.camera_no and s.started_at = w.started_at`;
  const idOf = new Map([...known.cameraNo].map(([id, no]) => [no, id]));
  return new Map(rows.map((r) => [`${idOf.get(r.camera_no)} ${r.started_at.toISOString()}`, { footerSha256: r.footer, verified: r.verified }]));
}

const isConflict = (j: Judged, indexed: Indexed): boolean => j.state !== 'refused' && indexed.get(placeOf(j))?.footerSha256 !== j.footerSha256;

function answerOf(j: Judged, indexed: Indexed): Answer {
  const { cameraId, startedAt } = j.announced.header;
  if (j.state === 'refused') return { cameraId, startedAt, state: 'refused', code: j.code };
  if (isConflict(j, indexed)) return { cameraId, startedAt, state: 'refused', code: 'gateway.segment_conflict' };
  return { cameraId, startedAt, state: indexed.get(placeOf(j))?.verified ? 'verified' : 'held', code: j.code };
}

const conflictOf = (j: Judged, at: Instant) => ({
  type: 'segment.conflict_refused',
  subject: j.announced.header.cameraId,
  at,
  body: { startedAt: j.announced.header.startedAt, sequence: j.announced.header.sequence, footerSha256: j.footerSha256, objectSha256: j.announced.objectSha256 },
});
