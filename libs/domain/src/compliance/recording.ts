import { control, percentOf } from './judge.ts';

/** Footage may begin this much later than service, while the camera is being set up. Days. */
const SETTLING_DAYS = 10 / 1440;

/** One camera against the promised retention. Days are of 24 h. */
export type RetentionSubject = {
  readonly id: string;
  /** How many days of footage the policy asks of this camera by now: its days in service, at most the period. */
  readonly requiredDays: number;
  /** Age of the oldest footage that was fetched from the store with the right hash. Null when nothing could be. */
  readonly retrievableDays: number | null;
  /** Whether that object is locked in COMPLIANCE until its recording time plus the period. */
  readonly locked: boolean;
};

/**
 * Footage is kept for the required days, under a lock that nobody can take away.
 * @source R12 5
 * @source R19 3.1
 * @source R04 7
 */
export const retentionMinimum = control({
  control: 'recording.retention-minimum',
  evidence: 'camera',
  parameters: [],
  reasons: ['retention.held', 'retention.short', 'retention.not_locked', 'retention.nothing_retrievable', 'retention.just_installed', 'camera.none'],
  rule: { kind: 'worst', partialUpToPercent: 2 },
  none: ['no_evidence', 'camera.none'],
  judge: (c: RetentionSubject) => {
    if (c.retrievableDays === null) return c.requiredDays <= SETTLING_DAYS ? ['no_evidence', 'retention.just_installed'] : ['fail', 'retention.nothing_retrievable'];
    if (!c.locked) return ['fail', 'retention.not_locked'];
    const shortBy = c.requiredDays - c.retrievableDays;
    return shortBy <= SETTLING_DAYS ? ['pass', 'retention.held'] : [shortBy <= 1 ? 'partial' : 'fail', 'retention.short'];
  },
});

/** One camera's day of recording. */
export type CompletenessSubject = {
  readonly id: string;
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
export const noUnexplainedGap = control({
  control: 'recording.no-unexplained-gap',
  evidence: 'camera_day',
  parameters: ['completeness_target_percent'],
  reasons: ['completeness.kept', 'completeness.little_short', 'completeness.short', 'completeness.gap_unexplained', 'completeness.out_of_service', 'camera.none'],
  rule: { kind: 'worst' },
  none: ['no_evidence', 'camera.none'],
  judge: (d: CompletenessSubject, { completeness_target_percent: target }) => {
    if (d.expectedSeconds <= 0) return ['not_applicable', 'completeness.out_of_service'];
    const percent = (d.heldSeconds / d.expectedSeconds) * 100;
    if (d.overdueGaps > 0) return ['fail', 'completeness.gap_unexplained'];
    if (percent >= target) return ['pass', 'completeness.kept'];
    return percent >= target - 1 ? ['partial', 'completeness.little_short'] : ['fail', 'completeness.short'];
  },
  figures: (days) => {
    const expected = days.reduce((sum, d) => sum + d.expectedSeconds, 0);
    const held = days.reduce((sum, d) => sum + d.heldSeconds, 0);
    return { percent: percentOf(held, expected), missingSeconds: Math.max(0, Math.round(expected - held)) };
  },
});

/** Objects of one camera that were fetched from the store on one day, and what was wrong with them. */
export type SampledSubject = { readonly id: string; readonly examined: number; readonly held: number; readonly missing: number; readonly mismatched: number; readonly unlocked: number };

const objects = (rows: readonly SampledSubject[]) => ({
  examined: rows.reduce((sum, r) => sum + r.examined, 0),
  missing: rows.reduce((sum, r) => sum + r.missing, 0),
  mismatched: rows.reduce((sum, r) => sum + r.mismatched, 0),
  unlocked: rows.reduce((sum, r) => sum + r.unlocked, 0),
});

/**
 * Nothing that the index names is gone from the store, and all of it is under a lock until its time is up.
 * @source R14 5.3
 * @source R22 6
 */
export const noDeletion = control({
  control: 'recording.no-deletion',
  evidence: 'camera',
  parameters: [],
  reasons: ['store.complete', 'store.missing', 'store.unlocked', 'store.not_sampled', 'sample.none'],
  rule: { kind: 'worst' },
  none: ['no_evidence', 'sample.none'],
  judge: (c: SampledSubject) => (c.missing > 0 ? ['fail', 'store.missing'] : c.unlocked > 0 ? ['fail', 'store.unlocked'] : c.examined > 0 ? ['pass', 'store.complete'] : ['no_evidence', 'store.not_sampled']),
  figures: objects,
});

/**
 * A share of what is stored is fetched every day and its hash compared.
 * @source R22 6
 * @source R23 4.1
 */
export const integrityVerified = control({
  control: 'recording.integrity-verified',
  evidence: 'camera',
  parameters: ['verify_share_percent_daily'],
  reasons: ['integrity.verified', 'integrity.behind', 'integrity.mismatch', 'store.not_sampled', 'sample.none'],
  rule: { kind: 'worst' },
  none: ['no_evidence', 'sample.none'],
  judge: (c: SampledSubject, { verify_share_percent_daily: share }) => {
    if (c.mismatched > 0) return ['fail', 'integrity.mismatch'];
    if (c.examined === 0) return ['no_evidence', 'store.not_sampled'];
    return c.examined >= (c.held * share) / 100 ? ['pass', 'integrity.verified'] : ['partial', 'integrity.behind'];
  },
  figures: objects,
});

/** A camera's day: recorded segments against those that signed minutes name, and the chain of those minutes. */
export type ChainSubject = { readonly id: string; readonly segments: number; readonly unsigned24h: number; readonly unsigned48h: number; readonly broken: number };

/**
 * Every segment is named by a signed minute whose chain has no break, within a day.
 * @source R14 5.3
 * @source R22 6
 */
export const noAlteration = control({
  control: 'recording.no-alteration',
  evidence: 'camera_day',
  parameters: [],
  reasons: ['chain.whole', 'chain.late', 'chain.unsigned', 'chain.broken', 'recording.none'],
  rule: { kind: 'worst' },
  none: ['no_evidence', 'recording.none'],
  judge: (c: ChainSubject) => (c.broken > 0 ? ['fail', 'chain.broken'] : c.unsigned48h > 0 ? ['fail', 'chain.unsigned'] : c.unsigned24h > 0 ? ['partial', 'chain.late'] : ['pass', 'chain.whole']),
  figures: (rows) => ({ segments: rows.reduce((sum, r) => sum + r.segments, 0), broken: rows.reduce((sum, r) => sum + r.broken, 0) }),
});

/**
 * Footage of an incident is held within the day, and let go by two people only.
 * @source R19 3.1
 * @source R04 3
 */
export const preservationHold = control({
  control: 'recording.preservation-hold',
  evidence: 'incident',
  parameters: ['hold_within_hours'],
  reasons: ['hold.placed', 'hold.late', 'hold.missing', 'hold.waiting', 'incident.none'],
  rule: { kind: 'worst' },
  none: ['not_applicable', 'incident.none'],
  judge: (i: { id: string; cameras: number; hoursToHold: number | null; hoursOpen: number }, { hold_within_hours: limit }) => {
    if (i.hoursToHold === null) return i.cameras === 0 || i.hoursOpen <= limit ? ['not_applicable', 'hold.waiting'] : ['fail', 'hold.missing'];
    return i.hoursToHold <= limit ? ['pass', 'hold.placed'] : ['partial', 'hold.late'];
  },
});
