declare const instantBrand: unique symbol;

/**
 * A moment in UTC, always written `2026-11-22T08:12:03.000Z`: millisecond precision, years 0000 to 9999.
 * One spelling per moment, so instants compare, sort and serve as keys as plain strings.
 */
export type Instant = string & { readonly [instantBrand]: true };

const spelling = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const earliestMs = Date.parse('0000-01-01T00:00:00.000Z');
const latestMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Tells whether the text is an instant in the one accepted spelling and a real calendar moment. */
export function isInstant(text: unknown): text is Instant {
  if (typeof text !== 'string' || !spelling.test(text)) return false;
  const ms = Date.parse(text);
  return !Number.isNaN(ms) && new Date(ms).toISOString() === text;
}

/**
 * Reads an instant in the one accepted spelling.
 * @throws RangeError when the text is anything else; use `isInstant` for input from outside.
 */
export function parseInstant(text: string): Instant {
  if (!isInstant(text)) throw new RangeError(`not an instant: ${JSON.stringify(text)}`);
  return text;
}

/**
 * The instant so many milliseconds after 1970-01-01T00:00:00Z; fractions of a millisecond are cut off.
 * @throws RangeError outside the years 0000 to 9999.
 */
export function instantOf(ms: number): Instant {
  if (!(ms >= earliestMs && ms <= latestMs)) throw new RangeError(`not an instant: ${ms} ms`);
  return new Date(Math.floor(ms)).toISOString() as Instant;
}

/** Milliseconds since 1970-01-01T00:00:00Z. */
export function msOf(at: Instant): number {
  return Date.parse(at);
}

/** The instant `ms` milliseconds later, or earlier when negative. */
export function addMs(at: Instant, ms: number): Instant {
  return instantOf(msOf(at) + ms);
}

/** Milliseconds from the first instant to the second; negative when the second is earlier. */
export function elapsedMs(from: Instant, to: Instant): number {
  return msOf(to) - msOf(from);
}

/** The earlier of two instants. */
export function earlier(a: Instant, b: Instant): Instant {
  return a <= b ? a : b;
}

/** The later of two instants. */
export function later(a: Instant, b: Instant): Instant {
  return a >= b ? a : b;
}
