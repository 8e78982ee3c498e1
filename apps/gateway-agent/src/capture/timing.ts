/** Where a fragment lies on this machine's wall clock, in ms since 1970, and how far that may be off. */
export type Placement = { readonly startAtMs: number; readonly endAtMs: number; readonly uncertaintyMs: number };

/** Arrivals that are looked at together: half a minute to a minute of key frames. */
const windowLength = 16;
/** A picture lasts, also one after which the camera fell silent, of which FFmpeg says no length: a tile of no length would be no footage to anybody. */
const leastMs = 1;
/** How late the first pictures may come because the stream's opening took time. */
const openingMs = 500;
/** A jump of the wall clock against the machine's steady clock by more than this is a step, not drift. */
const stepMs = 200;

/**
 * Places fragments on the wall clock by measuring when they arrive.
 *
 * FFmpeg hands a fragment over when the next key frame is here, so arrival minus the fragment's end on the stream's own
 * time line is the offset between both, plus delay. Delay is only ever added, so the smallest difference of the last
 * arrivals is the best estimate, and how far the usual one (the median) lies above it the uncertainty. A fragment starts where the one before ended: the tiles
 * of a stream neither overlap nor leave holes, and a better estimate is taken up by the fragment in which it is made.
 *
 * The `prft` box is not the measure: FFmpeg 5.1 fills it from the camera's RTCP reports, that is the *camera's* clock at
 * the fragment's first frame, and before the first report (or without any) from this machine's clock when the fragment is
 * *written*, one key-frame interval late. Both come with the same flags. It serves to tell how wrong the camera's clock is.
 */
export class ArrivalClock {
  readonly #delays: number[] = [];
  readonly #steady: () => number;
  #stepReference: number | undefined;
  #endAtMs: number | undefined;
  #endMs: number | undefined;
  #cameraClockOffsetMs: number | null = null;

  constructor(steadyNowMs: () => number = () => performance.now()) {
    this.#steady = steadyNowMs;
  }

  /** Places the next fragment of the stream. */
  place(fragment: { startMs: number; endMs: number; arrivedAtMs: number; referenceTimeMs: number | null }): Placement {
    const reference = fragment.arrivedAtMs - this.#steady();
    const stepped = this.#stepReference !== undefined && Math.abs(reference - this.#stepReference) > stepMs;
    if (stepped || this.#stepReference === undefined) this.#stepReference = reference;
    if (stepped) this.#delays.length = 0;

    const first = this.#endAtMs === undefined;
    this.#delays.push(fragment.arrivedAtMs - fragment.endMs);
    if (this.#delays.length > windowLength) this.#delays.shift();
    const offset = Math.min(...this.#delays);
    const usual = this.#delays.toSorted((a, b) => a - b)[this.#delays.length >> 1]!;

    const contiguous = !stepped && this.#endAtMs !== undefined && this.#endMs !== undefined && Math.abs(fragment.startMs - this.#endMs) < 1;
    const endAtMs = fragment.endMs + offset;
    const startAtMs = contiguous ? this.#endAtMs! : fragment.startMs + offset;
    const placed = { startAtMs, endAtMs: Math.max(startAtMs + leastMs, endAtMs), uncertaintyMs: Math.ceil(usual - offset + (this.#delays.length === 1 ? openingMs : 0)) };
    this.#endAtMs = placed.endAtMs;
    this.#endMs = fragment.endMs;
    if (!first && fragment.referenceTimeMs !== null && Math.abs(fragment.arrivedAtMs - fragment.referenceTimeMs) > 20) this.#cameraClockOffsetMs = Math.round(fragment.referenceTimeMs - startAtMs);
    return placed;
  }

  /** How far the camera's own clock is ahead of this machine's, or null while it has not told. */
  get cameraClockOffsetMs(): number | null {
    return this.#cameraClockOffsetMs;
  }
}
