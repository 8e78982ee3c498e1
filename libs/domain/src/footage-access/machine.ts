/** States of a request to see footage. `draft` lives in the browser only: nothing is stored before filing. */
export const REQUEST_STATES = ['submitted', 'approved', 'refused', 'withdrawn', 'fulfilled', 'sealed'] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

/** What may happen to a request, and from where. */
export const REQUEST_TRANSITIONS = {
  approve: { from: ['submitted'], to: 'approved' },
  refuse: { from: ['submitted'], to: 'refused' },
  withdraw: { from: ['submitted', 'approved'], to: 'withdrawn' },
  fulfil: { from: ['approved'], to: 'fulfilled' },
  seal: { from: ['fulfilled', 'refused', 'withdrawn'], to: 'sealed' },
} as const satisfies Record<string, { from: readonly RequestState[]; to: RequestState }>;
export type RequestVerb = keyof typeof REQUEST_TRANSITIONS;

/** True when the verb is open to a request in this state. */
export const mayTransition = (state: RequestState, verb: RequestVerb): boolean =>
  (REQUEST_TRANSITIONS[verb].from as readonly RequestState[]).includes(state);

/** States of a viewing session: a picture exists in `playing` only. */
export const SESSION_STATES = ['authenticating', 'playing', 'blanked', 'ended'] as const;
export type SessionState = (typeof SESSION_STATES)[number];

/** Why a viewing session ended or went black. */
export const SESSION_END_REASONS = ['closed_by_applicant', 'closed_by_escort', 'escort_absent', 'applicant_absent', 'time_up', 'revoked', 'over_range_repeated', 'replaced'] as const;
export type SessionEndReason = (typeof SESSION_END_REASONS)[number];

/** How an approved request is served. `result_only` is the default: a trained person looks and reports. */
export const FULFILMENTS = ['result_only', 'escorted_viewing'] as const;
export type Fulfilment = (typeof FULFILMENTS)[number];

/** Purposes that a written application may name. @source R22 3 */
export const PURPOSE_CODES = ['pupil_injury', 'lost_property', 'conflict_between_pupils', 'property_damage', 'intrusion', 'traffic_at_gate', 'staff_matter', 'other'] as const;
export type PurposeCode = (typeof PURPOSE_CODES)[number];

/** How the applicant is tied to what happened. */
export const RELATIONS = ['duty_staff', 'class_teacher', 'person_concerned', 'guardian_of_pupil', 'manager'] as const;
export type Relation = (typeof RELATIONS)[number];
