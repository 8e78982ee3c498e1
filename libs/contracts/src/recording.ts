import { COVERAGE_STATES, GAP_CAUSES, GAP_REASONS } from '@guardroom/domain';
import { z } from 'zod';
import { anyPrincipal, roles, route } from './route.ts';
import { cameraId, civilDay, gapId, instant, listQuery, pageOf, personRef, schoolParams, words } from './shapes.ts';

/** A stretch of missing footage. Half-open. */
export const gap = z.object({
  id: gapId,
  camera: z.object({ id: cameraId, name: z.string() }),
  from: instant,
  /** Null while it goes on. */
  to: instant.nullable(),
  seconds: z.number(),
  cause: z.enum(GAP_CAUSES),
  explanation: z.object({ reason: z.enum(GAP_REASONS), words: z.string(), by: personRef, at: instant }).nullable(),
  explainBy: instant,
});

/** What is held and what is missing of one camera: the truth bar's data. Spans and gaps are merged, ordered and do not overlap. */
export const timeline = z.object({
  camera: z.object({ id: cameraId, name: z.string() }),
  from: instant,
  to: instant,
  /** The end of what can be known now: later than this is neither held nor missing. */
  knownUntil: instant,
  spans: z.array(z.object({ from: instant, to: instant, state: z.enum(COVERAGE_STATES) })),
  gaps: z.array(z.object({ id: gapId.nullable(), from: instant, to: instant, cause: z.enum(GAP_CAUSES), explained: z.boolean(), explanation: z.string().nullable(), explainedBy: z.string().nullable() })),
  holds: z.array(z.object({ from: instant, to: instant, kind: z.enum(['provisional', 'preservation']) })),
  heldSeconds: z.number(),
  missingSeconds: z.number(),
});

/** Completeness of one camera on one civil day. */
export const cameraDay = z.object({
  camera: z.object({ id: cameraId, name: z.string() }),
  day: civilDay,
  expectedSeconds: z.number(),
  heldSeconds: z.number(),
  verifiedSeconds: z.number(),
  unexplainedSeconds: z.number(),
  gaps: z.number().int(),
  /** Signed minutes of the day that do not follow the one before them. */
  chainBreaks: z.number().int(),
  percent: z.number().nullable(),
});

export const recordingRoutes = {
  getTimeline: route({
    id: 'recording.getTimeline',
    method: 'GET',
    path: '/v1/schools/:schoolId/cameras/:cameraId/timeline',
    scope: 'school',
    summary: 'What is held and what is missing, to the second',
    permission: anyPrincipal,
    params: schoolParams.extend({ cameraId }),
    query: z.object({ from: instant, to: instant }),
    result: timeline,
    refusals: ['recording.range_too_long'],
  }),
  listCameraDays: route({
    id: 'recording.listCameraDays',
    method: 'GET',
    path: '/v1/schools/:schoolId/camera-days',
    scope: 'school',
    summary: 'Completeness per camera and day',
    permission: anyPrincipal,
    params: schoolParams,
    query: listQuery.extend({ from: civilDay.optional(), to: civilDay.optional(), cameraId: cameraId.optional() }),
    result: pageOf(cameraDay),
  }),
  listGaps: route({
    id: 'recording.listGaps',
    method: 'GET',
    path: '/v1/schools/:schoolId/gaps',
    scope: 'school',
    summary: 'Missing footage with cause and explanation, newest first',
    permission: roles('principal', 'legal_representative', 'security_lead', 'centre_head', 'deputy_head', 'duty_cadre', 'watch_keeper', 'equipment_admin'),
    params: schoolParams,
    query: listQuery.extend({ cameraId: cameraId.optional(), cause: z.enum(GAP_CAUSES).optional(), explained: z.stringbool().optional(), /** Other gaps of the same time as this one: they overlap it, or lie within a minute of it. */ beside: gapId.optional(), /** Gaps of these civil days, also those that reach into them. */ from: civilDay.optional(), to: civilDay.optional() }),
    result: pageOf(gap),
  }),
  explainGaps: route({
    id: 'recording.explainGaps',
    method: 'POST',
    path: '/v1/schools/:schoolId/gaps/explanations',
    scope: 'school',
    summary: 'Say why footage is missing, of one gap or of all that one outage left',
    permission: roles('security_lead', 'centre_head', 'deputy_head', 'duty_cadre', 'watch_keeper'),
    params: schoolParams,
    body: z.object({ gapIds: z.array(gapId).min(1).max(500), reason: z.enum(GAP_REASONS), words: words(5, 1000) }),
    result: z.object({ items: z.array(gap) }),
    refusals: ['recording.gap_still_open', 'recording.gap_already_explained'],
  }),
};
