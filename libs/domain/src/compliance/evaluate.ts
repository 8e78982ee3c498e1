import type { ControlResult, Severity } from './index.ts';

/** Result of one subject of a control, with the deciding reason as a closed code. */
export type SubjectResult = { readonly id: string; readonly result: ControlResult; readonly reason: string };

/** What an evaluator says of a school and day. `lookedAt` is the number of subjects it examined. */
export type Evaluation = {
  readonly result: ControlResult;
  readonly reason: { readonly code: string; readonly figures: Readonly<Record<string, number | string>> };
  readonly lookedAt: number;
  readonly subjects: readonly SubjectResult[];
};

/** Worst first: several checks of one control give the worst of them. */
const WORST_FIRST: readonly ControlResult[] = ['fail', 'no_evidence', 'partial', 'pass', 'not_applicable'];

/** The worst of several results; nothing examined is no evidence. */
export const worstOf = (results: readonly ControlResult[]): ControlResult => WORST_FIRST.find((r) => results.includes(r)) ?? 'no_evidence';

/** How the result counts: what did not arrive counts as failed for a critical control, as partly kept otherwise. */
export const countsAs = (result: ControlResult, severity: Severity): ControlResult => (result === 'no_evidence' ? (severity === 'critical' ? 'fail' : 'partial') : result);

const share = (part: number, whole: number): number => (whole === 0 ? 0 : Math.round((part / whole) * 1000) / 10);

/** One camera against the promised retention. Days are of 24 h. */
export type RetentionSubject = {
  readonly cameraId: string;
  /** How many days of footage the policy asks of this camera by now: its days in service, at most the period. */
  readonly requiredDays: number;
  /** Age of the oldest footage that was fetched from the store with the right hash. Null when nothing could be. */
  readonly retrievableDays: number | null;
  /** Whether that object is locked in COMPLIANCE until its recording time plus the period. */
  readonly locked: boolean;
};

/** Footage may begin this much later than service, while the camera is being set up. Days. */
const SETTLING_DAYS = 10 / 1440;

/**
 * Footage is kept for the required days, under a lock that nobody can take away.
 * @source R12 5
 * @source R19 3.1
 * @source R04 7
 */
export function evaluateRetention(cameras: readonly RetentionSubject[]): Evaluation {
  const shortBy = (c: RetentionSubject): number => (c.retrievableDays === null ? Number.POSITIVE_INFINITY : c.requiredDays - c.retrievableDays);
  const subjects = cameras.map((c): SubjectResult => {
    if (c.requiredDays <= SETTLING_DAYS && c.retrievableDays === null) return { id: c.cameraId, result: 'no_evidence', reason: 'retention.just_installed' };
    if (c.retrievableDays === null) return { id: c.cameraId, result: 'fail', reason: 'retention.nothing_retrievable' };
    if (!c.locked) return { id: c.cameraId, result: 'fail', reason: 'retention.not_locked' };
    if (shortBy(c) <= SETTLING_DAYS) return { id: c.cameraId, result: 'pass', reason: 'retention.held' };
    return { id: c.cameraId, result: shortBy(c) <= 1 ? 'partial' : 'fail', reason: 'retention.short' };
  });
  const short = subjects.filter((s) => s.result === 'partial').length;
  const tooMany = short > 0 && share(short, cameras.length) > 2;
  const worst = worstOf(subjects.map((s) => s.result));
  return {
    result: tooMany && worst === 'partial' ? 'fail' : worst,
    reason: { code: subjects.find((s) => s.result === worst)?.reason ?? 'retention.no_camera', figures: { cameras: cameras.length, kept: subjects.filter((s) => s.result === 'pass').length } },
    lookedAt: cameras.length,
    subjects,
  };
}

/** One camera's day of recording. */
export type CompletenessSubject = {
  readonly cameraId: string;
  readonly expectedSeconds: number;
  readonly heldSeconds: number;
  /** Gaps without explanation whose time to explain has run out. */
  readonly overdueGaps: number;
};

/**
 * Recording is continuous, and every gap is explained in time.
 * @source R03 1.11
 * @source R22 6
 * @source R23 4.1
 */
export function evaluateCompleteness(days: readonly CompletenessSubject[], targetPercent: number): Evaluation {
  const subjects = days
    .filter((d) => d.expectedSeconds > 0)
    .map((d): SubjectResult => {
      const percent = (d.heldSeconds / d.expectedSeconds) * 100;
      if (d.overdueGaps > 0) return { id: d.cameraId, result: 'fail', reason: 'completeness.gap_unexplained' };
      if (percent >= targetPercent) return { id: d.cameraId, result: 'pass', reason: 'completeness.kept' };
      return percent >= targetPercent - 1 ? { id: d.cameraId, result: 'partial', reason: 'completeness.little_short' } : { id: d.cameraId, result: 'fail', reason: 'completeness.short' };
    });
  const worst = worstOf(subjects.map((s) => s.result));
  const expected = days.reduce((sum, d) => sum + d.expectedSeconds, 0);
  const held = days.reduce((sum, d) => sum + d.heldSeconds, 0);
  return {
    result: worst,
    reason: {
      code: subjects.find((s) => s.result === worst)?.reason ?? 'completeness.no_camera',
      figures: { cameras: subjects.length, kept: subjects.filter((s) => s.result === 'pass').length, percent: share(held, expected), missingSeconds: Math.max(0, Math.round(expected - held)) },
    },
    lookedAt: subjects.length,
    subjects,
  };
}

/** One viewing and whether the request behind it is whole and older than the viewing. */
export type ViewingSubject = { readonly sessionId: string; readonly requestComplete: boolean; readonly approvedBefore: boolean };

/**
 * Every viewing goes back to a complete written application.
 * @source R11 2.5
 * @source R22 3
 * @source R24 §11.1
 */
export function evaluateApplications(viewings: readonly ViewingSubject[]): Evaluation {
  const subjects = viewings.map((v): SubjectResult =>
    v.requestComplete && v.approvedBefore
      ? { id: v.sessionId, result: 'pass', reason: 'application.complete' }
      : { id: v.sessionId, result: 'fail', reason: v.requestComplete ? 'application.not_approved' : 'application.incomplete' },
  );
  const worst = viewings.length === 0 ? 'not_applicable' : worstOf(subjects.map((s) => s.result));
  return { result: worst, reason: { code: subjects.find((s) => s.result === worst)?.reason ?? 'application.no_viewing', figures: { viewings: viewings.length } }, lookedAt: viewings.length, subjects };
}

/** One viewing's register against its grant. */
export type RangeSubject = { readonly sessionId: string; readonly fragments: number; readonly outside: number; readonly attempts: number };

/**
 * Nothing outside the approved cameras and minutes was shown. The rule is absolute: attempts are told, a served fragment fails.
 * @source R22 7
 */
export function evaluateRanges(viewings: readonly RangeSubject[]): Evaluation {
  const subjects = viewings.map((v): SubjectResult => (v.outside > 0 ? { id: v.sessionId, result: 'fail', reason: 'range.exceeded' } : { id: v.sessionId, result: 'pass', reason: 'range.kept' }));
  const worst = viewings.length === 0 ? 'not_applicable' : worstOf(subjects.map((s) => s.result));
  const sum = (of: (v: RangeSubject) => number): number => viewings.reduce((total, v) => total + of(v), 0);
  return {
    result: worst,
    reason: { code: subjects.find((s) => s.result === worst)?.reason ?? 'range.no_viewing', figures: { viewings: viewings.length, fragments: sum((v) => v.fragments), outside: sum((v) => v.outside), attempts: sum((v) => v.attempts) } },
    lookedAt: viewings.length,
    subjects,
  };
}

/** One camera and what it looks into. */
export type SpaceSubject = { readonly cameraId: string; readonly prohibited: boolean; readonly nearPrivateSpace: boolean; readonly reviewedWithinYear: boolean };

/**
 * No camera looks into a private space or a classroom; those that look past one were reviewed within the year.
 * @source R12 1
 * @source R06 §6(2)
 */
export function evaluateSpaces(cameras: readonly SpaceSubject[], refusedAttempts: number): Evaluation {
  const subjects = cameras.map((c): SubjectResult => {
    if (c.prohibited) return { id: c.cameraId, result: 'fail', reason: 'space.prohibited' };
    if (c.nearPrivateSpace && !c.reviewedWithinYear) return { id: c.cameraId, result: 'partial', reason: 'space.review_missing' };
    return { id: c.cameraId, result: 'pass', reason: 'space.allowed' };
  });
  const worst = worstOf(subjects.map((s) => s.result));
  return { result: worst, reason: { code: subjects.find((s) => s.result === worst)?.reason ?? 'space.no_camera', figures: { cameras: cameras.length, refusedAttempts } }, lookedAt: cameras.length, subjects };
}
