import { msOf, type Instant } from '@guardroom/kernel';

/** The gateway's clock against the district's: positive when the gateway is ahead; ms. */
export type ClockEstimate = { readonly offsetMs: number; readonly uncertaintyMs: number };

type Sample = { readonly offsetMs: number; readonly halfTripMs: number; readonly steadyMs: number };

/** A minute of heartbeats. */
const windowLength = 12;
/** Quartz drifts by up to so much, in ms per ms. */
const driftPerMs = 50e-6;
/** What is assumed while the district's clock was never heard. */
const unmeasured: ClockEstimate = { offsetMs: 0, uncertaintyMs: 10_000 };

/**
 * Estimates the clock offset from exchanges with the district, as NTP does: the true offset lies within half a round trip
 * of the middle, so the shortest round trip is believed, and grows less sure with age.
 */
export class ServerClock {
  readonly #samples: Sample[] = [];
  readonly #steady: () => number;

  constructor(steadyNowMs: () => number = () => performance.now()) {
    this.#steady = steadyNowMs;
  }

  /** Takes an exchange: sent and answered by this machine's wall clock, and the time that the district named in between. */
  heard(sentAtMs: number, answeredAtMs: number, serverTime: Instant): void {
    this.#samples.push({ offsetMs: (sentAtMs + answeredAtMs) / 2 - msOf(serverTime), halfTripMs: Math.max(0.5, (answeredAtMs - sentAtMs) / 2), steadyMs: this.#steady() });
    if (this.#samples.length > windowLength) this.#samples.shift();
  }

  /** The best estimate now. */
  estimate(): ClockEstimate {
    const now = this.#steady();
    const aged = this.#samples.map((sample) => ({ offsetMs: sample.offsetMs, uncertaintyMs: sample.halfTripMs + (now - sample.steadyMs) * driftPerMs }));
    return aged.reduce((best, one) => (one.uncertaintyMs < best.uncertaintyMs ? one : best), unmeasured);
  }
}
