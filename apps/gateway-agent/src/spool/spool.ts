import type { SignedFooter, SignedManifest } from '@guardroom/evidence';
import { elapsedMs, msOf, type CameraId, type Clock, type Instant } from '@guardroom/kernel';
import { rm, statfs, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { crashPoint } from '../faults.ts';
import type { CameraChain, Entry, GapCause, SegmentRecord, SegmentState } from './entries.ts';
import { ignoreMissing, isDiskFull, makeDirectory, syncDirectory } from './files.ts';
import { Journal } from './journal.ts';
import { holeToleranceMs, Ledger, newChain } from './ledger.ts';
import { OpenSegment } from './open-segment.ts';
import { recover } from './recovery.ts';
import { inspectSegment } from './segment-file.ts';

/** No room for another segment; recording goes on when there is room again, and what is missed becomes a gap. */
export class SpoolFull extends Error {
  override readonly name = 'SpoolFull';
}

export type SpoolOptions = {
  readonly directory: string;
  /** Segments are refused from here on. */
  readonly budgetBytes: number;
  /** Room that must stay free on the disk, for the journal and for whoever else lives there. */
  readonly reserveBytes: number;
  /** The journal is rewritten when it has grown by so much. */
  readonly rewriteAfterBytes: number;
  readonly clock: Clock;
  readonly logger: Logger;
};

const retryDiskAfterMs = 1_000;

/**
 * The agent's only local state: segment files and a journal about them. Docs: `docs/ref/gateway-agent.md` states the
 * invariants; the procedures below keep them.
 *
 * HOLD A SEGMENT — before: no file of that name, no entry.
 *  1. create `<name>.open` and write as frames arrive   crash: the file is removed at the next start; its stretch is a gap
 *  2. write the signed footer, fdatasync the file       crash: as above, although all is there: nobody was promised it
 *  3. rename to `<name>`                                crash: either name may survive; both are handled
 *  4. fsync the directory                               after: the segment is held whatever happens
 *  5. append `held` to the journal                      crash before: the next start reads the footer and appends it
 *
 * RELEASE A SEGMENT — before: the journal says `announced`, that is: the district has read the remote hash back; or `expired`, that is: the
 * district takes nothing that old, and nobody may keep it.
 *  1. unlink the file, fsync the directory              crash: `announced` or `expired` without a file means released
 *  2. append `released`
 *
 * Nothing else removes a segment. A full spool refuses new footage (a gap with cause `spool_full`) and never drops old.
 */
export class Spool {
  readonly #options: SpoolOptions;
  readonly #journal: Journal;
  readonly #ledger: Ledger;
  #rewrittenBytes: number;
  #openBytes = 0;
  #heldBytes = 0;
  #full = false;
  #expired = 0;

  private constructor(options: SpoolOptions, journal: Journal, ledger: Ledger) {
    this.#options = options;
    this.#journal = journal;
    this.#ledger = ledger;
    this.#rewrittenBytes = journal.bytes;
    for (const segment of ledger.segments.values()) this.#heldBytes += segment.bytes;
  }

  /**
   * Opens the spool and brings files and journal together again after a crash.
   * @throws JournalDamaged — see there
   * @throws LedgerFault — when the journal contradicts itself; fsck says where
   */
  static async open(options: SpoolOptions): Promise<Spool> {
    await makeDirectory(options.directory);
    await rm(join(options.directory, 'journal.new'), { force: true });
    const ledger = new Ledger();
    const journal = await Journal.open(options.directory, ledger);
    for await (const entry of recover(options.directory, ledger, options.logger)) await journal.append(entry);
    return new Spool(options, journal, ledger);
  }

  /** Takes a camera into the ledger, if it is new: from `since` on each of its seconds is a segment or a gap. */
  async watch(cameraId: CameraId, since: Instant): Promise<void> {
    if (this.#ledger.cameras.has(cameraId)) return;
    await this.#append({ kind: 'camera', chain: newChain(cameraId, since) });
  }

  /**
   * Begins the next segment of a camera; there is at most one open at a time. The seconds since the last one become a gap.
   * @throws SpoolFull — when the budget or the disk is used up; trying again later is right
   */
  async begin(o: { cameraId: CameraId; startedAt: Instant; cause: GapCause }): Promise<OpenSegment> {
    await this.#requireRoom();
    const chain = this.#ledger.chain(o.cameraId);
    if (elapsedMs(chain.coveredUntil, o.startedAt) > holeToleranceMs) await this.recordGap(o.cameraId, o.startedAt, o.cause);
    await makeDirectory(join(this.#options.directory, o.cameraId));
    const { nextSequence: sequence, previousFooterSha256 } = this.#ledger.chain(o.cameraId);
    return OpenSegment.create({
      directory: this.#options.directory,
      name: join(o.cameraId, `${msOf(o.startedAt)}-${sequence}.grs`),
      chain: { sequence, previousFooterSha256 },
      grown: (bytes) => (this.#openBytes += bytes),
      held: async (segment) => {
        await this.#append({ kind: 'held', segment });
        this.#heldBytes += segment.bytes;
        crashPoint('segment.journaled');
      },
    });
  }

  /** Accounts for a camera's time up to `to` as missing. */
  async recordGap(cameraId: CameraId, to: Instant, cause: GapCause): Promise<void> {
    const from = this.#ledger.chain(cameraId).coveredUntil;
    if (from >= to) return;
    await this.#append({ kind: 'gap', cameraId, gap: { from, to, cause } });
    crashPoint('gap.journaled');
    this.#options.logger.warn({ cameraId, from, to, cause }, 'footage is missing');
  }

  /** Marks what happened to a held segment at the district. */
  async mark(name: string, state: 'uploaded' | 'missing' | 'announced' | 'expired'): Promise<void> {
    await this.#append({ kind: state, name });
    if (state === 'expired') this.#expired += 1;
  }

  /** Removes the local copy of a segment that is announced or expired. */
  async release(name: string): Promise<void> {
    const { bytes, cameraId } = this.#ledger.segments.get(name)!;
    await unlink(this.path(name)).catch(ignoreMissing);
    await syncDirectory(join(this.#options.directory, cameraId));
    crashPoint('release.unlinked');
    await this.#append({ kind: 'released', name });
    crashPoint('release.journaled');
    this.#heldBytes -= bytes;
    if (this.#journal.bytes > this.#rewrittenBytes + this.#options.rewriteAfterBytes) await this.rewrite();
  }

  /** Gives up a held segment whose file is gone or damaged: its stretch becomes a gap with cause `lost_segment`. */
  async giveUp(name: string): Promise<void> {
    const segment = this.#ledger.segments.get(name);
    if (!segment) return;
    await this.#append({ kind: 'lost', name });
    this.#heldBytes -= segment.bytes;
    this.#options.logger.error({ segment: name }, 'a held segment is lost');
  }

  /** Appends a sealed minute, or that the district has it. */
  async minute(entry: Extract<Entry, { kind: 'minute' | 'minute_closed' }>): Promise<void> {
    await this.#append(entry);
  }

  /** The first segments in that state that are wanted, oldest first. */
  inState(state: SegmentState, limit = Infinity, wanted: (segment: SegmentRecord) => boolean = () => true): SegmentRecord[] {
    const found: SegmentRecord[] = [];
    for (const segment of this.#ledger.byState[state].values()) {
      if (found.length >= limit) break;
      if (wanted(segment)) found.push(segment);
    }
    return found;
  }

  /** A camera's chains; undefined before `watch`. */
  chain(cameraId: CameraId): CameraChain | undefined {
    return this.#ledger.cameras.get(cameraId);
  }

  /** All cameras' chains, also of cameras that are not recorded any more. */
  get chains(): readonly CameraChain[] {
    return [...this.#ledger.cameras.values()];
  }

  /** Manifests that the district has not confirmed, oldest first. */
  get manifests(): readonly SignedManifest[] {
    return [...this.#ledger.manifests.values()];
  }

  /**
   * The signed footer of a segment, read from its file.
   * @throws SegmentUnreadable — when the file is gone or damaged: `giveUp` is next
   */
  async footerOf(name: string): Promise<SignedFooter> {
    return (await inspectSegment(this.#options.directory, name)).signed;
  }

  /** Where a segment's file is. */
  path(name: string): string {
    return join(this.#options.directory, name);
  }

  /** How full it is, open segments included, and how many were dropped since the start because nobody may keep them. */
  totals(): { bytes: number; budgetBytes: number; segments: number; oldestAt: Instant | null; expired: number } {
    const [oldest] = this.#ledger.segments.values();
    return { bytes: this.#heldBytes + this.#openBytes, budgetBytes: this.#options.budgetBytes, segments: this.#ledger.segments.size, oldestAt: oldest?.startedAt ?? null, expired: this.#expired };
  }

  /** True while there is no room for another segment. */
  get full(): boolean {
    return this.#full;
  }

  /** Writes the journal anew without what is over. */
  async rewrite(): Promise<void> {
    await this.#journal.rewrite();
    this.#rewrittenBytes = this.#journal.bytes;
  }

  async close(): Promise<void> {
    await this.#journal.close();
  }

  /** Puts an entry on the disk and so into the ledger, however long the disk refuses. */
  async #append(entry: Entry): Promise<void> {
    for (;;) {
      try {
        return await this.#journal.append(entry);
      } catch (cause) {
        if (!isDiskFull(cause)) throw cause;
        this.#full = true;
        await new Promise((resolve) => setTimeout(resolve, retryDiskAfterMs));
      }
    }
  }

  async #requireRoom(): Promise<void> {
    const { budgetBytes, reserveBytes, directory } = this.#options;
    const disk = await statfs(directory);
    const freeBytes = disk.bavail * disk.bsize;
    this.#full = this.#heldBytes + this.#openBytes >= budgetBytes || freeBytes < reserveBytes;
    if (this.#full) throw new SpoolFull(freeBytes < reserveBytes ? `only ${freeBytes} bytes are free on the disk` : `${this.#heldBytes} of ${budgetBytes} bytes are used`);
  }
}
