import { type PicturePart, saysKey } from './rtp.ts';

/** A group larger than this is not kept: a camera that sends key pictures that seldom shows its first picture later. Bytes. */
const LARGEST = 16 * 1024 * 1024;

/** The last group of pictures of a stream: everything from the last key picture on, whole from its first part. */
export class PictureGroup {
  #parts: PicturePart[] = [];
  #bytes = 0;
  /** Where the picture under way begins in `#parts`. */
  #pictureAt = 0;
  #timestamp: number | undefined;
  #isKey = false;
  #isKept = false;

  push(part: PicturePart): void {
    if (part.timestamp !== this.#timestamp) {
      this.#timestamp = part.timestamp;
      this.#pictureAt = this.#parts.length;
      this.#isKey = false;
    }
    this.#parts.push(part);
    this.#bytes += part.payload.length;
    if (!this.#isKey && saysKey(part.payload)) this.#begin();
    if (this.#bytes > LARGEST || (!this.#isKept && this.#pictureAt > 0)) this.#forget();
  }

  /** The parts so far in order, or none before the first key picture. */
  get parts(): readonly PicturePart[] {
    return this.#isKept ? this.#parts : [];
  }

  #begin(): void {
    this.#isKey = true;
    this.#isKept = true;
    this.#parts = this.#parts.slice(this.#pictureAt);
    this.#pictureAt = 0;
    this.#bytes = this.#parts.reduce((sum, { payload }) => sum + payload.length, 0);
  }

  /** Keeps only the picture under way, which may turn out to be a key picture. */
  #forget(): void {
    this.#isKept = false;
    this.#parts = this.#parts.slice(this.#pictureAt);
    this.#pictureAt = 0;
    this.#bytes = this.#parts.reduce((sum, { payload }) => sum + payload.length, 0);
  }
}
