import { footerSha256, parseSegmentObject, type SegmentReader, type SignedFooter } from '@guardroom/evidence';
import { addMs, earlier, elapsedMs, later, msOf, type CameraId, type Clock, type Instant } from '@guardroom/kernel';
import { mkdir, open, readdir, rename, rm, stat, statfs, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { crashPoint } from '../faults.ts';
import type { CameraChain, Entry, GapCause, HeldSegment, SegmentRecord } from './entries.ts';
import { isDiskFull, syncDirectory } from './files.ts';
import { Journal } from './journal.ts';
import { holeToleranceMs, Ledger, minuteMs } from './ledger.ts';
import { OpenSegment } from './open-segment.ts';

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
  readonly clock: Clock;
  readonly logger: Logger;
};

/** Rewritten when it has grown by so much; a day of sixty-four cameras is ten times that. */
const rewriteAfterBytes = 32 * 1024 * 1024;
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
 * RELEASE A SEGMENT — before: the journal says `announced`, that is: the district has read the remote hash back.
 *  1. unlink the file, fsync the directory              crash: `announced` without a file means released
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
    await mkdir(options.directory, { recursive: true, mode: 0o700 });
    await rm(join(options.directory, 'journal.new'), { force: true });
    const { journal, entries } = await Journal.open(options.directory);
    const ledger = new Ledger();
    for (const entry of entries) ledger.apply(entry);
    const spool = new Spool(options, journal, ledger);
    await spool.#recover();
    return spool;
  }

  /** Takes a camera into the ledger: from now on each of its seconds is a segment or a gap. */
  async watch(cameraId: CameraId): Promise<void> {
    if (this.#ledger.cameras.has(cameraId)) return;
    await this.#append({ kind: 'camera', chain: newChain(cameraId, this.#options.clock.now()) });
  }

  /**
   * Begins the next segment of a camera; there is at most one open at a time. The seconds since the last one become a gap.
   * @throws SpoolFull — when the budget or the disk is used up; trying again later is right
   */
  async begin(o: { cameraId: CameraId; startedAt: Instant; cause: GapCause }): Promise<OpenSegment> {
    await this.#requireRoom();
    const chain = this.#ledger.chain(o.cameraId);
    if (elapsedMs(chain.coveredUntil, o.startedAt) > holeToleranceMs) await this.recordGap(o.cameraId, o.startedAt, o.cause);
    const directory = join(this.#options.directory, o.cameraId);
    await mkdir(directory, { recursive: true, mode: 0o700 });
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
  async mark(name: string, state: 'uploaded' | 'announced'): Promise<void> {
    await this.#append({ kind: state, name });
  }

  /** Removes the local copy of a segment that is announced. */
  async release(name: string): Promise<void> {
    const { bytes, cameraId } = this.#ledger.segments.get(name)!;
    await unlink(this.path(name)).catch(ignoreMissing);
    await syncDirectory(join(this.#options.directory, cameraId));
    crashPoint('release.unlinked');
    await this.#append({ kind: 'released', name });
    crashPoint('release.journaled');
    this.#heldBytes -= bytes;
    if (this.#journal.bytes > this.#rewrittenBytes + rewriteAfterBytes) await this.rewrite();
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

  /** Segments in that state, oldest first. */
  inState(state: SegmentRecord['state']): SegmentRecord[] {
    return [...this.#ledger.segments.values()].filter((segment) => segment.state === state).sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
  }

  /** The present state of a segment, or undefined when it is released or was never held. */
  stateOf(name: string): SegmentRecord['state'] | undefined {
    return this.#ledger.segments.get(name)?.state;
  }

  /** A camera's chains; undefined before `watch`. */
  chain(cameraId: CameraId): CameraChain | undefined {
    return this.#ledger.cameras.get(cameraId);
  }

  /** Manifests that the district has not confirmed, oldest first. */
  get manifests(): readonly (typeof this.extent.manifest)[] {
    return [...this.#ledger.manifests.values()];
  }

  /** The signed footer of a segment, read from its file. */
  async footerOf(name: string): Promise<SignedFooter> {
    const layout = await readSegment(this.path(name), parseSegmentObject);
    if (!layout.ok) throw new Error(`${name}: ${layout.fault.message}`);
    return layout.signed;
  }

  /** Where a segment's file is. */
  path(name: string): string {
    return join(this.#options.directory, name);
  }

  /** How full it is. Open segments count. */
  totals(): { bytes: number; budgetBytes: number; segments: number; oldestAt: Instant | null } {
    const oldest = [...this.#ledger.segments.values()].reduce<Instant | null>((at, segment) => (at === null ? segment.startedAt : earlier(at, segment.startedAt)), null);
    return { bytes: this.#heldBytes + this.#openBytes, budgetBytes: this.#options.budgetBytes, segments: this.#ledger.segments.size, oldestAt: oldest };
  }

  /** True while there is no room for another segment. */
  get full(): boolean {
    return this.#full;
  }

  /** Writes the journal anew without what is over. */
  async rewrite(): Promise<void> {
    await this.#journal.rewrite(this.#ledger.entries());
    this.#rewrittenBytes = this.#journal.bytes;
  }

  async close(): Promise<void> {
    await this.#journal.close();
  }

  /** Puts entries on the disk, however long the disk refuses, and then believes them. */
  async #append(...entries: Entry[]): Promise<void> {
    for (;;) {
      try {
        await this.#journal.append(...entries);
        break;
      } catch (cause) {
        if (!isDiskFull(cause)) throw cause;
        this.#full = true;
        await new Promise((resolve) => setTimeout(resolve, retryDiskAfterMs));
      }
    }
    for (const entry of entries) this.#ledger.apply(entry);
  }

  async #requireRoom(): Promise<void> {
    const { budgetBytes, reserveBytes, directory } = this.#options;
    const disk = await statfs(directory);
    const freeBytes = disk.bavail * disk.bsize;
    this.#full = this.#heldBytes + this.#openBytes >= budgetBytes || freeBytes < reserveBytes;
    if (this.#full) throw new SpoolFull(freeBytes < reserveBytes ? `only ${freeBytes} bytes are free on the disk` : `${this.#heldBytes} of ${budgetBytes} bytes are used`);
  }

  /** What a crash can leave behind, in the order in which it is put right. */
  async #recover(): Promise<void> {
    const { directory, logger } = this.#options;
    const files = await segmentFiles(directory);
    for (const name of files.open) {
      await unlink(this.path(name));
      logger.warn({ segment: name }, 'an open segment did not survive');
    }
    const there = new Set(files.sealed);
    for (const segment of [...this.#ledger.segments.values()]) {
      if (there.has(segment.name)) continue;
      if (segment.state === 'announced') await this.#append({ kind: 'released', name: segment.name });
      else await this.#append({ kind: 'lost', name: segment.name });
      this.#heldBytes -= segment.bytes;
    }
    const strangers = files.sealed.filter((name) => !this.#ledger.segments.has(name));
    const found = await Promise.all(strangers.map(async (name) => ({ name, ...(await inspect(this.path(name))) })));
    for (const one of found.sort((a, b) => (a.segment?.sequence ?? 0) - (b.segment?.sequence ?? 0))) {
      if (!one.segment) {
        await rename(this.path(one.name), `${this.path(one.name)}.damaged`);
        logger.error({ segment: one.name, fault: one.fault }, 'a segment file cannot be read and was set aside');
        continue;
      }
      await this.#adopt({ ...one.segment, name: one.name });
    }
    for (const cameraId of this.#ledger.cameras.keys()) await syncDirectory(join(directory, cameraId)).catch(ignoreMissing);
  }

  /** Takes a sealed file that the journal does not know: a crash came between rename and journal, or the journal was lost. */
  async #adopt(segment: HeldSegment): Promise<void> {
    const chain = this.#ledger.cameras.get(segment.cameraId);
    if (!chain) {
      await this.#append({ kind: 'camera', chain: { ...newChain(segment.cameraId, segment.startedAt), nextSequence: segment.sequence, previousFooterSha256: segment.previousFooterSha256 } });
    } else if (segment.sequence < chain.nextSequence) {
      // Released once, and its removal did not survive a power failure: the district has it.
      await unlink(this.path(segment.name));
      return;
    } else if (elapsedMs(chain.coveredUntil, segment.startedAt) > holeToleranceMs) await this.recordGap(segment.cameraId, segment.startedAt, 'unknown');
    if (this.#ledger.chain(segment.cameraId).nextSequence !== segment.sequence) await this.#skipTo(segment);
    await this.#append({ kind: 'held', segment });
    this.#heldBytes += segment.bytes;
    this.#options.logger.warn({ segment: segment.name }, 'a held segment was taken into the journal again');
  }
}
