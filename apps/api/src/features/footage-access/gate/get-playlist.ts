import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { isWhollyInside } from '@guardroom/domain';
import { msOf } from '@guardroom/kernel';
import { type Logger, pino } from 'pino';
import { Config } from '../../../platform/config/config.ts';
import { Tenants } from '../../../platform/database/databases.ts';
import { loggerOptions } from '../../../platform/telemetry/logger.ts';
import { type Asking, Gate } from './gate.ts';
import { type Listed, mediaPlaylist } from './playlist.ts';
import { SegmentUnusable, segmentsOf } from './segment-source.ts';
import { SessionMaterial } from './session-material.ts';

/** Segments whose ends are read at once. */
const CONCURRENCY = 12;
/** Segments are opened for so long before the playlist answers with what there is; many hours take several turns. Milliseconds. */
const TURN_MS = 3_000;

/** The media playlist of a camera's approved minutes: fragments wholly inside them and no others. It grows while a long grant is being opened. */
export class GetPlaylist extends Query<string> {
  readonly asking: Asking;
  constructor(asking: Asking) {
    super();
    this.asking = asking;
  }
}

@QueryHandler(GetPlaylist)
export class GetPlaylistHandler implements IQueryHandler<GetPlaylist> {
  readonly #log: Logger;
  readonly #db: Tenants;
  readonly #gate: Gate;
  readonly #material: SessionMaterial;
  constructor(config: Config, db: Tenants, gate: Gate, material: SessionMaterial) {
    this.#log = pino(loggerOptions(config.logLevel)).child({ part: 'gate' });
    this.#db = db;
    this.#gate = gate;
    this.#material = material;
  }

  async execute({ asking }: GetPlaylist): Promise<string> {
    const { by, cameraId } = asking;
    const session = await this.#gate.enter(asking);
    const approved = { fromMs: session.granted_from.getTime(), toMs: session.granted_to.getTime() };
    const rows = await this.#db.read(by, (tx) => segmentsOf(tx, by, cameraId, session.granted_from, session.granted_to));
    const segments = await firstOf(rows, (row) => this.#material.segment(by, session, cameraId, row).catch((error: unknown) => this.#without(error)));
    const listed = segments.filter((s) => s !== undefined).flatMap(({ startedAtMs, uncertaintyMs, index }) =>
      index.fragments
        .map((f, number): Listed => ({ segmentMs: startedAtMs, number, fromMs: msOf(f.firstFrameAt), toMs: msOf(f.lastFrameAt) }))
        .filter((f) => isWhollyInside({ firstFrameAtMs: f.fromMs, lastFrameAtMs: f.toMs, uncertaintyMs }, approved)),
    );
    return mediaPlaylist(listed, segments.length === rows.length);
  }

  /** One object that is damaged or away must not hide the others: where it was the playlist has a gap. */
  #without(error: unknown): undefined {
    if (!(error instanceof SegmentUnusable)) throw error;
    this.#log.error({ err: error }, 'a segment cannot be shown; the playlist has a gap where it was');
  }
}

/** As many results from the beginning as one turn brings, in order; what was begun is finished, so that there is no hole. */
async function firstOf<A, B>(items: readonly A[], run: (item: A) => Promise<B>): Promise<B[]> {
  const deadline = performance.now() + TURN_MS;
  const results: B[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [i, item] of queue) {
      results[i] = await run(item);
      if (performance.now() > deadline) return;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return results;
}
