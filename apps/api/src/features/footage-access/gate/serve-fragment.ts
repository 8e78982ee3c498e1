import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { SchoolActor, Tx } from '@guardroom/db';
import { admit, isWhollyInside, pace } from '@guardroom/domain';
import type { FragmentEntry } from '@guardroom/evidence';
import { instantOf, msOf } from '@guardroom/kernel';
import { Tenants } from '../../../platform/database/databases.ts';
import { notFound } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { Metrics } from '../../../platform/telemetry/metrics.ts';
import { type SessionRow, presentOf, sessionOf } from '../viewing-session.repository.ts';
import { type Asking, Gate, passed } from './gate.ts';
import { fragmentOf } from './playlist.ts';
import { type OpenSegment, segmentAt } from './segment-source.ts';
import { SessionMaterial } from './session-material.ts';
import { watchBytes } from './watch.ts';

/** A fragment that is in the register already. `watch` looks after its bytes until the answer it gives is called. */
export type Served = { readonly length: number; readonly bytes: Readable; watch(socket: Socket): () => void };

/** Hands one fragment over: written to the register, then its bytes leave. */
export class ServeFragment extends Command<Served> {
  readonly asking: Asking;
  readonly fragment: string;
  constructor(asking: Asking, fragment: string) {
    super();
    this.asking = asking;
    this.fragment = fragment;
  }
}

@CommandHandler(ServeFragment)
export class ServeFragmentHandler implements ICommandHandler<ServeFragment> {
  readonly #db: Tenants;
  readonly #gate: Gate;
  readonly #material: SessionMaterial;
  readonly #metrics: Metrics;
  constructor(db: Tenants, gate: Gate, material: SessionMaterial, metrics: Metrics) {
    this.#db = db;
    this.#gate = gate;
    this.#material = material;
    this.#metrics = metrics;
  }

  /**
   * The first bytes are fetched and opened before the register is written, so that a store that is away leaves no entry for
   * nothing; they leave only after the entry has committed.
   */
  async execute({ asking, fragment }: ServeFragment): Promise<Served> {
    const { by, cameraId } = asking;
    const session = await this.#gate.enter(asking);
    const { segment, entry } = await this.#find(asking, session, fragment);
    const pieces = segment.open(entry.offset, entry.length)[Symbol.asyncIterator]();
    const first = await pieces.next();
    const registered = await this.#db.write(by, (tx) => register(tx, by, session.session_id, cameraId, entry));
    this.#metrics.fragments.inc();
    return { length: entry.length, bytes: Readable.from(following(first, pieces), { objectMode: false, highWaterMark: 1 }), watch: (socket) => watchBytes(this.#db, by, registered, socket) };
  }

  /** The fragment's place, when all of its frames lie in the approved minutes. */
  async #find({ by, cameraId }: Asking, session: SessionRow, name: string): Promise<{ segment: OpenSegment; entry: FragmentEntry }> {
    const asked = fragmentOf(name);
    const approved = { fromMs: session.granted_from.getTime(), toMs: session.granted_to.getTime() };
    const row = await this.#db.read(by, (tx) => segmentAt(tx, by, cameraId, new Date(asked.segmentMs)));
    // A segment that holds nothing of the approved minutes is not even opened.
    const isOutside = asked.segmentMs >= approved.toMs || (row ? row.ended_at.getTime() <= approved.fromMs : asked.segmentMs < approved.fromMs);
    if (isOutside) throw await this.#gate.overRange(by, session, 'viewing.out_of_range', { cameraId, fragment: name });
    if (!row) throw notFound();
    const segment = await this.#material.segment(by, session, cameraId, row);
    const entry = segment.index.fragments[asked.number];
    if (!entry) throw notFound();
    const times = { firstFrameAtMs: msOf(entry.firstFrameAt), lastFrameAtMs: msOf(entry.lastFrameAt), uncertaintyMs: segment.uncertaintyMs };
    if (!isWhollyInside(times, approved)) throw await this.#gate.overRange(by, session, 'viewing.out_of_range', { cameraId, fragment: name });
    return { segment, entry };
  }
}

/** Writes the fragment to the viewing register, when the viewing still plays and its client is not too far ahead. Answers the viewing as it was then. */
async function register(tx: Tx, by: SchoolActor, sessionId: string, cameraId: string, entry: FragmentEntry): Promise<SessionRow> {
  const session = await sessionOf(tx, by, sessionId, 'lock');
  if (!session) throw notFound();
  passed(admit(presentOf(session)));
  const nowMs = session.read_at.getTime();
  const before = await handedOver(tx, by, sessionId, cameraId);
  passed(pace(before.playedOutAtMs, nowMs));
  const at = instantOf(nowMs);
  const entryNo = before.lastEntryNo + 1;
  await tx.sql`
    insert into viewing_entries (school_id, session_id, entry_no, district_id, request_id, camera_id, from_at, to_at, bytes, served_at)
    values (${by.schoolId}, ${sessionId}, ${entryNo}, ${by.districtId}, ${session.request_id}, ${cameraId}, ${entry.firstFrameAt}, ${entry.lastFrameAt}, ${entry.length}, ${at})`;
  if (before.lastEntryNo === 0) await tx.sql`update viewing_sessions set served_from = ${at} where school_id = ${by.schoolId} and session_id = ${sessionId}`;
  await appendFact(tx, by, { type: 'footage.fragment_served', subject: sessionId, at, body: { requestId: session.request_id, entryNo, cameraId, from: entry.firstFrameAt, to: entry.lastFrameAt, bytes: entry.length } });
  return session;
}

/**
 * What the register says of this viewing: its last number, and when all that was handed over of one camera will have been played.
 * Whoever begins to play at t has played what was handed over since at t plus its length; the latest such time counts.
 */
async function handedOver(tx: Tx, by: SchoolActor, sessionId: string, cameraId: string): Promise<{ lastEntryNo: number; playedOutAtMs: number | null }> {
  const [row] = await tx.sql<{ last: number; played_out: Date | null }>`
    select coalesce(max(entry_no), 0)::int as last, max(played_out) filter (where camera_id = ${cameraId}) as played_out
      from (select entry_no, camera_id, served_at + sum(to_at - from_at) over (partition by camera_id order by entry_no rows between current row and unbounded following) as played_out
              from viewing_entries where school_id = ${by.schoolId} and session_id = ${sessionId}) entries`;
  return { lastEntryNo: row?.last ?? 0, playedOutAtMs: row?.played_out?.getTime() ?? null };
}

async function* following(first: IteratorResult<Buffer>, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  for (let next = first; !next.done; next = await rest.next()) yield next.value;
}
