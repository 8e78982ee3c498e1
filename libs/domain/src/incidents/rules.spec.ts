import { describe, expect, test } from '@jest/globals';
import { type Incident, type IncidentRecord, RECORD_FIELDS, answerHoldRelease, closeIncident, handleIncident, incidentDeadlines, incidentRights, judgeIncidentMark, keepIncidentHold, mayMoveDispatch, missingFrom, noteIncident, requestHoldRelease, resolveIncident, triageIncident } from './rules.ts';

const DAY = 86_400_000;
const opened: Incident = { state: 'opened', severity: null, triagedBy: null, openedBy: 'keeper', reportWrittenBy: null, holdState: 'active', releaseRequestedBy: null, holdUntilMs: 180 * DAY };
const keeper = { personId: 'keeper', roles: ['watch_keeper'] } as const;
const lead = { personId: 'lead', roles: ['security_lead'] } as const;
const principal = { personId: 'principal', roles: ['principal'] } as const;
const blank: IncidentRecord = { severity: null, reported: false, districtReported: false, actions: 0, openDispatches: 1, result: null, summary: null, cause: null, measures: null, peopleCodes: null, unitsInvolved: null, footageHeld: false };
const whole: IncidentRecord = { severity: 'general', reported: true, districtReported: false, actions: 1, openDispatches: 0, result: 'r', summary: 's', cause: 'c', measures: 'm', peopleCodes: [], unitsInvolved: [], footageHeld: true };
const code = (answer: { ok: boolean } | { ok: false; error: { code: string } }) => ('error' in answer ? answer.error.code : 'ok');

describe('a mark', () => {
  const known = { nowMs: 100 * DAY, retentionDays: 30, cameraIds: new Set(['gate']) };
  const mark = (over: object) => judgeIncidentMark({ fromMs: 100 * DAY - 600_000, toMs: 100 * DAY, cameraIds: ['gate'], ...over }, known);
  test('of the last ten minutes holds together', () => expect(mark({}).ok).toBe(true));
  test('lists everything that is wrong with its time at once', () => {
    expect(mark({ fromMs: 69 * DAY, toMs: 100 * DAY + 1 })).toMatchObject({ error: { code: 'incident.range_wrong', details: { faults: ['in_future', 'older_than_retention', 'too_long'] } } });
    expect(mark({ toMs: 100 * DAY - 600_000 })).toMatchObject({ error: { details: { faults: ['empty'] } } });
  });
  test('names every camera that is not there', () => expect(mark({ cameraIds: ['gate', 'moon', 'sun'] })).toMatchObject({ error: { code: 'incident.unknown_camera', details: { cameraIds: ['moon', 'sun'] } } }));
});

describe('weighing', () => {
  test('comes before anybody is sent', () => {
    expect(code(handleIncident(opened))).toBe('incident.severity_missing');
    expect(triageIncident(opened, keeper, 'larger')).toEqual({ ok: true, value: 'triaged' });
    expect(handleIncident({ state: 'triaged' })).toEqual({ ok: true, value: 'handling' });
  });
  test('may be made graver by the same person and milder only by another', () => {
    const weighed = { ...opened, state: 'handling', severity: 'larger', triagedBy: 'keeper' } as const;
    expect(triageIncident(weighed, keeper, 'major')).toEqual({ ok: true, value: 'handling' });
    expect(code(triageIncident(weighed, keeper, 'general'))).toBe('incident.lowering_needs_another');
    expect(code(triageIncident(weighed, lead, 'general'))).toBe('ok');
  });
  test('is over with the incident', () => {
    expect(code(triageIncident({ ...opened, state: 'resolved' }, lead, 'major'))).toBe('incident.over');
    expect(code(resolveIncident({ state: 'closed' }))).toBe('incident.over');
  });
});

describe('the log', () => {
  test('takes reports and calls for help before anything was weighed, and deeds after', () => {
    expect(noteIncident(opened, 'report')).toEqual({ ok: true, value: 'opened' });
    expect(noteIncident(opened, 'contact')).toEqual({ ok: true, value: 'opened' });
    expect(code(noteIncident(opened, 'action'))).toBe('incident.severity_missing');
    expect(noteIncident({ state: 'triaged' }, 'action')).toEqual({ ok: true, value: 'handling' });
    expect(noteIncident({ state: 'resolved' }, 'action')).toEqual({ ok: true, value: 'resolved' });
    expect(code(noteIncident({ state: 'closed' }, 'report'))).toBe('incident.over');
  });
});

describe('closing', () => {
  test('is refused with all that is missing at once', () => {
    expect(missingFrom(blank)).toEqual(RECORD_FIELDS.filter((field) => field !== 'district_reported'));
    expect(closeIncident({ ...opened, state: 'resolved' }, { ...whole, cause: null, measures: null }, lead)).toMatchObject({ error: { code: 'incident.record_incomplete', details: { missing: ['cause', 'measures'] } } });
  });
  test('of a grave one asks whether the bureau was told', () => expect(missingFrom({ ...whole, severity: 'major' })).toEqual(['district_reported']));
  test('is for another person than who opened it or wrote its report', () => {
    expect(code(closeIncident({ ...opened, state: 'resolved', openedBy: 'lead' }, whole, lead))).toBe('incident.closing_needs_another');
    expect(code(closeIncident({ ...opened, state: 'resolved', reportWrittenBy: 'lead' }, whole, lead))).toBe('incident.closing_needs_another');
    expect(code(closeIncident({ ...opened, state: 'resolved', reportWrittenBy: 'keeper' }, whole, lead))).toBe('ok');
  });
});

describe('held footage', () => {
  const closed = { ...opened, state: 'closed' } as const;
  test('goes when one asks after the closing and another one agrees', () => {
    expect(code(requestHoldRelease({ ...opened, state: 'resolved' }))).toBe('incident.not_closed');
    expect(code(requestHoldRelease(closed))).toBe('ok');
    const asked = { ...closed, holdState: 'release_requested', releaseRequestedBy: 'lead' } as const;
    expect(code(requestHoldRelease(asked))).toBe('incident.release_already_requested');
    expect(code(answerHoldRelease(asked, lead))).toBe('incident.release_needs_another');
    expect(code(answerHoldRelease(asked, principal))).toBe('ok');
    expect(code(answerHoldRelease(closed, principal))).toBe('incident.release_not_requested');
    expect(code(requestHoldRelease({ ...closed, holdState: 'released' }))).toBe('incident.already_released');
  });
  test('stays longer, never shorter, and two years at most', () => {
    expect([180 * DAY, 181 * DAY, 731 * DAY].map((until) => keepIncidentHold(closed, until, 0).ok)).toEqual([false, true, false]);
  });
});

test('times are counted from when it was noticed, the hold from the mark', () => {
  expect(incidentDeadlines({ detectedMs: 0, openedMs: 60_000 })).toEqual({ reportByMs: 300_000, districtReportByMs: 3_600_000, closeByMs: 7 * DAY + 60_000, holdUntilMs: 180 * DAY + 60_000 });
});

test('an order moves forward only', () => {
  expect([mayMoveDispatch('sent', 'arrived'), mayMoveDispatch('arrived', 'accepted'), mayMoveDispatch('sent', 'sent')]).toEqual([true, false, false]);
});

test('what somebody may do is what the commands would permit', () => {
  const of = (incident: Partial<Incident>, record: IncidentRecord, by: typeof keeper | typeof lead | typeof principal) => incidentRights({ ...opened, ...incident }, record, by, 0);
  expect(of({}, blank, keeper)).toEqual(['triage', 'note', 'write_report']);
  expect(of({ state: 'triaged', severity: 'general' }, blank, keeper)).toEqual(['triage', 'note', 'dispatch', 'resolve', 'write_report']);
  expect(of({ state: 'resolved' }, whole, principal)).toEqual(['close', 'extend_hold']);
  expect(of({ state: 'resolved' }, blank, principal)).toEqual(['extend_hold']);
  expect(of({ state: 'closed' }, whole, keeper)).toEqual([]);
  expect(of({ state: 'closed', holdState: 'release_requested', releaseRequestedBy: 'lead' }, whole, lead)).toEqual(['extend_hold']);
});
