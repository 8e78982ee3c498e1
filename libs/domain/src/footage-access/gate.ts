import { type Result, ok, refuse } from '@guardroom/kernel';
import type { Standing } from './viewing.ts';

/** A client may hold this much more than one fragment ahead of real time. Milliseconds. */
export const LARGEST_LEAD_MS = 2_000;

/** So many attempts to see more than was approved end a viewing. */
export const OVER_RANGE_LIMIT = 3;

/**
 * A frame reaches the recorder, which times it, at most this long after the lens saw it: exposure, encoding and the way over the
 * school's own network. Milliseconds.
 */
export const CAPTURE_DELAY_MS = 500;

/** When a fragment's frames arrived, by a clock that may be off by `uncertaintyMs` to either side. Epoch milliseconds. */
export type FragmentTime = { readonly firstFrameAtMs: number; readonly lastFrameAtMs: number; readonly uncertaintyMs: number };

/**
 * True when every frame of a fragment was taken inside the approved minutes, whichever way the recorder's clock was off and
 * however long the frames were on their way.
 * @source R22 7
 */
export const isWhollyInside = (fragment: FragmentTime, approved: { readonly fromMs: number; readonly toMs: number }): boolean =>
  fragment.firstFrameAtMs - fragment.uncertaintyMs - CAPTURE_DELAY_MS >= approved.fromMs && fragment.lastFrameAtMs + fragment.uncertaintyMs <= approved.toMs;

/**
 * Whether a picture may leave at this instant.
 * @refuses viewing.session_not_playing — before everybody who must be there has signed in
 * @refuses viewing.viewer_absent, viewing.escort_absent — while one of them is away
 * @refuses viewing.expired — when the viewing is over
 * @source R22 3
 * @source R22 7
 */
export function admit(standing: Standing): Result<void> {
  switch (standing.state) {
    case 'playing':
      return ok(undefined);
    case 'authenticating':
      return refuse('viewing.session_not_playing', { clauses: ['R22:3'], state: standing.state });
    case 'blanked':
      return refuse(standing.absent === 'escort' ? 'viewing.escort_absent' : 'viewing.viewer_absent', { clauses: ['R22:3'] });
    case 'ended':
      return refuse('viewing.expired', { clauses: ['R22:7'], endReason: standing.reason });
  }
}

/**
 * Whether the next fragment may be handed over. `playedOutAtMs` is when everything handed over so far will have been played at
 * its own speed: a client that waits for it holds nothing.
 * @refuses viewing.too_far_ahead — with the milliseconds to wait; then the client holds `LARGEST_LEAD_MS` and gets one fragment more
 * @source R22 5
 */
export function pace(playedOutAtMs: number | null, nowMs: number): Result<void> {
  const waitMs = Math.ceil((playedOutAtMs ?? nowMs) - nowMs - LARGEST_LEAD_MS);
  return waitMs > 0 ? refuse('viewing.too_far_ahead', { clauses: ['R22:5'], retryAfterMs: waitMs }) : ok(undefined);
}

/** True when attempts to see more than was approved have become too many, this one counted. @source R22 7 */
export const endsForOverRange = (attempts: number): boolean => attempts >= OVER_RANGE_LIMIT;
