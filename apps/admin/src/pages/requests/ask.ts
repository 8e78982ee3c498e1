import { proportionFindings, type Fulfilment, type ProportionFinding, type PurposeCode, type Relation, MIN_REASON_LENGTH } from '@guardroom/domain';
import { addMs, instantOf, isInstant, msOf, type Instant } from '@guardroom/kernel';

/** An application while it is being written; it lives in this page only. */
export type Application = {
  readonly relation: Relation;
  readonly purpose: PurposeCode;
  readonly reason: string;
  readonly cameraIds: readonly string[];
  readonly from: Instant;
  readonly to: Instant;
  readonly fulfilment: Fulfilment;
  readonly liabilityAccepted: boolean;
};

/** The school's limits on one application. */
export type Limits = { readonly maxRangeHours: number; readonly maxCamerasPerRequest: number; readonly retentionDays: number };

/** What stops filing, in the order of the form. */
export type Obstacle = 'cameras' | 'too_many_cameras' | 'range_empty' | 'range_in_future' | 'range_too_long' | 'older_than_retention' | 'reason' | 'liability';

/** The last quarter of an hour that is over: most people ask about something that has just happened. */
export function blankApplication(now: Instant): Application {
  const end = instantOf(Math.floor(msOf(now) / 60_000) * 60_000);
  return { relation: 'person_concerned', purpose: 'pupil_injury', reason: '', cameraIds: [], from: addMs(end, -900_000), to: end, fulfilment: 'result_only', liabilityAccepted: false };
}

/** A blank application with what the address already says: cameras, time and reason, as an incident's page links it. */
export function prefilled(now: Instant, search: URLSearchParams): Application {
  const [from, to, cameras, reason] = ['from', 'to', 'cameras', 'reason'].map((name) => search.get(name));
  const range = isInstant(from) && isInstant(to) && from < to ? { from, to } : {};
  return { ...blankApplication(now), ...range, ...(cameras ? { cameraIds: cameras.split(',') } : {}), ...(reason ? { reason, relation: 'duty_staff' as const } : {}) };
}

const blocking: readonly ProportionFinding[] = ['range_too_long', 'too_many_cameras', 'range_in_future', 'older_than_retention'];

/** The size of an application against the school's limits: what is worth a second look, and what stops it. By the rules that the API applies. */
export function findingsOf(application: Application, limits: Limits, now: Instant): { worth: ProportionFinding[]; stops: ProportionFinding[] } {
  const all = proportionFindings(
    { fromMs: msOf(application.from), toMs: msOf(application.to), cameras: application.cameraIds.length },
    { maxRangeHours: limits.maxRangeHours, maxCamerasPerRequest: limits.maxCamerasPerRequest },
    { nowMs: msOf(now), retentionDays: limits.retentionDays },
  );
  return { worth: all.filter((finding) => !blocking.includes(finding)), stops: all.filter((finding) => blocking.includes(finding)) };
}

/** The first thing that stops filing; nothing when the application is whole. */
export function obstacleOf(application: Application, limits: Limits, now: Instant): Obstacle | undefined {
  if (application.cameraIds.length === 0) return 'cameras';
  if (!(application.from < application.to)) return 'range_empty';
  const { stops } = findingsOf(application, limits, now);
  for (const stop of ['too_many_cameras', 'range_in_future', 'range_too_long', 'older_than_retention'] as const) if (stops.includes(stop)) return stop;
  if (application.reason.trim().length < MIN_REASON_LENGTH) return 'reason';
  return application.liabilityAccepted ? undefined : 'liability';
}
