import { dayMs } from '@guardroom/kernel';
import type { Fulfilment } from './machine.ts';

/** Limits on one request, from the school's policy. @source R22 3 */
export type RequestPolicy = {
  readonly maxRangeHours: number;
  readonly maxCamerasPerRequest: number;
};

/** A reason shorter than this says nothing that an approver could weigh. Characters. */
export const MIN_REASON_LENGTH = 10;

/** An approved viewing stays open this long after the decision. Hours. */
export const GRANT_VALID_HOURS = 72;

/** A filed request freezes its footage at most this long while nobody decides. Days. */
export const PROVISIONAL_HOLD_DAYS = 15;

/** Presence proofs older than this end the picture. Milliseconds. */
export const PRESENCE_TIMEOUT_MS = 1_500;

/** What is out of proportion in an application: shown to the approver, and beyond the policy's limits a reason to refuse filing. */
export type ProportionFinding = 'range_over_one_hour' | 'many_cameras' | 'range_too_long' | 'too_many_cameras' | 'range_in_future' | 'older_than_retention';

/**
 * Findings about the size of an application, worst first. A range is a half-open interval of epoch milliseconds.
 * @source R22 7
 * @source R24 §11.1
 */
export function proportionFindings(
  ask: { fromMs: number; toMs: number; cameras: number },
  policy: RequestPolicy,
  now: { nowMs: number; retentionDays: number },
): ProportionFinding[] {
  const hours = (ask.toMs - ask.fromMs) / 3_600_000;
  const findings: ProportionFinding[] = [];
  if (hours > policy.maxRangeHours) findings.push('range_too_long');
  if (ask.cameras > policy.maxCamerasPerRequest) findings.push('too_many_cameras');
  if (ask.toMs > now.nowMs) findings.push('range_in_future');
  if (ask.fromMs < now.nowMs - now.retentionDays * dayMs) findings.push('older_than_retention');
  if (hours > 1 && hours <= policy.maxRangeHours) findings.push('range_over_one_hour');
  if (ask.cameras > 4 && ask.cameras <= policy.maxCamerasPerRequest) findings.push('many_cameras');
  return findings;
}

/** True when the approver's second consent is needed, because the applicant will see the picture. @source R12 6 */
export const needsSecondConsent = (fulfilment: Fulfilment): boolean => fulfilment === 'escorted_viewing';
