import { type Instant, dayMs } from '@guardroom/kernel';

/** A gateway's clock may be ahead of ours by this much. Milliseconds. */
const AHEAD_MS = 5_000;

/**
 * Until when an object is locked: the start of the recording plus the school's retention, in whole seconds and never a second less.
 * @source R02 §16
 */
export function retainUntil(startedAt: string, retentionDays: number): Date {
  return new Date(Math.ceil((Date.parse(startedAt) + retentionDays * dayMs) / 1_000) * 1_000);
}

/** The same, or longer when the footage is held for longer. */
export function lockUntil(startedAt: string, retentionDays: number, heldUntil: Instant | undefined): Date {
  const ordinary = retainUntil(startedAt, retentionDays);
  return heldUntil && Date.parse(heldUntil) > ordinary.getTime() ? new Date(Math.ceil(Date.parse(heldUntil) / 1_000) * 1_000) : ordinary;
}

/** Why a recording that starts then and must be locked until `until` cannot be taken, or nothing. */
export function refusalOfStart(startedAt: string, nowMs: number, until: Date): string | undefined {
  const startMs = Date.parse(startedAt);
  if (startMs > nowMs + AHEAD_MS) return 'gateway.starts_in_future';
  // The store refuses a lock that has run out; footage past its retention has no business there.
  if (until.getTime() <= nowMs + AHEAD_MS) return 'gateway.older_than_retention';
  return undefined;
}
