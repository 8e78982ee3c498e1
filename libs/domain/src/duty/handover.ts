import { type Result, ok, refuse } from '@guardroom/kernel';
import { type HandoverState, isOnShift, mayShift } from './machine.ts';
import { SIGN_ON_EARLY_MS } from './rules.ts';
import { type Watch, lateMinutes } from './shift.ts';

/**
 * Whether a keeper may make ready to hand over.
 * @refuses duty.not_your_shift — to everybody but the keeper
 * @refuses duty.not_on_shift — when the watch does not run
 * @refuses duty.log_empty — without a single line in the log: a watch without records counts as an absence
 * @source R24 §6
 * @source R04 8
 * @source R19 0
 */
export function prepareHandover(watch: Watch, by: { readonly personId: string }, logLines: number): Result<void> {
  if (watch.personId !== by.personId) return refuse('duty.not_your_shift', { clauses: ['R25:5'] });
  if (!mayShift(watch.state, 'prepare_handover')) return refuse('duty.not_on_shift');
  if (logLines === 0) return refuse('duty.log_empty', { clauses: ['R04:8', 'R19:0'] });
  return ok(undefined);
}

/**
 * Whether the outgoing keeper may sign; from then on the list stands as it is.
 * @refuses duty.not_your_shift — to everybody but the outgoing keeper
 * @refuses duty.handover_not_open — when it was signed or disputed already
 * @source R04 8
 */
export function signOutgoing(handover: { readonly state: HandoverState; readonly outgoingPersonId: string }, by: { readonly personId: string }): Result<void> {
  if (handover.outgoingPersonId !== by.personId) return refuse('duty.not_your_shift', { clauses: ['R25:5'] });
  if (handover.state !== 'prepared') return refuse('duty.handover_not_open', { state: handover.state });
  return ok(undefined);
}

/** How the incoming keeper stands: has the watch already, or takes up a planned one with this very signature. */
export type Incoming = { readonly begins: boolean; readonly lateMinutes: number };

/**
 * Whether somebody may take over, or say why they will not: another person than the outgoing keeper, who has the watch already or
 * is planned for the next one and may sign on to it.
 * @refuses duty.takes_over_from_self — the same person cannot sign twice
 * @refuses duty.handover_not_signed — before the outgoing keeper signed
 * @refuses duty.handover_not_open — when it is settled
 * @refuses duty.not_next — to whoever neither has the watch nor is planned next
 * @refuses duty.late_reason_needed — to whoever was judged absent: they sign on with a reason first
 * @source R25 5
 * @source R24 §6
 */
export function takeOver(handover: { readonly state: HandoverState; readonly outgoingPersonId: string }, own: Watch | undefined, by: { readonly personId: string }, nowMs: number): Result<Incoming> {
  if (handover.outgoingPersonId === by.personId) return refuse('duty.takes_over_from_self', { clauses: ['R25:5'] });
  if (handover.state === 'prepared') return refuse('duty.handover_not_signed', { clauses: ['R04:8'] });
  if (handover.state !== 'outgoing_signed') return refuse('duty.handover_not_open', { state: handover.state });
  if (!own || own.personId !== by.personId) return refuse('duty.not_next', { clauses: ['R25:5'] });
  if (isOnShift(own.state)) return ok({ begins: false, lateMinutes: 0 });
  const isOpen = nowMs >= own.plannedFromMs - SIGN_ON_EARLY_MS && nowMs < own.plannedToMs;
  if (isOpen && own.state === 'judged_absent') return refuse('duty.late_reason_needed', { clauses: ['R19:0'] });
  if (!mayShift(own.state, 'sign_on') || !isOpen) return refuse('duty.not_next', { clauses: ['R25:5'] });
  return ok({ begins: true, lateMinutes: lateMinutes(own, nowMs) });
}

/** How an incoming keeper answers one item of the list. */
export const ITEM_ANSWERS = ['accepted', 'disputed'] as const;
export type ItemAnswer = (typeof ITEM_ANSWERS)[number];

/**
 * Whether every item of the list was answered, and none disputed, as a signature needs.
 * @refuses duty.items_unanswered — when an open matter would be dropped
 * @refuses duty.item_disputed — whoever disputes an item disputes the handover
 * @source R25 5
 */
export function allAnswered(itemNos: readonly number[], answers: ReadonlyMap<number, ItemAnswer>): Result<void> {
  const missing = itemNos.filter((no) => !answers.has(no));
  if (missing.length > 0) return refuse('duty.items_unanswered', { clauses: ['R25:5'], items: missing });
  const disputed = itemNos.filter((no) => answers.get(no) === 'disputed');
  if (disputed.length > 0) return refuse('duty.item_disputed', { clauses: ['R25:5'], items: disputed });
  return ok(undefined);
}
