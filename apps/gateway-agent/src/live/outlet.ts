import type { LiveFeed } from './feed.ts';
import { type NumberedPart, Renumbering } from './renumbering.ts';

/** A repeated group follows another by this much at least: key pictures are asked for more often than they help. Milliseconds. */
export const AGAIN_MS = 400;
/** So many packets leave at a stretch before anything else gets its turn. */
const BURST = 32;

/**
 * Feeds one publication: the last group of pictures at once, then the live stream; and the group again whenever a receiver asks for a
 * key picture, because a camera cannot be asked for one.
 */
export class Outlet {
  readonly #feed: LiveFeed;
  readonly #send: (part: NumberedPart) => void;
  readonly #numbers = new Renumbering();
  readonly #stop: () => void;
  #waiting: NumberedPart[] = [];
  #isSending = false;
  #isOpen = true;
  #resting: NodeJS.Timeout | undefined;
  #isAskedAgain = false;

  constructor(feed: LiveFeed, send: (part: NumberedPart) => void) {
    this.#feed = feed;
    this.#send = send;
    this.#queue(this.#numbers.again(feed.group));
    this.#stop = feed.listen((part) => this.#queue([this.#numbers.live(part)]));
  }

  /** Sends the last group once more: at once, or as soon as the one before has had its time. */
  again(): void {
    this.#isAskedAgain = this.#resting !== undefined;
    if (this.#isAskedAgain || !this.#isOpen) return;
    this.#queue(this.#numbers.again(this.#feed.group));
    this.#resting = setTimeout(() => {
      this.#resting = undefined;
      if (this.#isAskedAgain) this.again();
    }, AGAIN_MS);
  }

  close(): void {
    this.#isOpen = false;
    clearTimeout(this.#resting);
    this.#waiting = [];
    this.#stop();
  }

  #queue(parts: readonly NumberedPart[]): void {
    this.#waiting.push(...parts);
    if (!this.#isSending) this.#drain();
  }

  #drain(): void {
    for (const part of this.#waiting.splice(0, BURST)) this.#send(part);
    this.#isSending = this.#isOpen && this.#waiting.length > 0;
    if (this.#isSending) setImmediate(() => this.#drain());
  }
}
