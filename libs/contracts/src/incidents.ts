import { DISPATCH_STATES, EMERGENCY_PARTNERS, HOLD_KEEPERS, INCIDENT_CATEGORIES, INCIDENT_CLOSERS, INCIDENT_ENTRY_KINDS, INCIDENT_HANDLERS, INCIDENT_HOLD_STATES, INCIDENT_READERS, INCIDENT_SEVERITIES, INCIDENT_STATES, RECORD_FIELDS, REPORT_RECIPIENTS } from '@guardroom/domain';
import { z } from 'zod';
import { roles, route } from './route.ts';
import { cameraId, dispatchId, incidentId, instant, listQuery, pageOf, personRef, schoolParams, words } from './shapes.ts';

/** A code for a person, such as `S-2026-014`: capitals, digits and lines, so that no name fits. */
export const personCode = z.string().regex(/^[A-Z0-9][A-Z0-9-]{1,19}$/, 'a code of capitals, digits and lines, never a name');

const by = personRef.nullable();

/** An order to go to the spot. */
export const dispatchOrder = z.object({
  id: dispatchId,
  assignee: z.string(),
  task: z.string(),
  state: z.enum(DISPATCH_STATES),
  sentAt: instant,
  sentByName: z.string(),
  acceptedAt: instant.nullable(),
  arrivedAt: instant.nullable(),
  resolvedAt: instant.nullable(),
  outcome: z.string().nullable(),
});

/** A line of the handling log. */
export const incidentEntry = z.object({
  kind: z.enum(INCIDENT_ENTRY_KINDS),
  recipient: z.enum([...REPORT_RECIPIENTS, ...EMERGENCY_PARTNERS]).nullable(),
  words: z.string(),
  at: instant,
  byName: z.string(),
});

const summary = {
  id: incidentId,
  /** Short number that people say aloud, unique in the school: `E2026-0007`. */
  number: z.string(),
  state: z.enum(INCIDENT_STATES),
  category: z.enum(INCIDENT_CATEGORIES),
  severity: z.enum(INCIDENT_SEVERITIES).nullable(),
  place: z.string(),
  cameras: z.array(z.object({ id: cameraId, name: z.string(), location: z.string() })),
  from: instant,
  to: instant,
  openedAt: instant,
  openedBy: personRef,
  /** By when it must be reported upward, and when it was. */
  reportBy: instant,
  reportedAt: instant.nullable(),
  closeBy: instant,
  closedAt: instant.nullable(),
  hold: z.object({ state: z.enum(INCIDENT_HOLD_STATES), until: instant }),
};

/** An incident as lists show it. */
export const incidentRow = z.object(summary);

/** An incident with everything that was written down. */
export const incident = z.object({
  ...summary,
  description: z.string(),
  detectedAt: instant,
  triagedAt: instant.nullable(),
  triagedBy: by,
  /** By when the bureau must hear of it, for grave ones. */
  districtReportBy: instant.nullable(),
  districtReportedAt: instant.nullable(),
  entries: z.array(incidentEntry),
  dispatches: z.array(dispatchOrder),
  resolvedAt: instant.nullable(),
  resolvedByName: z.string().nullable(),
  result: z.string().nullable(),
  report: z.object({
    summary: z.string().nullable(),
    cause: z.string().nullable(),
    measures: z.string().nullable(),
    /** Codes of those concerned, never names; empty when there is nobody, null while nobody said. */
    peopleCodes: z.array(z.string()).nullable(),
    unitsInvolved: z.array(z.string()).nullable(),
    writtenAt: instant.nullable(),
    writtenBy: by,
  }),
  closedBy: by,
  release: z.object({ reason: z.string(), requestedBy: personRef, requestedAt: instant, releasedByName: z.string().nullable(), releasedAt: instant.nullable() }).nullable(),
  /** What the record still lacks before it can be closed. */
  missing: z.array(z.enum(RECORD_FIELDS)),
  /** What the person who asks may do with it now. */
  may: z.array(z.enum(['triage', 'note', 'dispatch', 'resolve', 'write_report', 'close', 'extend_hold', 'request_release', 'answer_release'])),
});

const one = schoolParams.extend({ incidentId });
const handlers = roles(...INCIDENT_HANDLERS, 'deputy_safety');

export const incidentRoutes = {
  openIncident: route({
    id: 'incidents.openIncident',
    method: 'POST',
    path: '/v1/schools/:schoolId/incidents',
    scope: 'school',
    summary: 'Mark what happened; the footage is held from this moment, beyond its retention',
    permission: roles(...INCIDENT_HANDLERS),
    params: schoolParams,
    body: z.object({
      category: z.enum(INCIDENT_CATEGORIES),
      severity: z.enum(INCIDENT_SEVERITIES).optional(),
      place: words(1, 200),
      description: words(2, 2000),
      cameraIds: z.array(cameraId).min(1).max(32),
      from: instant,
      to: instant,
      /** When it was noticed; now when absent. */
      detectedAt: instant.optional(),
    }),
    result: incident,
    status: 201,
    refusals: ['incident.range_wrong', 'incident.unknown_camera'],
  }),
  listIncidents: route({
    id: 'incidents.listIncidents',
    method: 'GET',
    path: '/v1/schools/:schoolId/incidents',
    scope: 'school',
    summary: 'Incidents of the school, newest first',
    permission: roles(...INCIDENT_READERS),
    params: schoolParams,
    query: listQuery.extend({ state: z.enum(INCIDENT_STATES).optional(), category: z.enum(INCIDENT_CATEGORIES).optional(), severity: z.enum(INCIDENT_SEVERITIES).optional(), open: z.stringbool().optional() }),
    result: pageOf(incidentRow),
  }),
  getIncident: route({
    id: 'incidents.getIncident',
    method: 'GET',
    path: '/v1/schools/:schoolId/incidents/:incidentId',
    scope: 'school',
    summary: 'One incident with its log, orders and report',
    permission: roles(...INCIDENT_READERS),
    params: one,
    result: incident,
  }),
  triageIncident: route({
    id: 'incidents.triageIncident',
    method: 'POST',
    path: '/v1/schools/:schoolId/incidents/:incidentId/severity',
    scope: 'school',
    summary: 'Say how grave it is; a milder word needs a second person',
    permission: handlers,
    params: one,
    body: z.object({ severity: z.enum(INCIDENT_SEVERITIES) }),
    result: incident,
    refusals: ['incident.over', 'incident.lowering_needs_another'],
  }),
  noteIncident: route({
    id: 'incidents.noteIncident',
    method: 'POST',
    path: '/v1/schools/:schoolId/incidents/:incidentId/entries',
    scope: 'school',
    summary: 'Write into the handling log: something done, a report upward, a partner called in',
    permission: handlers,
    params: one,
    body: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('action'), words: words(2, 1000), at: instant.optional() }),
      z.object({ kind: z.literal('report'), recipient: z.enum(REPORT_RECIPIENTS), words: words(2, 1000), at: instant.optional() }),
      z.object({ kind: z.literal('contact'), recipient: z.enum(EMERGENCY_PARTNERS), words: words(2, 1000), at: instant.optional() }),
    ]),
    result: incident,
    refusals: ['incident.over', 'incident.severity_missing', 'incident.time_wrong'],
  }),
  dispatchGuard: route({
    id: 'incidents.dispatchGuard',
    method: 'POST',
    path: '/v1/schools/:schoolId/incidents/:incidentId/dispatches',
    scope: 'school',
    summary: 'Send somebody to the spot',
    permission: handlers,
    params: one,
    body: z.object({ assignee: words(1, 80), task: words(2, 500) }),
    result: incident,
    status: 201,
    refusals: ['incident.over', 'incident.severity_missing'],
  }),
  moveDispatch: route({
    id: 'incidents.moveDispatch',
    method: 'POST',
    path: '/v1/schools/:schoolId/incidents/:incidentId/dispatches/:dispatchId/state',
    scope: 'school',
    summary: 'Note that the order was taken, that they arrived, or how it ended',
    permission: handlers,
    params: one.extend({ dispatchId }),
    body: z.discriminatedUnion('state', [z.object({ state: z.literal('accepted') }), z.object({ state: z.literal('arrived') }), z.object({ state: z.literal('resolved'), outcome: words(2, 500) })]),
    result: incident,
    refusals: ['incident.over', 'incident.dispatch_past'],
  }),
  resolveIncident: route({
    id: 'incidents.resolveIncident',
    method: 'POST',
    path: '/v1/schools/:schoolId/incidents/:incidentId/result',
    scope: 'school',
    summary: 'Write down how it ended',
    permission: handlers,
    params: one,
    body: z.object({ result: words(2, 2000) }),
    result: incident,
    refusals: ['incident.over', 'incident.severity_missing'],
  }),
  writeIncidentReport: route({
    id: 'incidents.writeIncidentReport',
    method: 'POST',
    path: '/v1/schools/:schoolId/incidents/:incidentId/report',
    scope: 'school',
    summary: 'Write the report, as a whole or part by part; people by code, never by name',
    permission: handlers,
    params: one,
    body: z
      .object({
        summary: words(2, 4000),
        cause: words(2, 2000),
        measures: words(2, 2000),
        peopleCodes: z.array(personCode).max(50),
        unitsInvolved: z.array(words(1, 100)).max(20),
      })
      .partial(),
    result: incident,
    refusals: ['incident.over'],
  }),
  closeIncident: route({
    id: 'incidents.closeIncident',
    method: 'POST',
    path: '/v1/schools/:schoolId/incidents/:incidentId/closing',
    scope: 'school',
    summary: 'File the record away, by another person, when nothing is missing',
    permission: roles(...INCIDENT_CLOSERS),
    params: one,
    body: z.object({}),
    result: incident,
    refusals: ['incident.over', 'incident.closing_needs_another', 'incident.record_incomplete'],
  }),
  extendIncidentHold: route({
    id: 'incidents.extendIncidentHold',
    method: 'POST',
    path: '/v1/schools/:schoolId/incidents/:incidentId/hold',
    scope: 'school',
    summary: 'Review the hold and keep the footage longer',
    permission: roles(...HOLD_KEEPERS),
    params: one,
    body: z.object({ until: instant, reason: words(2, 500) }),
    result: incident,
    refusals: ['incident.already_released', 'incident.hold_out_of_range'],
  }),
  requestHoldRelease: route({
    id: 'incidents.requestHoldRelease',
    method: 'POST',
    path: '/v1/schools/:schoolId/incidents/:incidentId/release-request',
    scope: 'school',
    summary: 'Ask to let the held footage go; another person decides',
    permission: roles(...HOLD_KEEPERS),
    params: one,
    body: z.object({ reason: words(5, 500) }),
    result: incident,
    refusals: ['incident.not_closed', 'incident.already_released', 'incident.release_already_requested'],
  }),
  answerHoldRelease: route({
    id: 'incidents.answerHoldRelease',
    method: 'POST',
    path: '/v1/schools/:schoolId/incidents/:incidentId/release-answer',
    scope: 'school',
    summary: 'Let the held footage go, or keep it; by another person than who asked',
    permission: roles(...HOLD_KEEPERS),
    params: one,
    body: z.object({ release: z.boolean() }),
    result: incident,
    refusals: ['incident.release_not_requested', 'incident.release_needs_another'],
  }),
};
