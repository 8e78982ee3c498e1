import { manifestSha256, type SignedManifest } from '@guardroom/evidence';
import { addMs, elapsedMs, instantOf, later, msOf, type CameraId, type Instant } from '@guardroom/kernel';
import type { CameraChain, Entry, Gap, HeldSegment, SegmentRecord, SegmentState } from './entries.ts';

/** An entry contradicts what the ledger holds. */
export class LedgerFault extends Error {
  override readonly name = 'LedgerFault';
}

/** Two neighbours in time may be apart by this and still count as one stretch; measuring is not finer. */
export const holeToleranceMs = 1_000;
export const minuteMs = 60_000;

/** What each piece of news of a segment makes of which state. */
const transitions = { uploaded: [['held'], 'uploaded'], missing: [['uploaded'], 'held'], announced: [['uploaded'], 'announced'], expired: [['held', 'uploaded'], 'expired'] } as const satisfies Record<string, readonly [from: readonly SegmentState[], to: SegmentState]>;

/**
 * What the journal means: the state of every segment, every camera's chains and the manifests on their way. It is changed
 * by entries alone, so that replaying the journal gives the same ledger, and it refuses entries that cannot be true.
 */
export class Ledger {
  /** In the order in which they were held, which is the order of time. */
  readonly segments = new Map<string, SegmentRecord>();
  /** The same by state, so that a day without the district does not make every look at the spool a search. */
  readonly byState: Readonly<Record<SegmentState, Map<string, SegmentRecord>>> = { held: new Map(), uploaded: new Map(), announced: new Map(), expired: new Map() };
  readonly cameras = new Map<CameraId, CameraChain>();
  /** Manifests that the district has not confirmed, by camera and minute, in order. */
  readonly manifests = new Map<string, SignedManifest>();

  /**
   * Takes one entry.
   * @throws LedgerFault — when it contradicts the ledger: a state left out, a broken chain, time that is neither segment nor gap
   */
  apply(entry: Entry): void {
    switch (entry.kind) {
      case 'camera':
        if (this.cameras.has(entry.chain.cameraId)) throw new LedgerFault(`camera ${entry.chain.cameraId} is known already`);
        this.cameras.set(entry.chain.cameraId, entry.chain);
        return;
      case 'resumed': {
        const { cameraId, nextSequence, previousFooterSha256 } = entry;
        const chain = this.chain(cameraId);
        if (nextSequence < chain.nextSequence) throw new LedgerFault(`the chain of ${cameraId} goes back to ${nextSequence}`);
        this.cameras.set(cameraId, { ...chain, nextSequence, previousFooterSha256 });
        return;
      }
      case 'kept':
        if (this.segments.has(entry.record.name)) throw new LedgerFault(`${entry.record.name} is held already`);
        this.#put(entry.record);
        return;
      case 'kept_minute':
        this.manifests.set(manifestKey(entry.signed.manifest.cameraId, entry.signed.manifest.minute), entry.signed);
        return;
      case 'held':
        return this.#hold(entry.segment);
      case 'uploaded':
      case 'missing':
      case 'announced':
      case 'expired': {
        const record = this.#record(entry.name);
        const [from, to]: readonly [readonly SegmentState[], SegmentState] = transitions[entry.kind];
        if (!from.includes(record.state)) throw new LedgerFault(`${entry.name} is ${record.state} and cannot become ${entry.kind}`);
        this.#put({ ...record, state: to });
        return;
      }
      case 'released':
        if (!mayGo(this.#record(entry.name))) throw new LedgerFault(`${entry.name} was released before it was announced`);
        this.#drop(entry.name);
        return;
      case 'lost': {
        const record = this.#record(entry.name);
        this.#drop(entry.name);
        const chain = this.chain(record.cameraId);
        const gap: Gap = { from: later(record.startedAt, chain.sealedUntil), to: later(record.endedAt, chain.sealedUntil), cause: 'lost_segment' };
        const unsealedSegments = chain.unsealedSegments.filter((one) => one.footerSha256 !== record.footerSha256);
        this.cameras.set(chain.cameraId, { ...chain, unsealedSegments, unsealedGaps: gap.from < gap.to ? [...chain.unsealedGaps, gap] : chain.unsealedGaps });
        return;
      }
      case 'gap': {
        const chain = this.chain(entry.cameraId);
        if (entry.gap.from >= entry.gap.to) throw new LedgerFault(`gap of ${entry.cameraId} from ${entry.gap.from} is empty`);
        this.#requireNoHole(chain, entry.gap.from, `gap from ${entry.gap.from}`);
        this.cameras.set(entry.cameraId, { ...chain, coveredUntil: later(chain.coveredUntil, entry.gap.to), unsealedGaps: [...chain.unsealedGaps, entry.gap] });
        return;
      }
      case 'minute':
        return this.#seal(entry.signed);
      case 'minute_closed':
        if (!this.manifests.delete(manifestKey(entry.cameraId, entry.minute))) throw new LedgerFault(`no manifest of ${entry.cameraId} at ${entry.minute} is on its way`);
        return;
    }
  }

  /**
   * The chains of a camera.
   * @throws LedgerFault — when the camera is unknown
   */
  chain(cameraId: CameraId): CameraChain {
    const chain = this.cameras.get(cameraId);
    if (!chain) throw new LedgerFault(`camera ${cameraId} is unknown`);
    return chain;
  }

  /** The fewest entries that mean the same ledger. */
  entries(): Entry[] {
    return [
      ...[...this.cameras.values()].map((chain): Entry => ({ kind: 'camera', chain })),
      ...[...this.segments.values()].map((record): Entry => ({ kind: 'kept', record })),
      ...[...this.manifests.values()].map((signed): Entry => ({ kind: 'kept_minute', signed })),
    ];
  }

  #hold(segment: HeldSegment): void {
    const chain = this.chain(segment.cameraId);
    if (this.segments.has(segment.name)) throw new LedgerFault(`${segment.name} is held already`);
    if (segment.sequence !== chain.nextSequence) throw new LedgerFault(`${segment.name} has sequence ${segment.sequence}, the chain is at ${chain.nextSequence}`);
    if (segment.previousFooterSha256 !== chain.previousFooterSha256) throw new LedgerFault(`${segment.name} does not follow the segment before it`);
    this.#requireNoHole(chain, segment.startedAt, segment.name);
    this.#put({ ...segment, state: 'held' });
    const { footerSha256, startedAt, endedAt } = segment;
    this.cameras.set(segment.cameraId, {
      ...chain,
      coveredUntil: later(chain.coveredUntil, endedAt),
      nextSequence: segment.sequence + 1,
      previousFooterSha256: footerSha256,
      unsealedSegments: [...chain.unsealedSegments, { footerSha256, startedAt, endedAt }],
    });
  }

  #seal(signed: SignedManifest): void {
    const { cameraId, minute, sequence, previousManifestSha256 } = signed.manifest;
    const chain = this.chain(cameraId);
    const to = addMs(minute, minuteMs);
    if (sequence !== chain.nextManifest || previousManifestSha256 !== chain.previousManifestSha256) throw new LedgerFault(`manifest of ${cameraId} at ${minute} does not follow the one before it`);
    if (minute < chain.sealedUntil) throw new LedgerFault(`${minute} of ${cameraId} is sealed already`);
    if (chain.coveredUntil < to && elapsedMs(chain.coveredUntil, to) > holeToleranceMs) throw new LedgerFault(`${minute} of ${cameraId} is sealed before it is accounted for`);
    this.cameras.set(cameraId, {
      ...chain,
      sealedUntil: to,
      nextManifest: sequence + 1,
      previousManifestSha256: manifestSha256(signed),
      unsealedSegments: chain.unsealedSegments.filter((segment) => segment.startedAt >= to),
      unsealedGaps: chain.unsealedGaps.filter((gap) => gap.to > to).map((gap) => ({ ...gap, from: later(gap.from, to) })),
    });
    this.manifests.set(manifestKey(cameraId, minute), signed);
  }

  #requireNoHole(chain: CameraChain, from: Instant, what: string): void {
    if (elapsedMs(chain.coveredUntil, from) > holeToleranceMs) throw new LedgerFault(`${what} of ${chain.cameraId} leaves ${chain.coveredUntil} to ${from} unaccounted for`);
  }

  #put(record: SegmentRecord): void {
    const before = this.segments.get(record.name);
    if (before) this.byState[before.state].delete(record.name);
    this.segments.set(record.name, record);
    this.byState[record.state].set(record.name, record);
  }

  #drop(name: string): void {
    const before = this.segments.get(name);
    this.segments.delete(name);
    if (before) this.byState[before.state].delete(name);
  }

  #record(name: string): SegmentRecord {
    const record = this.segments.get(name);
    if (!record) throw new LedgerFault(`${name} is not held`);
    return record;
  }
}

/** The chains of a camera of which nothing is known before that instant. */
export function newChain(cameraId: CameraId, since: Instant): CameraChain {
  return {
    cameraId,
    coveredUntil: since,
    nextSequence: 0,
    previousFooterSha256: null,
    sealedUntil: instantOf(Math.floor(msOf(since) / minuteMs) * minuteMs),
    nextManifest: 0,
    previousManifestSha256: null,
    unsealedSegments: [],
    unsealedGaps: [],
  };
}

/** Whether the local copy of a segment is not needed any more. */
export const mayGo = ({ state }: SegmentRecord): boolean => state === 'announced' || state === 'expired';

function manifestKey(cameraId: CameraId, minute: Instant): string {
  return `${cameraId} ${minute}`;
}
