import type { Tx } from '@guardroom/db';
import { reviewForgottenMs } from '@guardroom/domain';
import { type Instant, instantOf } from '@guardroom/kernel';
import { noteDue } from '../../platform/jobs/work.ts';
import type { NewHold } from '../retention/public.ts';
import type { IncidentRow } from './incident.repository.ts';

/** Keeps footage whose review was forgotten. */
export const REVIEW_HOLD = 'incident.review-hold';

/** The hold of an incident's footage until an instant. */
export const holdOf = (row: Pick<IncidentRow, 'incident_id' | 'cameras' | 'from_at' | 'to_at'>, until: Instant, at: Instant): NewHold => ({
  kind: 'preservation',
  source: { kind: 'incident', id: row.incident_id },
  cameraIds: row.cameras.map((camera) => camera.id),
  from: instantOf(row.from_at.getTime()),
  to: instantOf(row.to_at.getTime()),
  until,
  at,
});

/** Notes when the review of a hold counts as forgotten. */
export const noteReview = (tx: Tx, school: { districtId: string; schoolId: string }, incidentId: string, until: Instant): Promise<void> =>
  noteDue(tx, school, { kind: REVIEW_HOLD, subject: incidentId, dueAt: new Date(reviewForgottenMs(Date.parse(until))) });
