import { control } from './judge.ts';

/** A post's day up to now: minutes of it, planned, worked, and the longest stretch without anybody. */
export type CoverSubject = { readonly id: string; readonly minutes: number; readonly plannedMinutes: number; readonly workedMinutes: number; readonly longestHoleMinutes: number };

/**
 * The room is manned round the clock: every minute is planned, and somebody signed on is there.
 * @source R03 1.2
 * @source R13 §9
 * @source R14 6.1
 */
export const continuousCover = control({
  control: 'duty.continuous-cover',
  evidence: 'post',
  parameters: [],
  reasons: ['cover.manned', 'cover.little_short', 'cover.unplanned', 'cover.unmanned', 'roster.none'],
  rule: { kind: 'worst' },
  none: ['no_evidence', 'roster.none'],
  judge: (post: CoverSubject) => {
    const worked = post.minutes === 0 ? 100 : (post.workedMinutes / post.minutes) * 100;
    if (worked < 97 || (worked < 99.5 && post.longestHoleMinutes > 15)) return ['fail', 'cover.unmanned'];
    if (post.plannedMinutes < post.minutes - 1) return ['fail', 'cover.unplanned'];
    return worked >= 99.5 ? ['pass', 'cover.manned'] : ['partial', 'cover.little_short'];
  },
  figures: (posts) => ({
    planned: Math.round(posts.reduce((sum, p) => sum + p.plannedMinutes, 0)),
    worked: Math.round(posts.reduce((sum, p) => sum + p.workedMinutes, 0)),
    minutes: Math.round(posts.reduce((sum, p) => sum + p.minutes, 0)),
    hole: Math.round(Math.max(0, ...posts.map((p) => p.longestHoleMinutes))),
  }),
});

/**
 * Keepers sign on in time.
 * @source R02 §12
 * @source R19 1.2
 */
export const onTimeArrival = control({
  control: 'duty.on-time-arrival',
  evidence: 'shift',
  parameters: ['late_grace_minutes'],
  reasons: ['arrival.on_time', 'arrival.late', 'arrival.very_late', 'arrival.nobody', 'arrival.waiting', 'shift.none'],
  rule: { kind: 'share', passPercent: 98, partialPercent: 90 },
  none: ['not_applicable', 'shift.none'],
  judge: (s: { id: string; signedOn: boolean; lateMinutes: number; excused: boolean; judgedAbsent: boolean }, { late_grace_minutes: grace }) => {
    if (!s.signedOn) return s.judgedAbsent ? ['fail', 'arrival.nobody'] : s.lateMinutes <= grace ? ['not_applicable', 'arrival.waiting'] : ['partial', 'arrival.late'];
    if (s.lateMinutes <= grace) return ['pass', 'arrival.on_time'];
    return s.lateMinutes > 30 && !s.excused ? ['fail', 'arrival.very_late'] : ['partial', 'arrival.late'];
  },
});

/**
 * Every change of watch is handed over: signed by both inside the window, every open matter answered.
 * @source R04 8
 * @source R24 §6
 */
export const handoverComplete = control({
  control: 'duty.handover-complete',
  evidence: 'shift',
  parameters: ['handover_window_minutes'],
  reasons: ['handover.signed', 'handover.late', 'handover.missing', 'handover.unanswered', 'handover.disputed', 'shift.none'],
  rule: { kind: 'share', passPercent: 100, partialPercent: 95 },
  none: ['not_applicable', 'shift.none'],
  judge: (s: { id: string; signed: boolean; disputed: boolean; minutesOff: number; unanswered: number }, { handover_window_minutes: window }) => {
    if (s.disputed) return ['fail', 'handover.disputed'];
    if (!s.signed || s.minutesOff > 60) return ['fail', 'handover.missing'];
    if (s.unanswered > 0) return ['fail', 'handover.unanswered'];
    return s.minutesOff <= window ? ['pass', 'handover.signed'] : ['partial', 'handover.late'];
  },
});

/**
 * The duty log is kept through every shift, at the interval.
 * @source R03 1.5
 * @source R14 6.3
 */
export const shiftLogComplete = control({
  control: 'duty.shift-log-complete',
  evidence: 'shift',
  parameters: ['entry_interval_minutes'],
  reasons: ['log.kept', 'log.gaps', 'log.empty', 'log.too_early', 'shift.none'],
  rule: { kind: 'share', passPercent: 95, partialPercent: 80 },
  none: ['not_applicable', 'shift.none'],
  judge: (s: { id: string; workedMinutes: number; slotsWritten: number; entries: number }, { entry_interval_minutes: interval }) => {
    const slots = Math.floor(s.workedMinutes / interval);
    if (slots === 0) return s.entries > 0 ? ['pass', 'log.kept'] : ['not_applicable', 'log.too_early'];
    if (s.entries === 0) return ['fail', 'log.empty'];
    return s.slotsWritten >= slots ? ['pass', 'log.kept'] : ['partial', 'log.gaps'];
  },
});

/**
 * Who left no record was absent: the verdict is given, and nobody's missing record is left undecided.
 * @source R19 0
 */
export const missingRecordIsAbsence = control({
  control: 'duty.missing-record-is-absence',
  evidence: 'shift',
  parameters: [],
  reasons: ['absence.nobody', 'absence.judged', 'absence.undecided', 'shift.none'],
  rule: { kind: 'worst' },
  none: ['not_applicable', 'shift.none'],
  judge: (s: { id: string; signedOn: boolean; judgedAbsent: boolean }) => (s.judgedAbsent ? ['partial', 'absence.judged'] : s.signedOn ? ['pass', 'absence.nobody'] : ['fail', 'absence.undecided']),
});
