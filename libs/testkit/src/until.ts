import { inspect } from 'node:util';

/** How often one looks. Milliseconds. */
const LOOK_AGAIN_MS = 50;

/** What a wait goes by. */
export interface Waiting<T> {
  /** Whether what was seen is what was waited for; unless given, all but `undefined` and `false` is. */
  readonly isIt?: (seen: T) => boolean;
  /** After this long it will not come any more. Milliseconds; far beyond what a busy machine takes, because nothing is asserted about speed. */
  readonly limitMs?: number;
  /** What else to tell whoever reads a failure. */
  readonly also?: () => string;
}

/**
 * Looks again and again, and answers what was seen when it is what was waited for. What looking throws is passed on at once.
 * @throws Error — naming what did not come true and what was seen last
 */
export async function until<T>(what: string, look: () => T | Promise<T>, { isIt = (seen) => seen !== undefined && seen !== false, limitMs = 90_000, also }: Waiting<T> = {}): Promise<Exclude<T, undefined | false>> {
  for (const end = performance.now() + limitMs; ; ) {
    const seen = await look();
    if (isIt(seen)) return seen as Exclude<T, undefined | false>;
    if (performance.now() > end) throw new Error(`waited ${limitMs / 1000} s in vain for ${what}; last seen: ${inspect(seen, { depth: 4, breakLength: 160, maxStringLength: 400, maxArrayLength: 20 })}${also ? `\n${also()}` : ''}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}
