import { type Result, addDays, ok, parseCivilDay, refuse } from '@guardroom/kernel';
import type { SchoolRole } from './roles.ts';

/** What a person must have before duty: checked background, signed undertaking, passed training, certificate of the trade. */
export const CLEARANCE_KINDS = ['background_check', 'undertaking', 'training', 'credential'] as const;
export type ClearanceKind = (typeof CLEARANCE_KINDS)[number];

/** What a check, a course or a certificate came to. */
export const CLEARANCE_RESULTS = ['passed', 'failed'] as const;
export type ClearanceResult = (typeof CLEARANCE_RESULTS)[number];

/** What a clearance is today. `expiring`: valid, and over within the warning time. */
export const CLEARANCE_STATES = ['missing', 'failed', 'expired', 'expiring', 'valid'] as const;
export type ClearanceState = (typeof CLEARANCE_STATES)[number];

/**
 * How long a clearance lasts at most, before it must be renewed. Months.
 * @source R17 §7.2
 * @source R24 §7.3
 */
export const LASTS_MONTHS = { background_check: 12, undertaking: 12, training: 12, credential: 60 } as const satisfies Record<ClearanceKind, number>;

/** A clearance that ends within this time is shown as expiring. Days. */
export const EXPIRY_WARNING_DAYS = 60;

const atScreen: readonly ClearanceKind[] = ['background_check', 'undertaking', 'training'];

/**
 * What a post asks for. Nobody comes near the screens without checked background, signed undertaking and passed training; who keeps
 * the equipment needs the first two.
 * @source R17 §7.1
 * @source R24 §7.3
 */
export const REQUIRED_CLEARANCES: Readonly<Partial<Record<SchoolRole, readonly ClearanceKind[]>>> = {
  watch_keeper: atScreen,
  duty_cadre: atScreen,
  deputy_head: atScreen,
  centre_head: atScreen,
  security_lead: atScreen,
  equipment_admin: ['background_check', 'undertaking'],
  contractor: ['background_check', 'undertaking'],
};

/** Every kind of clearance that one of these posts asks for, in the usual order. @source R17 §7.1 */
export const requiredOf = (roles: readonly SchoolRole[]): ClearanceKind[] => CLEARANCE_KINDS.filter((kind) => roles.some((role) => REQUIRED_CLEARANCES[role]?.includes(kind)));

/** A clearance as far as rules read it; civil days `yyyy-mm-dd`. */
export type Clearance = { readonly result: ClearanceResult; readonly validUntil: string };

/** What the newest clearance of a kind is at a civil day; its last day still counts. @source R24 §7.3 */
export function clearanceState(newest: Clearance | undefined, today: string): ClearanceState {
  if (!newest) return 'missing';
  if (newest.result === 'failed') return 'failed';
  if (newest.validUntil < today) return 'expired';
  return addDays(parseCivilDay(newest.validUntil), -EXPIRY_WARNING_DAYS) <= today ? 'expiring' : 'valid';
}

/** True while a person may be on duty with it. @source R24 §7.3 */
export const clearanceCounts = (state: ClearanceState): boolean => state === 'valid' || state === 'expiring';

/** The last day of a clearance that was given on a civil day, when nothing shorter was said. @source R17 §7.2 */
export function lastDayOf(kind: ClearanceKind, doneOn: string): string {
  const [year, month, day] = doneOn.split('-').map(Number) as [number, number, number];
  const months = month - 1 + LASTS_MONTHS[kind];
  const last = new Date(Date.UTC(year, months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, months, Math.min(day, last))).toISOString().slice(0, 10);
}

/**
 * The last day of a clearance as it is recorded.
 * @refuses people.clearance_dates_wrong — when it was given in the future, ends before it begins, or outlasts what the rules allow
 * @source R17 §7.2
 */
export function judgeClearance(clearance: { readonly kind: ClearanceKind; readonly doneOn: string; readonly validUntil?: string | undefined }, today: string): Result<{ validUntil: string }> {
  const longest = lastDayOf(clearance.kind, clearance.doneOn);
  const validUntil = clearance.validUntil ?? longest;
  if (clearance.doneOn > today || validUntil < clearance.doneOn || validUntil > longest) return refuse('people.clearance_dates_wrong', { clauses: ['R17:§7.2'], today, doneOn: clearance.doneOn, validUntil, longest });
  return ok({ validUntil });
}

/**
 * Whether somebody with these clearances may take up a post; an undertaking that is signed with the acceptance counts.
 * @refuses people.clearance_missing — listing everything that is missing, failed or expired
 * @source R17 §7.1
 * @source R24 §7.3
 */
export function mayTakeUp(role: SchoolRole, states: Readonly<Record<ClearanceKind, ClearanceState>>, signsNow: boolean): Result<void> {
  const missing = requiredOf([role]).filter((kind) => !clearanceCounts(states[kind]) && !(kind === 'undertaking' && signsNow));
  return missing.length === 0 ? ok(undefined) : refuse('people.clearance_missing', { clauses: ['R17:§7.1', 'R24:§7.3'], role, missing, states: Object.fromEntries(missing.map((kind) => [kind, states[kind]])) });
}
