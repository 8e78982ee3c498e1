import { instantOf, msOf, type Instant } from '@guardroom/kernel';
import type { Fulfilment, RequestState } from '@guardroom/domain';
import type { TruthGap, TruthRange, TruthSpan } from '../truth-bar/model.ts';

/** A request as its approver sees it. */
export type DecisionRequest = {
  readonly id: string;
  readonly number: string;
  readonly state: RequestState;
  readonly applicant: { readonly id: string; readonly name: string };
  readonly relation: string;
  readonly purpose: string;
  readonly reason: string;
  readonly cameras: readonly { readonly id: string; readonly name: string; readonly location: string }[];
  readonly from: string;
  readonly to: string;
  readonly fulfilmentAsked: Fulfilment;
  readonly filedAt: string;
  readonly findings: readonly string[];
};

/** What is held of one camera around the minutes asked for. */
export type DecisionTimeline = { readonly cameraId: string; readonly spans: readonly TruthSpan[]; readonly gaps: readonly TruthGap[]; readonly holds: readonly TruthRange[] };

/** What was decided before, so that like cases are decided alike. */
export type EarlierDecision = { readonly number: string; readonly purpose: string; readonly kind: string; readonly at: string; readonly reasons: string };

/** What the approver answers. */
export type Decision =
  | {
      readonly kind: 'approve';
      readonly reasons: string;
      readonly fulfilment: Fulfilment;
      readonly viewingConsent?: { readonly reason: string };
      readonly part?: { readonly cameraIds: string[]; readonly from: string; readonly to: string };
    }
  | { readonly kind: 'refuse'; readonly reasons: string };

/** What stands on the card while the approver weighs it. */
export type Draft = {
  readonly kind: 'approve' | 'part' | 'refuse';
  readonly reasons: string;
  readonly fulfilment: Fulfilment;
  readonly consents: boolean;
  readonly consentReason: string;
  readonly cameraIds: readonly string[];
  readonly from: string;
  readonly to: string;
};

/** What is still missing before the decision can be sent. */
export type Missing = 'reasons' | 'consent' | 'consent_reason' | 'cameras' | 'range' | 'within' | 'nothing_reduced';

/** A draft that grants the whole request as it was asked. */
export const draftOf = (request: DecisionRequest, kind: Draft['kind'], reasons: string): Draft => ({
  kind,
  reasons,
  fulfilment: request.fulfilmentAsked,
  consents: false,
  consentReason: '',
  cameraIds: request.cameras.map((camera) => camera.id),
  from: request.from,
  to: request.to,
});

/** The first thing that is missing, in the order of the card; nothing when the decision can be sent. */
export function missingOf(draft: Draft, request: DecisionRequest): Missing | undefined {
  if (draft.kind === 'part') {
    if (draft.cameraIds.length === 0) return 'cameras';
    if (!(draft.from < draft.to)) return 'range';
    if (draft.from < request.from || draft.to > request.to) return 'within';
    if (draft.from === request.from && draft.to === request.to && draft.cameraIds.length === request.cameras.length) return 'nothing_reduced';
  }
  if (draft.kind !== 'refuse' && draft.fulfilment === 'escorted_viewing') {
    if (!draft.consents) return 'consent';
    if (draft.consentReason.trim().length < 5) return 'consent_reason';
  }
  return draft.reasons.trim().length < (draft.kind === 'refuse' ? 5 : 2) ? 'reasons' : undefined;
}

/** The decision that a complete draft stands for. */
export function decisionOf(draft: Draft): Decision {
  if (draft.kind === 'refuse') return { kind: 'refuse', reasons: draft.reasons.trim() };
  return {
    kind: 'approve',
    reasons: draft.reasons.trim(),
    fulfilment: draft.fulfilment,
    ...(draft.fulfilment === 'escorted_viewing' ? { viewingConsent: { reason: draft.consentReason.trim() } } : {}),
    ...(draft.kind === 'part' ? { part: { cameraIds: [...draft.cameraIds], from: draft.from, to: draft.to } } : {}),
  };
}

/** The minutes around a request that its small truth bars show: as much again on both sides, at least five minutes. */
export function surroundings(from: string, to: string): { from: Instant; to: Instant } {
  const [start, end] = [msOf(from as Instant), msOf(to as Instant)];
  const margin = Math.max(300_000, (end - start) / 2);
  return { from: instantOf(start - margin), to: instantOf(end + margin) };
}
