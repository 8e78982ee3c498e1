import type { Client } from '@guardroom/client';
import type { Logger } from 'pino';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Contract } from '../control/contract.ts';
import { Backoff, reasonOf } from '../control/district.ts';
import { crashPoint } from '../faults.ts';
import type { SegmentRecord } from '../spool/entries.ts';
import { SegmentUnreadable } from '../spool/segment-file.ts';
import type { Spool } from '../spool/spool.ts';
import { byHalves } from './by-halves.ts';
import { putFile, PutRefused } from './put.ts';

/** Grants asked for at once, objects under way at once, footers announced at once. */
const grantBatch = 32;
const parallelPuts = 3;
const announceBatch = 64;
/** How often a quiet spool is looked at, and how long a refused segment rests before it is tried again. */
const lookEveryMs = 1_000;
const restMs = 10 * 60_000;
/** The district's word for footage that is older than it may be kept. */
const TOO_OLD = 'gateway.older_than_retention';

type Deps = { readonly spool: Spool; readonly client: Client; readonly logger: Logger };

/**
 * Carries held segments to the district: PUT under Object Lock, announce, and remove the local copy only after the district
 * has read the remote hash back. What somebody waits for comes first, then the oldest. What the district calls older than footage
 * is kept goes too. Knows nothing of capture; hours without the district only fill the spool.
 */
export class Uploader {
  readonly #deps: Deps;
  /** Refused segments and when they may be tried again; a refusal is a fault somewhere, and never a reason to forget footage. */
  readonly #resting = new Map<string, number>();
  #preferred: readonly Contract['heldFootage'][] = [];

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Footage that is held for somebody goes first from now on. */
  prefer(held: readonly Contract['heldFootage'][]): void {
    this.#preferred = held;
  }

  /** Works until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const backoff = new Backoff(1_000, 30_000);
    while (!signal.aborted) {
      let wait = lookEveryMs;
      // Each step is tried although another fails: a district that takes no footers may still take objects.
      const steps = [() => this.#announce(signal), () => this.#upload(signal), () => this.#release()];
      const failures: unknown[] = [];
      for (const step of steps) {
        try {
          if ((await step()) > 0) wait = 0;
        } catch (cause) {
          failures.push(cause);
        }
      }
      if (signal.aborted) return;
      if (failures.length === 0) backoff.reset();
      else {
        wait = backoff.next();
        this.#deps.logger.warn({ reasons: failures.map(reasonOf), waiting: this.#deps.spool.totals().segments }, 'uploading does not go on');
      }
      await sleep(wait, undefined, { signal }).catch(() => undefined); // aborted: the loop ends
    }
  }

  /** Stores the oldest held segments; gives how many. */
  async #upload(signal: AbortSignal): Promise<number> {
    const { spool, client } = this.#deps;
    const segments = this.#heldFirst(grantBatch);
    if (segments.length === 0) return 0;
    const ask = async (some: readonly SegmentRecord[]) =>
      (await client.grantUploads({ body: { objects: some.map(({ cameraId, startedAt, sequence, bytes, sha256 }) => ({ cameraId, startedAt, sequence, bytes, sha256 })) } }, { signal })).grants;
    const grants = await byHalves(segments, ask, (segment, cause) => this.#rest(segment, reasonOf(cause)));
    const work = segments.flatMap((segment) => {
      const grant = grants.find((one) => one.cameraId === segment.cameraId && one.startedAt === segment.startedAt);
      return grant ? [{ segment, grant }] : [];
    });
    let stored = 0;
    const lane = async (): Promise<void> => {
      for (let next = work.shift(); next; next = work.shift()) {
        if (!(await this.#store(next.segment, next.grant, signal))) continue;
        crashPoint('upload.stored');
        await spool.mark(next.segment.name, 'uploaded');
        crashPoint('upload.journaled');
        stored += 1;
      }
    };
    await settle(Array.from({ length: parallelPuts }, lane));
    return stored;
  }

  async #store(segment: SegmentRecord, grant: Contract['grant'], signal: AbortSignal): Promise<boolean> {
    if (grant.state === 'stored') return true;
    if (grant.code === TOO_OLD) return this.#expire(segment);
    if (grant.state === 'refused' || grant.url === null) return this.#rest(segment, grant.code ?? 'upload.refused');
    try {
      await putFile({ path: this.#deps.spool.path(segment.name), bytes: segment.bytes, url: grant.url, headers: grant.headers, signal });
      return true;
    } catch (cause) {
      if (!(cause instanceof PutRefused)) throw cause;
      // An object of this name is there: whether it is this one, the announcement will tell.
      if (cause.status === 412) return true;
      if ((cause.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') {
        await this.#deps.spool.giveUp(segment.name);
        return false;
      }
      if (cause.status === 0 || cause.status >= 500) throw cause;
      return this.#rest(segment, cause.message);
    }
  }

  /** Announces stored segments by their signed footers; gives how many the district verified. */
  async #announce(signal: AbortSignal): Promise<number> {
    const { spool, client } = this.#deps;
    const footers: { segment: SegmentRecord; announcement: Contract['announcement'] }[] = [];
    for (const segment of this.#ready('uploaded', announceBatch)) {
      try {
        footers.push({ segment, announcement: { ...(await spool.footerOf(segment.name)), objectBytes: segment.bytes, objectSha256: segment.sha256 } });
      } catch (cause) {
        if (!(cause instanceof SegmentUnreadable)) throw cause;
        await spool.giveUp(segment.name);
      }
    }
    if (footers.length === 0) return 0;
    const tell = async (some: typeof footers) => (await client.announceSegments({ body: { segments: some.map(({ announcement }) => announcement) } }, { signal })).segments;
    const answers = await byHalves(footers, (some) => tell([...some]), ({ segment }, cause) => this.#rest(segment, reasonOf(cause)));
    crashPoint('announce.answered');
    let verified = 0;
    for (const { segment } of footers) {
      const answer = answers.find((one) => one.cameraId === segment.cameraId && one.startedAt === segment.startedAt);
      if (answer?.state === 'verified') {
        await spool.mark(segment.name, 'announced');
        verified += 1;
      } else if (answer?.code === 'gateway.object_missing') {
        await spool.mark(segment.name, 'missing');
        this.#deps.logger.error({ segment: segment.name }, 'the object store has lost a segment; it is uploaded again');
      } else if (answer?.code === TOO_OLD) await this.#expire(segment);
      else if (answer?.state === 'refused') this.#rest(segment, answer.code ?? 'announcement.refused');
    }
    crashPoint('announce.journaled');
    return verified;
  }

  async #release(): Promise<number> {
    const segments = [...this.#deps.spool.inState('announced'), ...this.#deps.spool.inState('expired')];
    for (const segment of segments) await this.#deps.spool.release(segment.name);
    return segments.length;
  }

  #ready(state: SegmentRecord['state'], limit: number, wanted: (segment: SegmentRecord) => boolean = () => true): SegmentRecord[] {
    const now = Date.now();
    return this.#deps.spool.inState(state, limit, (segment) => (this.#resting.get(segment.name) ?? 0) <= now && wanted(segment));
  }

  /** The oldest of what somebody waits for, then the oldest of all. */
  #heldFirst(limit: number): SegmentRecord[] {
    const first = this.#preferred.length === 0 ? [] : this.#ready('held', limit, (segment) => this.#preferred.some((held) => held.cameraId === segment.cameraId && held.from < segment.endedAt && held.to > segment.startedAt));
    if (first.length === limit) return first;
    const names = new Set(first.map((segment) => segment.name));
    return [...first, ...this.#ready('held', limit - first.length, (segment) => !names.has(segment.name))];
  }

  /** The time for which footage may be kept is over, at the district and so here: it goes, and that is said. */
  async #expire(segment: SegmentRecord): Promise<false> {
    await this.#deps.spool.mark(segment.name, 'expired');
    this.#deps.logger.warn({ segment: segment.name, startedAt: segment.startedAt }, 'a segment never reached the district and is older than footage is kept: it is removed');
    return false;
  }

  #rest(segment: SegmentRecord, code: string): false {
    this.#resting.set(segment.name, Date.now() + restMs);
    this.#deps.logger.error({ segment: segment.name, code }, 'the district refuses a segment; it stays here and is tried again');
    return false;
  }
}

/** Waits for all, then fails with the first failure: no lane goes on in the background. */
async function settle(lanes: Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(lanes)).find((lane) => lane.status === 'rejected');
  if (failed) throw failed.reason;
}
