import { control } from './judge.ts';

const NONE = ['not_applicable', 'incident.none'] as const;

/**
 * What happens is reported up the line within minutes, and what is severe to the bureau within the hour.
 * @source R03 1.4
 * @source R13 §13
 */
export const reportedImmediately = control({
  control: 'incident.reported-immediately',
  evidence: 'incident',
  parameters: [],
  reasons: ['report.in_time', 'report.late', 'report.severe_missing', 'report.waiting', 'incident.none'],
  rule: { kind: 'share', passPercent: 95, partialPercent: 85 },
  none: NONE,
  judge: (i: { id: string; reported: boolean; late: boolean; severeUnreported: boolean }) => {
    if (i.severeUnreported) return ['fail', 'report.severe_missing'];
    if (i.late) return ['partial', 'report.late'];
    return i.reported ? ['pass', 'report.in_time'] : ['not_applicable', 'report.waiting'];
  },
});

/**
 * How grave an incident is, is said within minutes.
 * @source R13 §13
 */
export const severityTriage = control({
  control: 'incident.severity-triage',
  evidence: 'incident',
  parameters: ['triage_within_minutes'],
  reasons: ['triage.in_time', 'triage.late', 'triage.waiting', 'incident.none'],
  rule: { kind: 'share', passPercent: 100, partialPercent: 90 },
  none: NONE,
  judge: (i: { id: string; triaged: boolean; minutes: number }, { triage_within_minutes: limit }) => (i.minutes > limit ? ['partial', 'triage.late'] : i.triaged ? ['pass', 'triage.in_time'] : ['not_applicable', 'triage.waiting']),
});

/**
 * Somebody is sent to the spot and arrives in time.
 * @source R04 3
 * @source R19 1.3
 */
export const guardDispatched = control({
  control: 'incident.guard-dispatched',
  evidence: 'incident',
  parameters: ['arrive_within_minutes'],
  reasons: ['dispatch.arrived', 'dispatch.late', 'dispatch.nobody', 'dispatch.waiting', 'incident.none'],
  rule: { kind: 'share', passPercent: 90, partialPercent: 75 },
  none: NONE,
  judge: (i: { id: string; sent: boolean; arrived: boolean; minutes: number }, { arrive_within_minutes: limit }) => {
    if (i.minutes <= limit) return i.arrived ? ['pass', 'dispatch.arrived'] : ['not_applicable', 'dispatch.waiting'];
    return i.sent ? ['partial', 'dispatch.late'] : ['fail', 'dispatch.nobody'];
  },
});

/**
 * The record of an incident is whole and closed in time.
 * @source R03 1.5
 * @source R14 6.4(3)
 */
export const recordComplete = control({
  control: 'incident.record-complete',
  evidence: 'incident',
  parameters: [],
  reasons: ['case.closed', 'case.late', 'case.incomplete', 'case.running', 'incident.none'],
  rule: { kind: 'share', passPercent: 100, partialPercent: 95 },
  none: NONE,
  judge: (i: { id: string; closed: boolean; late: boolean; complete: boolean }) => {
    if (i.closed && !i.complete) return ['fail', 'case.incomplete'];
    if (i.late) return ['partial', 'case.late'];
    return i.closed ? ['pass', 'case.closed'] : ['not_applicable', 'case.running'];
  },
});
