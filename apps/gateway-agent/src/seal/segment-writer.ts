import { sealSegment, type FragmentEntry, type SegmentHeader, type SegmentSealer, type Signer } from '@guardroom/evidence';
import { instantOf, type CameraId, type DistrictId, type GatewayId, type Instant, type SchoolId } from '@guardroom/kernel';
import type { GapCause, HeldSegment } from '../spool/entries.ts';
import type { OpenSegment } from '../spool/open-segment.ts';
import type { Spool } from '../spool/spool.ts';

/** Who records: it stands in every header, and its key signs every footer. */
export type Recorder = { readonly districtId: DistrictId; readonly schoolId: SchoolId; readonly gatewayId: GatewayId; readonly signer: Signer };

/** The public half of a camera-day key, raw X25519. */
export type DayKey = { readonly keyId: string; readonly publicKey: Uint8Array };

export type SegmentOpening = {
  readonly cameraId: CameraId;
  readonly startedAtMs: number;
  readonly clockUncertaintyMs: number;
  readonly codec: string;
  readonly init: Buffer;
  readonly key: DayKey;
  /** Why the camera's time since its last segment is missing, should there be any. */
  readonly gapCause: GapCause;
};

/** One segment on its way to the disk: plaintext in, sealed bytes out, nothing kept but the index of its fragments. */
export class SegmentWriter {
  readonly startedAt: Instant;
  readonly codec: string;
  readonly #sealer: SegmentSealer;
  readonly #file: OpenSegment;
  readonly #fragments: FragmentEntry[] = [];
  readonly #initLength: number;
  #plaintextBytes = 0;
  #endedAtMs: number;

  private constructor(opening: SegmentOpening, sealer: SegmentSealer, file: OpenSegment) {
    this.startedAt = instantOf(opening.startedAtMs);
    this.codec = opening.codec;
    this.#sealer = sealer;
    this.#file = file;
    this.#initLength = opening.init.length;
    this.#endedAtMs = opening.startedAtMs;
  }

  /**
   * Opens a segment and seals the stream's init bytes into it.
   * @throws SpoolFull — see `Spool.begin`
   */
  static async begin(spool: Spool, recorder: Recorder, opening: SegmentOpening): Promise<SegmentWriter> {
    const startedAt = instantOf(opening.startedAtMs);
    const file = await spool.begin({ cameraId: opening.cameraId, startedAt, cause: opening.gapCause });
    try {
      const { districtId, schoolId, gatewayId } = recorder;
      const header: SegmentHeader = {
        format: 'guardroom/segment/1',
        suite: 1,
        districtId,
        schoolId,
        cameraId: opening.cameraId,
        gatewayId,
        keyId: opening.key.keyId,
        startedAt,
        clockUncertaintyMs: Math.ceil(opening.clockUncertaintyMs),
        codec: opening.codec,
        ...file.chain,
      };
      const sealer = await sealSegment({ header, recipientPublicKey: opening.key.publicKey });
      const writer = new SegmentWriter(opening, sealer, file);
      await file.append([sealer.prelude]);
      await writer.write(opening.init);
      return writer;
    } catch (cause) {
      await file.discard();
      throw cause;
    }
  }

  /** Announces a fragment whose bytes follow. */
  fragment(at: { startAtMs: number; endAtMs: number; frames: number }): void {
    this.#fragments.push({ offset: this.#plaintextBytes, length: 0, firstFrameAt: instantOf(at.startAtMs), lastFrameAt: instantOf(at.endAtMs), frames: at.frames });
    this.#endedAtMs = Math.max(this.#endedAtMs, at.endAtMs);
  }

  /**
   * Seals plaintext and puts what is ready on the disk.
   * @throws Error with code ENOSPC — when the disk is full; `discard` is next
   */
  async write(plaintext: Buffer): Promise<void> {
    this.#plaintextBytes += plaintext.length;
    const last = this.#fragments.at(-1);
    if (last) last.length += plaintext.length;
    await this.#file.append(this.#sealer.writePieces(plaintext));
  }

  /** Signs the footer; when this resolves, the segment is held. */
  async hold(signer: Signer): Promise<HeldSegment> {
    const frames = this.#fragments.reduce((sum, fragment) => sum + fragment.frames, 0);
    const { tail, signed } = this.#sealer.finish({ endedAt: instantOf(this.#endedAtMs), frames, index: { initLength: this.#initLength, fragments: this.#fragments } }, signer);
    return this.#file.hold(tail, signed);
  }

  /** Drops the segment. */
  async discard(): Promise<void> {
    await this.#file.discard();
  }
}
