/** Where watch is kept. @source R03 1.2 */
export const POSTS = ['monitoring_room'] as const;
export type Post = (typeof POSTS)[number];

/** States of a roster: one week of one post. A published one is never changed, a new version supersedes it. */
export const ROSTER_STATES = ['draft', 'published', 'superseded'] as const;
export type RosterState = (typeof ROSTER_STATES)[number];

/** States of a watch. `active` and `handing_over` are on shift: the keeper is liable until the handover is signed. */
export const SHIFT_STATES = ['planned', 'active', 'handing_over', 'closed', 'judged_absent'] as const;
export type ShiftState = (typeof SHIFT_STATES)[number];

/** What may happen to a watch, and from where. */
export const SHIFT_TRANSITIONS = {
  sign_on: { from: ['planned', 'judged_absent'], to: 'active' },
  judge_absent: { from: ['planned'], to: 'judged_absent' },
  prepare_handover: { from: ['active', 'handing_over'], to: 'handing_over' },
  dispute_handover: { from: ['handing_over'], to: 'active' },
  close: { from: ['active', 'handing_over'], to: 'closed' },
} as const satisfies Record<string, { from: readonly ShiftState[]; to: ShiftState }>;
export type ShiftVerb = keyof typeof SHIFT_TRANSITIONS;

/** True when the verb is open to a watch in this state. */
export const mayShift = (state: ShiftState, verb: ShiftVerb): boolean => (SHIFT_TRANSITIONS[verb].from as readonly ShiftState[]).includes(state);

/** True while the keeper has the watch. */
export const isOnShift = (state: ShiftState): boolean => state === 'active' || state === 'handing_over';

/** How a watch ended. */
export const SHIFT_END_KINDS = ['handed_over', 'no_successor', 'stand_in_refused'] as const;
export type ShiftEndKind = (typeof SHIFT_END_KINDS)[number];

/** States of a handover. */
export const HANDOVER_STATES = ['prepared', 'outgoing_signed', 'incoming_signed', 'disputed'] as const;
export type HandoverState = (typeof HANDOVER_STATES)[number];

/** What a handover lists; all but the open matters are found by the system. @source R25 5 */
export const HANDOVER_ITEM_KINDS = ['recording_gap', 'fault_ticket', 'footage_request', 'incident', 'viewing_session', 'live_view', 'footage_hold', 'visitor_inside', 'log_missing', 'open_matter'] as const;
export type HandoverItemKind = (typeof HANDOVER_ITEM_KINDS)[number];

/** Kinds of lines in the duty log. @source R04 8 */
export const LOG_KINDS = ['routine_check', 'patrol_notice', 'order_received', 'abnormality', 'other'] as const;
export type LogKind = (typeof LOG_KINDS)[number];
