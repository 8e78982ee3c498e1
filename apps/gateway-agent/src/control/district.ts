import { ApiError, createClient, type Client } from '@guardroom/client';
import type { TokenSource } from './token.ts';

const answerWithinMs = 40_000;

/** The district's API as this gateway sees it: typed calls, fresh tokens, and an end to every wait. */
export function districtClient(baseUrl: string, tokens: TokenSource): Client {
  return createClient({
    baseUrl,
    headers: async () => ({ authorization: `Bearer ${await tokens.token()}` }),
    fetch: async (url, init) => {
      const limit = AbortSignal.timeout(answerWithinMs);
      const response = await fetch(url, { ...init, redirect: 'error', signal: init?.signal ? AbortSignal.any([init.signal, limit]) : limit });
      if (response.status === 401) tokens.forget();
      return response;
    },
  });
}

/** The API as it is before enrolment: one operation is public. */
export function publicClient(baseUrl: string): Client {
  return createClient({ baseUrl, fetch: (url, init) => fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(answerWithinMs) }) });
}

/** Waits between tries while the district cannot be reached: doubling with jitter, in ms. */
export class Backoff {
  readonly #shortestMs: number;
  readonly #longestMs: number;
  #failures = 0;

  constructor(shortestMs: number, longestMs: number) {
    this.#shortestMs = shortestMs;
    this.#longestMs = longestMs;
  }

  /** The wait after another failure. */
  next(): number {
    const wait = Math.min(this.#longestMs, this.#shortestMs * 2 ** this.#failures);
    this.#failures += 1;
    return wait * (0.5 + Math.random() / 2);
  }

  /** It worked: the next wait is the shortest again. */
  reset(): void {
    this.#failures = 0;
  }
}

/** What went wrong with a call, short enough for a log line. */
export function reasonOf(cause: unknown): string {
  if (cause instanceof ApiError) return `${cause.status} ${cause.error.code} (${cause.error.requestId})`;
  if (cause instanceof Error) return cause.cause instanceof Error ? `${cause.message}: ${cause.cause.message}` : cause.message;
  return String(cause);
}
