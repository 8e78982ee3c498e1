import { type Refusal, type Result, ok, refuse } from '@guardroom/kernel';
import { type Fulfilment, type RequestState, mayTransition } from './machine.ts';
import { GRANT_VALID_HOURS, needsSecondConsent } from './rules.ts';

/** What was asked, as the decision is held against it. Epoch milliseconds. */
export type Asked = { readonly state: RequestState; readonly applicantPersonId: string; readonly fromMs: number; readonly toMs: number; readonly cameraIds: readonly string[] };

/** A part of what was asked. */
export type Part = { readonly fromMs: number; readonly toMs: number; readonly cameraIds: readonly string[] };

/** What an approver says. */
export type Verdict =
  | { readonly kind: 'approve'; readonly fulfilment: Fulfilment; readonly viewingConsent?: { readonly reason: string } | undefined; readonly part?: Part | undefined }
  | { readonly kind: 'refuse' };

/** What is granted; a refused request grants nothing. */
export type Grant = Part & { readonly kind: 'approved' | 'approved_in_part'; readonly fulfilment: Fulfilment; readonly viewingConsent: string | undefined; readonly validUntilMs: number };

/**
 * What a decision grants.
 * @refuses footage.not_open — when the request was decided or withdrawn already
 * @refuses footage.own_request — when the approver is the applicant
 * @refuses footage.second_consent_needed — when the applicant would see the picture without the approver's separate consent
 * @refuses footage.beyond_application — when the part is not inside what was asked
 * @source R22 3
 * @source R22 7
 * @source R22 8
 */
export function decide(asked: Asked, by: { readonly personId: string }, verdict: Verdict, nowMs: number): Result<Grant | undefined> {
  if (!mayTransition(asked.state, verdict.kind)) return refuse('footage.not_open', { clauses: ['R22:3'], state: asked.state });
  if (asked.applicantPersonId === by.personId) return refuse('footage.own_request', { clauses: ['R22:3', 'R22:8'] });
  if (verdict.kind === 'refuse') return ok(undefined);
  if (needsSecondConsent(verdict.fulfilment) && !verdict.viewingConsent) return refuse('footage.second_consent_needed', { clauses: ['R22:3', 'R12:6'] });
  const part = verdict.part ?? asked;
  const beyond = beyondApplication(asked, part);
  if (beyond) return beyond;
  const whole = part.fromMs === asked.fromMs && part.toMs === asked.toMs && new Set(part.cameraIds).size === asked.cameraIds.length;
  return ok({
    kind: whole ? 'approved' : 'approved_in_part',
    fromMs: part.fromMs,
    toMs: part.toMs,
    cameraIds: [...new Set(part.cameraIds)],
    fulfilment: verdict.fulfilment,
    viewingConsent: needsSecondConsent(verdict.fulfilment) ? verdict.viewingConsent?.reason : undefined,
    validUntilMs: nowMs + GRANT_VALID_HOURS * 3_600_000,
  });
}

function beyondApplication(asked: Asked, part: Part): { ok: false; error: Refusal } | undefined {
  const cameraIds = part.cameraIds.filter((id) => !asked.cameraIds.includes(id));
  if (cameraIds.length === 0 && part.fromMs >= asked.fromMs && part.toMs <= asked.toMs && part.toMs > part.fromMs) return undefined;
  return refuse('footage.beyond_application', { clauses: ['R22:7'], cameraIds });
}

/**
 * Whether a request may be taken back.
 * @refuses footage.not_applicant — when it is another person's
 * @refuses footage.not_open — when it is settled
 * @source R22 3
 */
export function withdraw(asked: Pick<Asked, 'state' | 'applicantPersonId'>, by: { readonly personId: string }): Result<void> {
  if (asked.applicantPersonId !== by.personId) return refuse('footage.not_applicant', { clauses: ['R22:3'] });
  if (!mayTransition(asked.state, 'withdraw')) return refuse('footage.not_open', { clauses: ['R22:3'], state: asked.state });
  return ok(undefined);
}

/**
 * Whether somebody may say in words what the footage shows; this fulfils the request.
 * @refuses footage.not_approved — when there is no grant to report on
 * @refuses footage.nothing_viewed — when this person has not looked, as viewer or beside the viewer
 * @source R22 3
 */
export function reportFinding(asked: Pick<Asked, 'state'>, hasLooked: boolean): Result<void> {
  if (!mayTransition(asked.state, 'fulfil')) return refuse('footage.not_approved', { clauses: ['R22:3'], state: asked.state });
  if (!hasLooked) return refuse('footage.nothing_viewed', { clauses: ['R22:3'] });
  return ok(undefined);
}
