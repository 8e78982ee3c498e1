import { footerSha256, type SignedFooter } from '@guardroom/evidence';
import { createHash } from 'node:crypto';
import { open, rename, unlink, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { crashPoint } from '../faults.ts';
import type { HeldSegment } from './entries.ts';
import { ignoreMissing, syncDirectory } from './files.ts';

type Opening = {
  readonly directory: string;
  readonly name: string;
  /** What the segment's header must say of the segment before it. */
  readonly chain: { readonly sequence: number; readonly previousFooterSha256: string | null };
  /** Told of every byte written, and of all of them as a negative number at the end. */
  readonly grown: (bytes: number) => void;
  /** Appends the segment to the journal. */
  readonly held: (segment: HeldSegment) => Promise<void>;
};

/** Sealed bytes that are written at once. */
const writeBytes = 256 * 1024;

/** A segment file while it is written: steps 1 to 5 of HOLD A SEGMENT. Ended by exactly one of `hold` and `discard`. */
export class OpenSegment {
  readonly #opening: Opening;
  readonly #file: FileHandle;
  readonly #sum = createHash('sha256');
  #bytes = 0;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;

  private constructor(opening: Opening, file: FileHandle) {
    this.#opening = opening;
    this.#file = file;
  }

  static async create(opening: Opening): Promise<OpenSegment> {
    const file = await open(`${join(opening.directory, opening.name)}.open`, 'wx', 0o600);
    crashPoint('segment.created');
    return new OpenSegment(opening, file);
  }

  /** What the segment's header must say of the segment before it. */
  get chain(): Opening['chain'] {
    return this.#opening.chain;
  }

  /**
   * Appends sealed bytes; small ones wait for others, so that the disk is asked a few times per key frame and not per packet.
   * @throws Error with code ENOSPC — when the disk is full; `discard` is next
   */
  async append(pieces: readonly Buffer[]): Promise<void> {
    for (const piece of pieces) {
      this.#waiting.push(piece);
      this.#waitingBytes += piece.length;
    }
    if (this.#bytes === 0 || this.#waitingBytes >= writeBytes) await this.#flush();
  }

  async #flush(): Promise<void> {
    const rest = this.#waiting.filter((piece) => piece.length > 0);
    this.#waiting = [];
    this.#waitingBytes = 0;
    while (rest.length > 0) {
      const { bytesWritten } = await this.#file.writev(rest);
      this.#bytes += bytesWritten;
      this.#opening.grown(bytesWritten);
      for (let taken = bytesWritten; taken > 0; ) {
        const written = rest[0]!.subarray(0, taken);
        this.#sum.update(written);
        taken -= written.length;
        if (written.length === rest[0]!.length) rest.shift();
        else rest[0] = rest[0]!.subarray(written.length);
      }
    }
    crashPoint('segment.partly_written');
  }

  /** Ends the file with its footer; when this resolves, the segment is held. */
  async hold(tail: Buffer, signed: SignedFooter): Promise<HeldSegment> {
    const { directory, name, held, grown } = this.#opening;
    this.#waiting.push(tail);
    await this.#flush();
    crashPoint('segment.finished');
    await this.#file.datasync();
    crashPoint('segment.synced');
    await this.#file.close();
    await rename(`${join(directory, name)}.open`, join(directory, name));
    crashPoint('segment.renamed');
    await syncDirectory(dirname(join(directory, name)));
    crashPoint('segment.directory_synced');
    const { header, footer } = signed;
    const segment: HeldSegment = {
      name,
      cameraId: header.cameraId,
      startedAt: header.startedAt,
      endedAt: footer.endedAt,
      sequence: header.sequence,
      bytes: this.#bytes,
      sha256: this.#sum.digest('hex'),
      previousFooterSha256: header.previousFooterSha256,
      footerSha256: footerSha256(signed),
    };
    await held(segment);
    grown(-this.#bytes);
    return segment;
  }

  /** Removes the file; its stretch becomes a gap when the next segment begins. */
  async discard(): Promise<void> {
    this.#opening.grown(-this.#bytes);
    await this.#file.close();
    await unlink(`${join(this.#opening.directory, this.#opening.name)}.open`).catch(ignoreMissing);
  }
}
