import { CONTROL_DOMAINS, CONTROL_RESULTS, EVALUATED_CONTROLS, EVIDENCE_KINDS, SEVERITIES, VIOLATION_OUTCOMES, VIOLATION_RULES } from '@guardroom/domain';
import { z } from 'zod';
import { faultsAs } from './faults.ts';
import { binary, roles, route } from './route.ts';
import { civilDay, factId, instant, listQuery, pageOf, schoolId, schoolParams, violationCaseId, words } from './shapes.ts';

const text = z.object({ zh: z.string(), en: z.string() });

/** Result of one control for one school and civil day, with the reason in a closed code and the evidence behind it. */
export const controlResult = z.object({
  school: z.object({ id: schoolId, name: z.string() }),
  day: civilDay,
  control: z.enum(EVALUATED_CONTROLS),
  severity: z.enum(SEVERITIES),
  /** Ids of the clauses behind the control, `R22:7`. */
  clauses: z.array(z.string()),
  /** What passing, partly passing and failing mean, in both languages. */
  rubric: z.object({ pass: text, partial: text, fail: text }),
  result: z.enum(CONTROL_RESULTS),
  /** Closed code of the deciding reason, with figures for the sentence. */
  reason: z.object({ code: z.string(), figures: z.record(z.string(), z.union([z.number(), z.string()])) }),
  /** Items that the evaluator looked at. Zero never passes. */
  lookedAt: z.number().int(),
  /** The worst subjects, fifty at most: records behind the result, each with its reason; `about` is the id whose facts tell its story. */
  evidence: z.array(z.object({ kind: z.enum(EVIDENCE_KINDS), id: z.string(), about: z.string(), reason: z.string(), result: z.enum(CONTROL_RESULTS) })),
  /** How the result follows from those of its subjects. */
  rule: z.record(z.string(), z.union([z.number(), z.string()])),
  /** How many subjects came to which result for which reason. */
  tally: z.array(z.object({ result: z.enum(CONTROL_RESULTS), reason: z.string(), count: z.number().int() })),
  parameters: z.record(z.string(), z.number()),
  /** The fact of the last change of this result. */
  factId: factId.nullable(),
  evaluatedAt: instant,
});

const resultQuery = listQuery.extend({ from: civilDay.optional(), to: civilDay.optional(), control: z.enum(EVALUATED_CONTROLS).optional(), domain: z.enum(CONTROL_DOMAINS).optional(), result: z.enum(CONTROL_RESULTS).optional(), severity: z.enum(SEVERITIES).optional() });

/** A school as the bureau sees it: its recording, never pictures or layouts. */
export const districtSchool = z.object({
  id: schoolId,
  name: z.string(),
  cameras: z.number().int(),
  camerasRecording: z.number().int(),
  gatewayOnline: z.boolean(),
  openGaps: z.number().int(),
  unexplainedGaps: z.number().int(),
  days: z.array(z.object({ day: civilDay, expectedSeconds: z.number(), heldSeconds: z.number(), unexplainedSeconds: z.number(), percent: z.number().nullable() })),
});

const figures = { kept: z.number().int(), applicable: z.number().int(), percent: z.number().nullable() };
const counts = { pass: z.number().int(), partial: z.number().int(), fail: z.number().int(), noEvidence: z.number().int(), notApplicable: z.number().int() };

/** A school's controls of one domain: the worst result, and how many came to which. */
export const matrixCell = z.object({
  domain: z.enum(CONTROL_DOMAINS),
  result: z.enum(CONTROL_RESULTS),
  ...counts,
  lookedAt: z.number().int(),
});

/** A school in the matrix: its score, how it moved in seven days, and a cell for each domain that was judged. */
export const matrixRow = z.object({ school: z.object({ id: schoolId, name: z.string() }), ...figures, percentBefore: z.number().nullable(), moved: z.number().nullable(), worst: z.array(z.enum(EVALUATED_CONTROLS)), cells: z.array(matrixCell) });

export const complianceMatrix = pageOf(matrixRow).extend({ day: civilDay.nullable(), before: civilDay.nullable(), district: z.object({ ...figures, ...counts }) });

/** A violation that the records show, and what was decided about it. */
export const violationCaseView = z.object({
  id: violationCaseId,
  rule: z.enum(VIOLATION_RULES),
  subject: z.object({ kind: z.enum(['shift', 'viewing_session']), id: z.string() }),
  person: z.object({ id: z.string(), name: z.string() }),
  happenedAt: instant,
  foundAt: instant,
  decideBy: instant,
  decision: z.object({ outcome: z.enum(VIOLATION_OUTCOMES), words: z.string(), byName: z.string(), at: instant }).nullable(),
  may: z.array(z.enum(['decide'])),
});

const span = z.object({ from: civilDay, to: civilDay }).refine(({ from, to }) => from <= to, { path: ['to'], ...faultsAs('empty_range', 'not before the first day') });

export const complianceRoutes = {
  getComplianceMatrix: route({
    id: 'compliance.getComplianceMatrix',
    method: 'GET',
    path: '/v1/district/compliance-matrix',
    scope: 'district',
    summary: 'Schools by domains of controls: worst result, score and movement since seven days before',
    permission: roles('district_officer', 'district_admin'),
    query: listQuery.extend({ day: civilDay.optional(), domain: z.enum(CONTROL_DOMAINS).optional(), result: z.enum(CONTROL_RESULTS).optional() }),
    result: complianceMatrix,
  }),
  exportCompliance: route({
    id: 'compliance.exportCompliance',
    method: 'GET',
    path: '/v1/district/compliance-export',
    scope: 'district',
    summary: 'All results of some days with their rules, tallies, parameters and evidence, so that every score can be computed again offline',
    permission: roles('district_officer', 'district_admin'),
    query: span,
    result: binary('application/json'),
    refusals: ['compliance.export_too_long'],
  }),
  exportComplianceTable: route({
    id: 'compliance.exportComplianceTable',
    method: 'GET',
    path: '/v1/district/compliance-export/results.csv',
    scope: 'district',
    summary: 'All results of some days as a table',
    permission: roles('district_officer', 'district_admin'),
    query: span,
    result: binary('text/csv; charset=utf-8'),
    refusals: ['compliance.export_too_long'],
  }),
  listViolationCases: route({
    id: 'compliance.listViolationCases',
    method: 'GET',
    path: '/v1/schools/:schoolId/violation-cases',
    scope: 'school',
    summary: 'Violations that the records show, and what was decided about them',
    permission: roles('principal', 'legal_representative', 'security_lead', 'centre_head'),
    params: schoolParams,
    query: listQuery.extend({ open: z.enum(['true', 'false']).optional(), rule: z.enum(VIOLATION_RULES).optional() }),
    result: pageOf(violationCaseView),
  }),
  decideViolationCase: route({
    id: 'compliance.decideViolationCase',
    method: 'POST',
    path: '/v1/schools/:schoolId/violation-cases/:caseId/decision',
    scope: 'school',
    summary: 'Decides a case of violation',
    permission: roles('principal', 'legal_representative'),
    params: schoolParams.extend({ caseId: violationCaseId }),
    body: z.object({ outcome: z.enum(VIOLATION_OUTCOMES), words: words(4, 500) }),
    result: violationCaseView,
    refusals: ['violation.own_case', 'violation.already_decided', 'violation.must_be_referred'],
  }),
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
