/** States of an authority's request to a school. */
export const AUTHORITY_STATES = ['received', 'papers_uploaded', 'verified', 'approved', 'fulfilled', 'refused', 'withdrawn'] as const;
export type AuthorityState = (typeof AUTHORITY_STATES)[number];

/** What may happen to a request, and from where. */
export const AUTHORITY_TRANSITIONS = {
  bring_papers: { from: ['received', 'papers_uploaded'], to: 'papers_uploaded' },
  map: { from: ['received', 'papers_uploaded', 'verified'], to: undefined },
  verify: { from: ['papers_uploaded'], to: 'verified' },
  approve: { from: ['verified'], to: 'approved' },
  refuse: { from: ['received', 'papers_uploaded', 'verified'], to: 'refused' },
  withdraw: { from: ['received', 'papers_uploaded', 'verified'], to: 'withdrawn' },
  fulfil: { from: ['approved'], to: 'fulfilled' },
} as const satisfies Record<string, { from: readonly AuthorityState[]; to: AuthorityState | undefined }>;
export type AuthorityVerb = keyof typeof AUTHORITY_TRANSITIONS;

/** True when the verb is open to a request in this state. */
export const mayHappen = (state: AuthorityState, verb: AuthorityVerb): boolean => (AUTHORITY_TRANSITIONS[verb].from as readonly AuthorityState[]).includes(state);

/** True when a request waits for nobody's answer any more. */
export const isSettled = (state: AuthorityState): boolean => state === 'fulfilled' || state === 'refused' || state === 'withdrawn';

/** Papers that an authority shows before anybody looks at its request. @source R22 4 */
export const AUTHORITY_PAPERS = ['notice', 'officer_ids', 'case_document'] as const;
export type AuthorityPaper = (typeof AUTHORITY_PAPERS)[number];

/** Legal grounds for refusing an authority. @source R22 4 */
export const REFUSAL_GROUNDS = ['papers_not_genuine', 'not_competent', 'outside_the_law', 'no_such_footage'] as const;
export type RefusalGround = (typeof REFUSAL_GROUNDS)[number];

/** Kinds of authority that may ask. @source R22 4 */
export const AUTHORITY_KINDS = ['police', 'state_security', 'judicial'] as const;
export type AuthorityKind = (typeof AUTHORITY_KINDS)[number];

/** States of an evidence package. */
export const PACKAGE_STATES = ['building', 'ready', 'failed'] as const;
export type PackageState = (typeof PACKAGE_STATES)[number];

/** What the recipient found when they checked a package. */
export const RECEIPT_RESULTS = ['verified', 'damaged'] as const;
export type ReceiptResult = (typeof RECEIPT_RESULTS)[number];
