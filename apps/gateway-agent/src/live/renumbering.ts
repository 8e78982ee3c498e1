import { randomInt } from 'node:crypto';
import type { PicturePart } from './rtp.ts';

/** A part with the numbers it goes out with. */
export type NumberedPart = PicturePart & { readonly sequence: number };

const TICKS = 2 ** 32;
/** Distance of two pictures until two were seen: 90 kHz ticks at 30 pictures a second. */
const USUAL_INTERVAL = 3_000;
/** A distance beyond this is a pause, not a picture rate: one second. */
const LONGEST_INTERVAL = 90_000;

/** How far `a` lies after `b` on the clock that wraps. */
const after = (a: number, b: number): number => ((a - b + TICKS + TICKS / 2) % TICKS) - TICKS / 2;
const wrap = (ticks: number): number => ((ticks % TICKS) + TICKS) % TICKS;

/**
 * One unbroken stream for the receivers out of a live stream and repeated groups: sequence numbers and timestamps only grow. A
 * repeated group is squeezed into the time between two pictures, so that it is over at once and what follows stays in real time.
 */
export class Renumbering {
  #sequence = randomInt(0x10000);
  readonly #offset = randomInt(TICKS);
  #interval = USUAL_INTERVAL;
  #lastIn: number | undefined;
  #lastOut: number | undefined;

  /** The next part of the live stream. */
  live(part: PicturePart): NumberedPart {
    if (part.timestamp !== this.#lastIn) {
      this.#learn(part.timestamp);
      const wanted = wrap(part.timestamp + this.#offset);
      this.#lastOut = this.#lastOut !== undefined && after(wanted, this.#lastOut) <= 0 ? wrap(this.#lastOut + 1) : wanted;
      this.#lastIn = part.timestamp;
    }
    return this.#numbered(part);
  }

  /** A group again, up to the part that was sent last; the live stream goes on behind it. */
  again(parts: readonly PicturePart[]): NumberedPart[] {
    const newest = parts.at(-1);
    if (!newest) return [];
    const pictures = parts.filter((part, i) => part.timestamp !== parts[i - 1]?.timestamp).length;
    const step = Math.max(1, Math.floor(this.#interval / (pictures + 1)));
    let out = this.#lastOut ?? wrap(newest.timestamp + this.#offset - this.#interval);
    let timestamp: number | undefined;
    return parts.map((part) => {
      if (part.timestamp !== timestamp) out = wrap(out + step);
      timestamp = part.timestamp;
      this.#lastOut = out;
      this.#lastIn = part.timestamp;
      return this.#numbered(part);
    });
  }

  #learn(timestamp: number): void {
    const distance = this.#lastIn === undefined ? 0 : after(timestamp, this.#lastIn);
    if (distance > 0 && distance <= LONGEST_INTERVAL) this.#interval = distance;
  }

  #numbered(part: PicturePart): NumberedPart {
    this.#sequence = (this.#sequence + 1) & 0xffff;
    return { ...part, sequence: this.#sequence, timestamp: this.#lastOut! };
  }
}
