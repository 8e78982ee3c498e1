import type { SchoolRole } from '../people/index.ts';

const MINUTE_MS = 60_000;

/** Who plans watches and decides about stand-ins. @source R13 §6 */
export const ROSTER_ROLES: readonly SchoolRole[] = ['centre_head', 'deputy_head', 'security_lead'];
/** Who may be planned for a watch. @source R13 §4 */
export const KEEPER_ROLES: readonly SchoolRole[] = ['watch_keeper', 'duty_cadre'];

/** Signing on opens so long before the planned beginning. Milliseconds. @source R21 1.2 */
export const SIGN_ON_EARLY_MS = 15 * MINUTE_MS;
/** Signing on up to so long after the beginning is on time. Milliseconds. @source R21 1.2 */
export const LATE_GRACE_MS = 5 * MINUTE_MS;
/** A watch that nobody signed on to so long after its beginning is judged absent. Milliseconds. @source R19 0 */
export const ABSENT_AFTER_MS = 30 * MINUTE_MS;
/** A watch that still runs so long after its end waits for its handover too long. Milliseconds. @source R24 §6 */
export const HANDOVER_WINDOW_MS = 15 * MINUTE_MS;
/** While somebody is planned to begin within so long of a watch's end, it ends by handover only. Milliseconds. @source R24 §6 */
export const SUCCESSOR_WITHIN_MS = 60 * MINUTE_MS;
/** A keeper writes into the log at least this often. Milliseconds. @source R16 1.5 */
export const LOG_EVERY_MS = 120 * MINUTE_MS;
/** A stand-in is decided upon within so long; later it counts as not approved. Milliseconds. @source R25 5 */
export const STAND_IN_DECIDED_WITHIN_MS = 24 * 60 * MINUTE_MS;

/** Limits of a roster; a school may be stricter. */
export type RosterLimits = { readonly maxShiftMs: number; readonly minRestMs: number; readonly minKeepers: number };

/** The baseline: eight hours at most, eight hours of rest at least, somebody always there. @source R21 1.2 */
export const ROSTER_LIMITS: RosterLimits = { maxShiftMs: 8 * 60 * MINUTE_MS, minRestMs: 8 * 60 * MINUTE_MS, minKeepers: 1 };
