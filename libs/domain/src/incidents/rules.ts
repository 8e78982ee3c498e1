import { type Result, dayMs, instantOf, ok, refuse } from '@guardroom/kernel';
import type { SchoolRole } from '../people/index.ts';
import { type DispatchState, HOLD_KEEPERS, type IncidentEntryKind, INCIDENT_CLOSERS, INCIDENT_HANDLERS, INCIDENT_SEVERITIES, type IncidentHoldState, type IncidentSeverity, type IncidentState, DISPATCH_STATES } from './machine.ts';

/** An incident is reported within so long. Minutes. @source R25 1 */
export const REPORT_WITHIN_MINUTES = 5;
/** A grave one reaches the bureau within so long. Minutes. @source R25 1 */
export const DISTRICT_REPORT_WITHIN_MINUTES = 60;
/** The record is closed within so long. Days. @source R01 3.2(1) */
export const CLOSE_WITHIN_DAYS = 7;
/** Footage of an incident is held so long before somebody must look again whether it is still needed. Days. @source R19 2.2 */
export const INCIDENT_HOLD_DAYS = 180;
/** What a forgotten review lengthens the hold by: it never ends by itself. Days. */
export const FORGOTTEN_REVIEW_DAYS = 90;
/** A review counts as forgotten so long before the hold's end. Days. */
export const REVIEW_MARGIN_DAYS = 1;
/** A hold reaches at most so far ahead. Days. */
export const LONGEST_HOLD_DAYS = 730;
/** A mark covers at most so much time of each camera. Hours. */
export const LONGEST_MARK_HOURS = 24;

const MINUTE = 60_000;

/** True for what the bureau must hear of. @source R25 1 */
export const isGrave = (severity: IncidentSeverity): boolean => severity === 'major' || severity === 'extraordinary';

/** What is marked; a half-open stretch of epoch milliseconds. */
export type IncidentMark = { readonly fromMs: number; readonly toMs: number; readonly cameraIds: readonly string[] };

/**
 * Whether a mark holds together.
 * @refuses incident.range_wrong — when it is empty, in the future, older than what is kept, or longer than a day
 * @refuses incident.unknown_camera — naming every camera that the school does not have
 * @source R19 2.2
 */
export function judgeIncidentMark(mark: IncidentMark, known: { readonly nowMs: number; readonly retentionDays: number; readonly cameraIds: ReadonlySet<string> }): Result<void> {
  const faults = [
    ...(mark.toMs <= mark.fromMs ? ['empty'] : []),
    ...(mark.toMs > known.nowMs ? ['in_future'] : []),
    ...(mark.fromMs < known.nowMs - known.retentionDays * dayMs ? ['older_than_retention'] : []),
    ...(mark.toMs - mark.fromMs > LONGEST_MARK_HOURS * 60 * MINUTE ? ['too_long'] : []),
  ];
  if (faults.length > 0) return refuse('incident.range_wrong', { clauses: ['R19:2.2'], faults, longestHours: LONGEST_MARK_HOURS, earliest: instantOf(known.nowMs - known.retentionDays * dayMs) });
  const unknown = mark.cameraIds.filter((id) => !known.cameraIds.has(id));
  return unknown.length > 0 ? refuse('incident.unknown_camera', { cameraIds: unknown }) : ok(undefined);
}

/** When what is due, epoch milliseconds: from when it was noticed, and for the hold and the record from when it was marked. */
export const incidentDeadlines = (times: { readonly detectedMs: number; readonly openedMs: number }) => ({
  reportByMs: times.detectedMs + REPORT_WITHIN_MINUTES * MINUTE,
  districtReportByMs: times.detectedMs + DISTRICT_REPORT_WITHIN_MINUTES * MINUTE,
  closeByMs: times.openedMs + CLOSE_WITHIN_DAYS * dayMs,
  holdUntilMs: times.openedMs + INCIDENT_HOLD_DAYS * dayMs,
});

/** When the review of a hold counts as forgotten. Epoch milliseconds. */
export const reviewForgottenMs = (untilMs: number): number => untilMs - REVIEW_MARGIN_DAYS * dayMs;

/** Until when a hold lasts whose review was forgotten. Epoch milliseconds. */
export const forgottenHoldUntilMs = (untilMs: number): number => untilMs + FORGOTTEN_REVIEW_DAYS * dayMs;

/** An incident as far as rules read it. */
export type Incident = {
  readonly state: IncidentState;
  readonly severity: IncidentSeverity | null;
  readonly triagedBy: string | null;
  readonly openedBy: string;
  readonly reportWrittenBy: string | null;
  readonly holdState: IncidentHoldState;
  readonly releaseRequestedBy: string | null;
  readonly holdUntilMs: number;
};
/** Who acts. */
export type IncidentHand = { readonly personId: string; readonly roles: readonly SchoolRole[] };

const isOpen = (incident: Pick<Incident, 'state'>): boolean => incident.state === 'opened' || incident.state === 'triaged' || incident.state === 'handling';

/**
 * The state after its severity was set. Graver may be set by every handler, milder only by somebody else than who set it.
 * @refuses incident.over — when it was resolved or closed
 * @refuses incident.lowering_needs_another — when the same person would make it milder
 * @source R13 §13
 */
export function triageIncident(incident: Incident, by: IncidentHand, severity: IncidentSeverity): Result<IncidentState> {
  if (!isOpen(incident)) return refuse('incident.over', { state: incident.state });
  const isMilder = incident.severity !== null && INCIDENT_SEVERITIES.indexOf(severity) < INCIDENT_SEVERITIES.indexOf(incident.severity);
  if (isMilder && incident.triagedBy === by.personId) return refuse('incident.lowering_needs_another', { clauses: ['R13:§13'], severity: incident.severity });
  return ok(incident.state === 'opened' ? 'triaged' : incident.state);
}

/**
 * The state after somebody was sent or something was done.
 * @refuses incident.severity_missing — before it was weighed
 * @refuses incident.over — when it was resolved or closed
 * @source R13 §13
 */
export function handleIncident(incident: Pick<Incident, 'state'>): Result<IncidentState> {
  if (incident.state === 'opened') return refuse('incident.severity_missing', { clauses: ['R13:§13'] });
  return isOpen(incident) ? ok('handling') : refuse('incident.over', { state: incident.state });
}

/**
 * The state after a line was written into the log. Reports and calls for help wait for nothing; what was done at the spot waits for the
 * severity. After the result the log only grows.
 * @refuses incident.severity_missing — for something done before it was weighed
 * @refuses incident.over — when it was closed
 * @source R13 §13
 * @source R25 1
 */
export function noteIncident(incident: Pick<Incident, 'state'>, kind: IncidentEntryKind): Result<IncidentState> {
  if (incident.state === 'closed') return refuse('incident.over', { state: incident.state });
  if (incident.state === 'resolved' || kind === 'report') return ok(incident.state);
  if (incident.state === 'opened' && kind === 'contact') return ok('opened');
  return handleIncident(incident);
}

/**
 * The state after the result was written down.
 * @refuses incident.severity_missing — before it was weighed
 * @refuses incident.over — when it was resolved or closed
 * @source R01 3.2(1)
 */
export function resolveIncident(incident: Pick<Incident, 'state'>): Result<IncidentState> {
  if (incident.state === 'opened') return refuse('incident.severity_missing', { clauses: ['R13:§13'] });
  return isOpen(incident) ? ok('resolved') : refuse('incident.over', { state: incident.state });
}

/** Steps go forward, one or several at once. @source R19 1.3 */
export const mayMoveDispatch = (from: DispatchState, to: DispatchState): boolean => DISPATCH_STATES.indexOf(to) > DISPATCH_STATES.indexOf(from);

/** What a record must hold before it is filed away. */
export const RECORD_FIELDS = ['severity', 'reported', 'district_reported', 'actions', 'dispatches_finished', 'result', 'summary', 'cause', 'measures', 'people_codes', 'units_involved', 'footage_held'] as const;
export type RecordField = (typeof RECORD_FIELDS)[number];

/** A record as closing looks at it. Null where nobody said anything; an empty list says that there is nobody. */
export type IncidentRecord = {
  readonly severity: IncidentSeverity | null;
  readonly reported: boolean;
  readonly districtReported: boolean;
  readonly actions: number;
  readonly openDispatches: number;
  readonly result: string | null;
  readonly summary: string | null;
  readonly cause: string | null;
  readonly measures: string | null;
  readonly peopleCodes: readonly string[] | null;
  readonly unitsInvolved: readonly string[] | null;
  readonly footageHeld: boolean;
};

/** Everything that a record still lacks, in the order of the form. @source R01 3.2(1) */
export function missingFrom(record: IncidentRecord): RecordField[] {
  const has: { readonly [F in RecordField]: boolean } = {
    severity: record.severity !== null,
    reported: record.reported,
    district_reported: record.severity === null || !isGrave(record.severity) || record.districtReported,
    actions: record.actions > 0,
    dispatches_finished: record.openDispatches === 0,
    result: record.result !== null,
    summary: record.summary !== null,
    cause: record.cause !== null,
    measures: record.measures !== null,
    people_codes: record.peopleCodes !== null,
    units_involved: record.unitsInvolved !== null,
    footage_held: record.footageHeld,
  };
  return RECORD_FIELDS.filter((field) => !has[field]);
}

/**
 * Whether an incident may be filed away by this person.
 * @refuses incident.over — when it is closed already
 * @refuses incident.closing_needs_another — for who opened it or wrote its report
 * @refuses incident.record_incomplete — listing everything that is missing
 * @source R01 3.2(1)
 * @source R14 6.4(3)
 */
export function closeIncident(incident: Incident, record: IncidentRecord, by: IncidentHand): Result<void> {
  if (incident.state === 'closed') return refuse('incident.over', { state: incident.state });
  if (by.personId === incident.openedBy || by.personId === incident.reportWrittenBy) return refuse('incident.closing_needs_another', { clauses: ['R01:3.2(1)'] });
  const missing = missingFrom(record);
  return missing.length > 0 ? refuse('incident.record_incomplete', { clauses: ['R01:3.2(1)', 'R14:6.4(3)'], missing }) : ok(undefined);
}

/**
 * Whether the footage may stay held until another instant.
 * @refuses incident.already_released — when two people let it go
 * @refuses incident.hold_out_of_range — for an end that is not later, or more than two years ahead
 * @source R19 2.2
 */
export function keepIncidentHold(incident: Incident, untilMs: number, nowMs: number): Result<void> {
  if (incident.holdState === 'released') return refuse('incident.already_released');
  const latestMs = nowMs + LONGEST_HOLD_DAYS * dayMs;
  return untilMs <= incident.holdUntilMs || untilMs > latestMs ? refuse('incident.hold_out_of_range', { until: instantOf(incident.holdUntilMs), latest: instantOf(latestMs) }) : ok(undefined);
}

/**
 * Whether somebody may ask to let the footage go.
 * @refuses incident.not_closed — before the record is filed away
 * @refuses incident.already_released — when two people let it go
 * @refuses incident.release_already_requested — when somebody asked
 * @source R19 2.2
 */
export function requestHoldRelease(incident: Incident): Result<void> {
  if (incident.holdState === 'released') return refuse('incident.already_released');
  if (incident.holdState === 'release_requested') return refuse('incident.release_already_requested');
  return incident.state === 'closed' ? ok(undefined) : refuse('incident.not_closed', { state: incident.state });
}

/**
 * Whether somebody may answer a request to let the footage go.
 * @refuses incident.release_not_requested — when nobody asks
 * @refuses incident.release_needs_another — for who asked
 * @source R19 2.2
 */
export function answerHoldRelease(incident: Incident, by: IncidentHand): Result<void> {
  if (incident.holdState !== 'release_requested') return refuse('incident.release_not_requested');
  return incident.releaseRequestedBy === by.personId ? refuse('incident.release_needs_another', { clauses: ['R19:2.2'] }) : ok(undefined);
}

/** What somebody may do with an incident now. */
export type IncidentRight = 'triage' | 'note' | 'dispatch' | 'resolve' | 'write_report' | 'close' | 'extend_hold' | 'request_release' | 'answer_release';

/** The rights of a person on an incident; the commands ask the same rules again. @source R24 §8.2 */
export function incidentRights(incident: Incident, record: IncidentRecord, by: IncidentHand, nowMs: number): IncidentRight[] {
  const holds = (roles: readonly SchoolRole[]): boolean => by.roles.some((role) => roles.includes(role));
  const [handler, keeper] = [holds(INCIDENT_HANDLERS) || by.roles.includes('deputy_safety'), holds(HOLD_KEEPERS)];
  const rights: { readonly [R in IncidentRight]: boolean } = {
    triage: handler && isOpen(incident),
    note: handler && incident.state !== 'closed',
    dispatch: handler && handleIncident(incident).ok,
    resolve: handler && resolveIncident(incident).ok,
    write_report: handler && incident.state !== 'closed',
    close: holds(INCIDENT_CLOSERS) && closeIncident(incident, record, by).ok,
    extend_hold: keeper && keepIncidentHold(incident, incident.holdUntilMs + 1, nowMs).ok,
    request_release: keeper && requestHoldRelease(incident).ok,
    answer_release: keeper && answerHoldRelease(incident, by).ok,
  };
  return (Object.keys(rights) as IncidentRight[]).filter((right) => rights[right]);
}

/** The short number of an incident, said aloud: `E2026-0007`. @source R01 3.2(1) */
export const incidentNumber = (year: number, running: number): string => `E${year}-${String(running).padStart(4, '0')}`;
