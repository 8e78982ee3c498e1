import { type Result, ok, refuse } from '@guardroom/kernel';
import { type ClearanceKind, type ClearanceState, clearanceCounts, requiredOf } from '../people/index.ts';
import { type ShiftState, isOnShift, mayShift } from './machine.ts';
import { ABSENT_AFTER_MS, HANDOVER_WINDOW_MS, KEEPER_ROLES, LATE_GRACE_MS, LOG_EVERY_MS, SIGN_ON_EARLY_MS, STAND_IN_DECIDED_WITHIN_MS, SUCCESSOR_WITHIN_MS } from './rules.ts';

/** A watch as the rules see it. Epoch milliseconds. */
export type Watch = {
  readonly state: ShiftState;
  readonly personId: string;
  readonly plannedFromMs: number;
  readonly plannedToMs: number;
  /** When it was put on the roster: nobody is late before that. */
  readonly plannedAtMs: number;
};

const MINUTE_MS = 60_000;

/** When the keeper had to be there: the planned beginning, or the moment when the watch was planned, if that is later. Epoch milliseconds. */
export const dueAtPost = (watch: Pick<Watch, 'plannedFromMs' | 'plannedAtMs'>): number => Math.max(watch.plannedFromMs, watch.plannedAtMs);
/** From when a keeper may sign on. Epoch milliseconds. @source R21 1.2 */
export const signOnOpens = (watch: Pick<Watch, 'plannedFromMs'>): number => watch.plannedFromMs - SIGN_ON_EARLY_MS;
/** When a watch that nobody signed on to is judged absent; never after its end. Epoch milliseconds. @source R19 0 */
export const absentFrom = (watch: Pick<Watch, 'plannedFromMs' | 'plannedAtMs' | 'plannedToMs'>): number => Math.min(dueAtPost(watch) + ABSENT_AFTER_MS, Math.max(watch.plannedToMs, watch.plannedAtMs));
/** When a watch that still runs has waited too long for its handover. Epoch milliseconds. @source R24 §6 */
export const endOverdueFrom = (watch: Pick<Watch, 'plannedToMs'>): number => watch.plannedToMs + HANDOVER_WINDOW_MS;

/** Whole minutes of lateness; nothing within the grace. @source R21 1.2 */
export function lateMinutes(watch: Pick<Watch, 'plannedFromMs' | 'plannedAtMs'>, nowMs: number): number {
  const lateMs = nowMs - dueAtPost(watch);
  return lateMs <= LATE_GRACE_MS ? 0 : Math.floor(lateMs / MINUTE_MS);
}

/**
 * Whether a keeper may take up a planned watch now, and how late they are.
 * @refuses duty.not_your_shift — to everybody but the person on the roster: who stands in says so
 * @refuses duty.already_signed_on — when the watch runs
 * @refuses duty.shift_is_over — after its end
 * @refuses duty.too_early — more than a quarter of an hour before it
 * @refuses duty.late_reason_needed — without a reason, when it was judged absent already; the verdict stays
 * @source R21 1.2
 * @source R25 5
 */
export function signOn(watch: Watch, by: { readonly personId: string }, lateReason: string | undefined, nowMs: number): Result<{ lateMinutes: number }> {
  if (watch.personId !== by.personId) return refuse('duty.not_your_shift', { clauses: ['R25:5'] });
  if (isOnShift(watch.state)) return refuse('duty.already_signed_on');
  if (!mayShift(watch.state, 'sign_on') || nowMs >= watch.plannedToMs) return refuse('duty.shift_is_over', { clauses: ['R21:1.2'] });
  if (nowMs < signOnOpens(watch)) return refuse('duty.too_early', { clauses: ['R21:1.2'], opensAt: new Date(signOnOpens(watch)).toISOString() });
  if (watch.state === 'judged_absent' && !lateReason) return refuse('duty.late_reason_needed', { clauses: ['R19:0'] });
  return ok({ lateMinutes: lateMinutes(watch, nowMs) });
}

/**
 * Whether somebody's clearances of today let them begin a watch: background checked and undertaking signed, both in date, and training
 * passed. Training that is due again empties no post: it is told and written down.
 * @refuses duty.not_cleared — listing what is missing, failed or expired
 * @source R24 §7.3
 * @source R17 §5.1
 * @source R17 §7.1
 */
export function mayKeepWatch(states: Readonly<Record<ClearanceKind, ClearanceState>>): Result<void> {
  const lacking = requiredOf(KEEPER_ROLES).filter((kind) => !clearanceCounts(states[kind]) && !(kind === 'training' && states[kind] === 'expired'));
  return lacking.length === 0 ? ok(undefined) : refuse('duty.not_cleared', { clauses: ['R24:§7.3', 'R17:§5.1', 'R17:§7.1'], missing: lacking, states: Object.fromEntries(lacking.map((kind) => [kind, states[kind]])) });
}

/** What a post looks like to somebody who wants to stand in. */
export type PostNow = {
  /** People who have the watch now. */
  readonly onShift: number;
  /** The watch that should run now and that its keeper has not taken up. */
  readonly missed: Watch | undefined;
};

/**
 * Whether somebody may take an empty post without being planned: only when nobody has the watch and the planned keeper, if any, is
 * late beyond the grace. A head decides afterwards.
 * @refuses duty.post_is_kept — when somebody has the watch
 * @refuses duty.keeper_still_expected — while the planned keeper is not late yet
 * @refuses duty.own_shift_is_planned — when the missing keeper is the one who asks: they sign on to their own watch
 * @source R25 5
 * @source R21 1.2
 */
export function standIn(post: PostNow, by: { readonly personId: string }, nowMs: number): Result<void> {
  if (post.onShift > 0) return refuse('duty.post_is_kept', { clauses: ['R25:5'] });
  if (!post.missed) return ok(undefined);
  if (post.missed.personId === by.personId) return refuse('duty.own_shift_is_planned', { clauses: ['R21:1.2'] });
  if (nowMs - dueAtPost(post.missed) <= LATE_GRACE_MS) return refuse('duty.keeper_still_expected', { clauses: ['R25:5'] });
  return ok(undefined);
}

/**
 * Whether a watch may end although nobody takes over: only when nobody is planned to follow and nobody else has the watch.
 * @refuses duty.not_your_shift — to everybody but the keeper
 * @refuses duty.not_on_shift — when it does not run
 * @refuses duty.shift_not_over — before its planned end: an empty post is an absence
 * @refuses duty.successor_expected — while somebody is planned to follow or has the watch too
 * @refuses duty.log_empty — without a single line in the log
 * @source R24 §6
 * @source R04 8
 */
export function endWithoutSuccessor(watch: Watch, by: { readonly personId: string }, around: { readonly successors: number; readonly logLines: number }, nowMs: number): Result<void> {
  if (watch.personId !== by.personId) return refuse('duty.not_your_shift', { clauses: ['R25:5'] });
  if (!isOnShift(watch.state)) return refuse('duty.not_on_shift');
  if (around.successors > 0) return refuse('duty.successor_expected', { clauses: ['R24:§6', 'R04:8'] });
  if (nowMs < watch.plannedToMs) return refuse('duty.shift_not_over', { clauses: ['R24:§6'], endsAt: new Date(watch.plannedToMs).toISOString() });
  if (around.logLines === 0) return refuse('duty.log_empty', { clauses: ['R04:8', 'R19:0'] });
  return ok(undefined);
}

/** Until when a planned watch counts as the successor of one that ends at `plannedToMs`. Epoch milliseconds. @source R24 §6 */
export const successorUntil = (plannedToMs: number, nowMs: number): number => Math.max(plannedToMs, nowMs) + SUCCESSOR_WITHIN_MS;

/** Stretches of a watch in which nothing was written for longer than the rule allows; the present counts as its end. Epoch milliseconds. @source R16 1.5 */
export function silencesOf(signedOnAtMs: number, writtenMs: readonly number[], untilMs: number): { fromMs: number; toMs: number }[] {
  const marks = [signedOnAtMs, ...writtenMs.filter((ms) => ms > signedOnAtMs && ms < untilMs).sort((a, b) => a - b), untilMs];
  return marks.slice(1).flatMap((toMs, i) => (toMs - (marks[i] ?? toMs) > LOG_EVERY_MS ? [{ fromMs: marks[i] ?? toMs, toMs }] : []));
}

/**
 * Whether a head may decide about a stand-in, and whether that is within the day that the rule gives.
 * @refuses duty.not_a_stand_in — when the watch was planned
 * @refuses duty.stand_in_decided — once is enough
 * @refuses duty.own_stand_in — nobody approves their own
 * @source R25 5
 * @source R16 1.7
 */
export function decideStandIn(shift: { readonly isStandIn: boolean; readonly decided: boolean; readonly personId: string; readonly begunAtMs: number }, by: { readonly personId: string }, nowMs: number): Result<{ inTime: boolean }> {
  if (!shift.isStandIn) return refuse('duty.not_a_stand_in');
  if (shift.decided) return refuse('duty.stand_in_decided');
  if (shift.personId === by.personId) return refuse('duty.own_stand_in', { clauses: ['R25:5'] });
  return ok({ inTime: nowMs - shift.begunAtMs <= STAND_IN_DECIDED_WITHIN_MS });
}
