import { CONTROL_RESULTS, EVALUATED_CONTROLS, SEVERITIES } from '@guardroom/domain';
import { z } from 'zod';
import { roles, route } from './route.ts';
import { civilDay, instant, listQuery, pageOf, schoolId, schoolParams } from './shapes.ts';

/** Result of one control for one school and civil day, with the reason in a closed code and the evidence behind it. */
export const controlResult = z.object({
  school: z.object({ id: schoolId, name: z.string() }),
  day: civilDay,
  control: z.enum(EVALUATED_CONTROLS),
  severity: z.enum(SEVERITIES),
  result: z.enum(CONTROL_RESULTS),
  /** Closed code of the deciding reason, with figures for the sentence. */
  reason: z.object({ code: z.string(), figures: z.record(z.string(), z.union([z.number(), z.string()])) }),
  /** Items that the evaluator looked at. Zero never passes. */
  lookedAt: z.number().int(),
  /** Links to the facts and records behind the result. */
  evidence: z.array(z.object({ kind: z.enum(['camera_day', 'gap', 'footage_request', 'viewing_session', 'camera', 'fact']), id: z.string(), label: z.string(), result: z.enum(CONTROL_RESULTS) })),
  evaluatedAt: instant,
});

const resultQuery = listQuery.extend({ from: civilDay.optional(), to: civilDay.optional(), control: z.enum(EVALUATED_CONTROLS).optional(), result: z.enum(CONTROL_RESULTS).optional() });

/** A school as the bureau sees it: recording and results, never pictures or layouts. */
export const districtSchool = z.object({
  id: schoolId,
  name: z.string(),
  cameras: z.number().int(),
  camerasRecording: z.number().int(),
  gatewayOnline: z.boolean(),
  openGaps: z.number().int(),
  unexplainedGaps: z.number().int(),
  days: z.array(z.object({ day: civilDay, expectedSeconds: z.number(), heldSeconds: z.number(), unexplainedSeconds: z.number(), percent: z.number().nullable() })),
  results: z.array(z.object({ control: z.enum(EVALUATED_CONTROLS), result: z.enum(CONTROL_RESULTS), day: civilDay })),
});

export const complianceRoutes = {
  listResults: route({
    id: 'compliance.listResults',
    method: 'GET',
    path: '/v1/schools/:schoolId/control-results',
    scope: 'school',
    summary: 'Results of the controls of one school',
    permission: roles('principal', 'legal_representative', 'deputy_safety', 'security_lead', 'centre_head'),
    params: schoolParams,
    query: resultQuery,
    result: pageOf(controlResult),
  }),
  listDistrictResults: route({
    id: 'compliance.listDistrictResults',
    method: 'GET',
    path: '/v1/district/control-results',
    scope: 'district',
    summary: 'Results of the controls of all schools of the district',
    permission: roles('district_officer', 'district_admin'),
    query: resultQuery.extend({ schoolId: schoolId.optional() }),
    result: pageOf(controlResult),
  }),
  listDistrictSchools: route({
    id: 'compliance.listDistrictSchools',
    method: 'GET',
    path: '/v1/district/schools',
    scope: 'district',
    summary: 'The district\'s schools with the recording completeness of the last days',
    permission: roles('district_officer', 'district_admin'),
    query: listQuery.extend({ days: z.coerce.number().int().min(1).max(31).default(7) }),
    result: pageOf(districtSchool),
  }),
};
