import type { MinuteManifest, SignedManifest } from '@guardroom/evidence';
import type { CameraId, Instant } from '@guardroom/kernel';
import type { Contract } from '../control/contract.ts';

/** A machine's word for why footage is missing. */
export type GapCause = Contract['gapCause'];

/** A stretch that was not recorded; half-open. */
export type Gap = { readonly from: Instant; readonly to: Instant; readonly cause: GapCause };

/** A sealed segment as the ledger knows it. `name` is its file below the spool; hash and length are the whole object's. */
export type HeldSegment = {
  readonly name: string;
  readonly cameraId: CameraId;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  readonly sequence: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly previousFooterSha256: string | null;
  readonly footerSha256: string;
};

/** Where a held segment is on its way: only here, stored at the district but not verified there, or safely there; or, at its end, older than anybody may keep it. */
export type SegmentState = 'held' | 'uploaded' | 'announced' | 'expired';
export type SegmentRecord = HeldSegment & { readonly state: SegmentState };

/** All that the ledger knows of a camera beside its segments: the ends of its chains, and what no manifest has sealed yet. */
export type CameraChain = {
  readonly cameraId: CameraId;
  /** Everything before is accounted for, as a segment or as a gap. */
  readonly coveredUntil: Instant;
  readonly nextSequence: number;
  readonly previousFooterSha256: string | null;
  /** Minutes before are sealed. */
  readonly sealedUntil: Instant;
  readonly nextManifest: number;
  readonly previousManifestSha256: string | null;
  readonly unsealedSegments: MinuteManifest['segments'];
  readonly unsealedGaps: readonly Gap[];
};

/** One line of the journal. */
export type Entry =
  /** A camera is known from now on, or (after rewriting) stands where it stands. */
  | { readonly kind: 'camera'; readonly chain: CameraChain }
  /** The chain goes on after segments that are not known any more, because a journal was lost. */
  | { readonly kind: 'resumed'; readonly cameraId: CameraId; readonly nextSequence: number; readonly previousFooterSha256: string | null }
  | { readonly kind: 'held'; readonly segment: HeldSegment }
  | { readonly kind: 'uploaded'; readonly name: string }
  /** The district could not find an uploaded segment: it is only here. */
  | { readonly kind: 'missing'; readonly name: string }
  | { readonly kind: 'announced'; readonly name: string }
  /** The district takes nothing that old: it may not be kept any more, here or there. */
  | { readonly kind: 'expired'; readonly name: string }
  | { readonly kind: 'released'; readonly name: string }
  /** The file is gone or damaged although it was held; the stretch is a gap from now on. */
  | { readonly kind: 'lost'; readonly name: string }
  | { readonly kind: 'gap'; readonly cameraId: CameraId; readonly gap: Gap }
  | { readonly kind: 'minute'; readonly signed: SignedManifest }
  /** After rewriting: a segment and a manifest as they stand. */
  | { readonly kind: 'kept'; readonly record: SegmentRecord }
  | { readonly kind: 'kept_minute'; readonly signed: SignedManifest }
  /** The district has the manifest. */
  | { readonly kind: 'minute_closed'; readonly cameraId: CameraId; readonly minute: Instant };
