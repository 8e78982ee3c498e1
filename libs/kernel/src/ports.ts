import { instantOf, type Instant } from './instant.ts';

/** Tells the time; code that decides by time takes one instead of asking the machine. */
export interface Clock {
  /** The present instant. */
  now(): Instant;
  /** The same as milliseconds since 1970-01-01T00:00:00Z. */
  nowMs(): number;
}

/** Source of unpredictable bytes, fit for keys. */
export interface Random {
  /** So many fresh bytes. */
  bytes(length: number): Uint8Array<ArrayBuffer>;
}

/** The machine's wall clock. */
export const systemClock: Clock = {
  now: () => instantOf(Date.now()),
  nowMs: () => Date.now(),
};

/** The platform's cryptographic generator (Web Crypto), in Node and in browsers. */
export const systemRandom: Random = {
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
};
