import { type CivilDay, type Refusal, type Result, addDays, ok, refuse } from '@guardroom/kernel';
import type { ControlResult, Severity } from '../compliance/index.ts';
import type { SchoolRole } from '../people/index.ts';

/** Life of an order to put something right. */
export const ORDER_STATES = ['issued', 'accepted', 'proof_submitted', 'verified', 'returned', 'closed', 'reopened'] as const;
export type OrderState = (typeof ORDER_STATES)[number];

/** What may happen to an order, and from where. */
export const ORDER_TRANSITIONS = {
  accept: { from: ['issued', 'reopened'], to: 'accepted' },
  submit_proof: { from: ['accepted', 'returned'], to: 'proof_submitted' },
  verify: { from: ['proof_submitted'], to: 'verified' },
  return: { from: ['proof_submitted'], to: 'returned' },
  close: { from: ['verified'], to: 'closed' },
  reopen: { from: ['verified', 'closed'], to: 'reopened' },
} as const satisfies Record<string, { from: readonly OrderState[]; to: OrderState }>;
export type OrderVerb = keyof typeof ORDER_TRANSITIONS;

/** Posts that may be made responsible for putting something right. @source R24 §13 */
export const RESPONSIBLE_ROLES = ['principal', 'deputy_safety', 'security_lead', 'centre_head', 'equipment_admin'] as const satisfies readonly SchoolRole[];
export type ResponsibleRole = (typeof RESPONSIBLE_ROLES)[number];

/** Results that an order may rest on: what is not kept, and what nobody can show to be kept. @source R24 §13 */
export const RESULTS_TO_ORDER: readonly ControlResult[] = ['fail', 'no_evidence', 'partial'];

/** A deadline is moved so many times at most. */
export const EXTENSIONS_MAX = 1;

/** States in which a deadline still runs. */
export const isRunning = (state: OrderState): boolean => state !== 'verified' && state !== 'closed';

/** True once the last day of the deadline is over and the order still runs. `today` is the civil day in Shanghai. */
export const isOverdue = (order: { readonly state: OrderState; readonly dueOn: CivilDay }, today: CivilDay): boolean => isRunning(order.state) && today > order.dueOn;

/**
 * Whether an order may be moved on.
 * @refuses supervision.order_not_open — when its state does not allow it
 * @source R24 §13
 */
export const moveOrder = ({ state }: { readonly state: OrderState }, verb: OrderVerb): Result<OrderState> =>
  (ORDER_TRANSITIONS[verb].from as readonly OrderState[]).includes(state) ? ok(ORDER_TRANSITIONS[verb].to) : refuse('supervision.order_not_open', { state, clauses: ['R24:§13'] });

/** Longest time to put something right, in civil days after the order. */
export type RectificationTerms = { readonly [S in Severity]: number };

/**
 * Whether a deadline fits: from tomorrow to the longest time that policy gives for the severity.
 * @refuses supervision.deadline_out_of_range — with the first and the last day that fit
 * @source R24 §13
 */
export function judgeDeadline(dueOn: CivilDay, today: CivilDay, severity: Severity, terms: RectificationTerms): Result<void> {
  const [from, to] = [addDays(today, 1), addDays(today, terms[severity])];
  return dueOn >= from && dueOn <= to ? ok(undefined) : refuse('supervision.deadline_out_of_range', { from, to, days: terms[severity], severity, clauses: ['R24:§13'] });
}

/**
 * The new deadline of an order whose time was not enough: later than before, by no more than the time for its severity, once.
 * @refuses supervision.order_not_open — when no deadline runs
 * @refuses supervision.extended_already — when it was moved as often as it may be
 * @refuses supervision.deadline_out_of_range — with the first and the last day that fit
 * @source R24 §13
 */
export function extendDeadline(order: { readonly state: OrderState; readonly dueOn: CivilDay; readonly extensions: number; readonly severity: Severity }, dueOn: CivilDay, terms: RectificationTerms): Result<void> {
  if (!isRunning(order.state)) return refuse('supervision.order_not_open', { state: order.state, clauses: ['R24:§13'] });
  if (order.extensions >= EXTENSIONS_MAX) return refuse('supervision.extended_already', { times: EXTENSIONS_MAX, clauses: ['R24:§13'] });
  return judgeDeadline(dueOn, order.dueOn, order.severity, terms);
}

/** The newest result of a control at a school; nothing where the control is not evaluated. Epoch milliseconds. */
export type NewestResult = { readonly result: ControlResult; readonly day: CivilDay; readonly evaluatedAtMs: number };

/**
 * Whether a proof is accepted. Whoever submitted it never judges it; where the control is evaluated, words are not enough: the newest
 * result must be a pass that was found after the proof came in. Answers the day of that pass, or nothing for a control that only people judge.
 * @refuses supervision.order_not_open — when there is no proof to judge
 * @refuses supervision.own_proof — when the judge submitted it
 * @refuses supervision.no_fresh_pass — when the newest automatic result is older than the proof or no pass
 * @source R24 §12
 * @source R24 §13
 */
export function verifyProof(
  order: { readonly state: OrderState },
  proof: { readonly submittedBy: string; readonly submittedAtMs: number },
  by: { readonly personId: string },
  control: { readonly isEvaluated: boolean; readonly newest: NewestResult | undefined },
): Result<CivilDay | undefined> {
  const moved = judgeProof(order, proof, by, 'verify');
  if (!moved.ok) return moved;
  if (!control.isEvaluated) return ok(undefined);
  const { newest } = control;
  if (newest && newest.result === 'pass' && newest.evaluatedAtMs > proof.submittedAtMs) return ok(newest.day);
  return noFreshPass(newest);
}

/**
 * Whether somebody may answer a proof at all.
 * @refuses supervision.order_not_open — when there is no proof to judge
 * @refuses supervision.own_proof — when the judge submitted it
 * @source R24 §13
 */
export function judgeProof(order: { readonly state: OrderState }, proof: { readonly submittedBy: string }, by: { readonly personId: string }, verb: 'verify' | 'return'): Result<OrderState> {
  const moved = moveOrder(order, verb);
  if (!moved.ok) return moved;
  return proof.submittedBy === by.personId ? refuse('supervision.own_proof', { clauses: ['R24:§13'] }) : moved;
}

/**
 * Whether a verified order is closed for good: an evaluated control still passes.
 * @refuses supervision.order_not_open — when it is not verified
 * @refuses supervision.no_fresh_pass — when the control does not pass any more
 * @source R24 §13
 */
export function closeOrder(order: { readonly state: OrderState }, control: { readonly isEvaluated: boolean; readonly newest: NewestResult | undefined }): Result<OrderState> {
  const moved = moveOrder(order, 'close');
  return !moved.ok || !control.isEvaluated || control.newest?.result === 'pass' ? moved : noFreshPass(control.newest);
}

const noFreshPass = (newest: NewestResult | undefined): { readonly ok: false; readonly error: Refusal } => refuse('supervision.no_fresh_pass', { result: newest?.result ?? 'no_evidence', day: newest?.day ?? null, clauses: ['R24:§12', 'R24:§13'] });

/**
 * Whether a failing result is a regression of what an order had put right: the control failed for a day on or after the day it was
 * seen to pass. A late result about an earlier day says nothing new.
 * @source R24 §13
 */
export const isRegression = (order: { readonly state: OrderState; readonly settledOn: CivilDay }, failedFor: CivilDay): boolean => (ORDER_TRANSITIONS.reopen.from as readonly OrderState[]).includes(order.state) && failedFor >= order.settledOn;

/** The deadline after a regression: the time for the severity, counted anew. @source R24 §13 */
export const deadlineAgain = (today: CivilDay, severity: Severity, terms: RectificationTerms): CivilDay => addDays(today, terms[severity]);

/** The number of an order, said aloud: `ZG2026-0007`. @source R24 §13 */
export const orderNumber = (year: number, running: number): string => `ZG${year}-${String(running).padStart(4, '0')}`;
