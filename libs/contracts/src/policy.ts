import { POLICY_PARAMETER_NAMES, POLICY_STATES, type PolicyParameter } from '@guardroom/domain';
import { z } from 'zod';
import { roles, route } from './route.ts';
import { civilDay, instant, listQuery, pageOf, personRef, policyVersionId, schoolId, schoolParams, words } from './shapes.ts';

const figure = z.number().min(0).max(100_000);
const whole = figure.optional();
/** Figures that somebody sets; what is absent follows the authority above. */
export const policyFigures = z.strictObject({
  retentionDays: whole, completenessTargetPercent: whole, maxGapSeconds: whole, explainWithinHours: whole, maxRangeHours: whole, maxCamerasPerRequest: whole,
  rectifyCriticalDays: whole, rectifyMajorDays: whole, rectifyMinorDays: whole,
} satisfies Record<PolicyParameter, typeof whole>);

/** One figure of policy: what the law or the platform's proposal says, what the district and the school set, and what counts. */
export const policyParameter = z.object({
  parameter: z.enum(POLICY_PARAMETER_NAMES),
  control: z.string(),
  /** Clauses that the baseline stands on; those of the control where it is a proposal. */
  clauses: z.array(z.string()),
  unit: z.string(),
  /** False where the baseline is the platform's proposal to the bureau and no law. */
  isLaw: z.boolean(),
  stricter: z.enum(['higher', 'lower']),
  isWhole: z.boolean(),
  baseline: z.number(),
  district: z.number().nullable(),
  school: z.number().nullable(),
  inForce: z.number(),
  /** The range in which the reader's own authority may move it. */
  from: z.number(),
  to: z.number(),
});

/** A version of policy: only the figures that it sets itself. */
export const policyVersion = z.object({
  id: policyVersionId,
  state: z.enum(POLICY_STATES),
  figures: policyFigures,
  reason: z.string(),
  retentionReason: z.string().nullable(),
  effectiveFrom: civilDay,
  /** True for the one that counts today. */
  isInForce: z.boolean(),
  proposedBy: personRef,
  proposedAt: instant,
  decidedBy: personRef.nullable(),
  decidedAt: instant.nullable(),
  decisionWords: z.string().nullable(),
});

const policyView = z.object({
  parameters: z.array(policyParameter),
  /** The newest decided version, in force or waiting for its day. */
  last: policyVersion.nullable(),
  proposal: policyVersion.nullable(),
  may: z.array(z.enum(['propose', 'decide'])),
});
export const schoolPolicy = policyView;
export const districtPolicy = policyView.extend({
  schools: z.number().int(),
  /** Schools whose figures a confirmation of the open proposal would tighten. */
  schoolsTightened: z.number().int().nullable(),
});

/** What counts at one school, as its bureau sees it. */
export const policyOfSchool = z.object({
  school: z.object({ id: schoolId, name: z.string() }),
  inForce: z.record(z.enum(POLICY_PARAMETER_NAMES), z.number()),
  /** What the school set itself. */
  own: policyFigures,
  hasProposal: z.boolean(),
  /** How far footage that is held already has been locked for a longer retention; null when nothing is owed. */
  relocking: z.object({ days: z.number().int(), objects: z.number().int(), since: instant }).nullable(),
});

const proposal = z.object({ figures: policyFigures, effectiveFrom: civilDay, reason: words(5, 1000), retentionReason: words(5, 1000).optional() });
const decision = z.discriminatedUnion('kind', [z.object({ kind: z.literal('confirm'), words: words(0, 500).optional() }), z.object({ kind: z.literal('decline'), words: words(2, 500) })]);
const proposalRefusals = ['policy.figures_refused', 'policy.retention_reason_needed', 'policy.nothing_changed', 'policy.proposal_open', 'policy.effective_too_early'] as const;
const decisionRefusals = ['policy.already_decided', 'policy.own_proposal', 'policy.figures_refused', 'policy.effective_too_early'] as const;
const bureau = roles('district_officer', 'district_admin');
const readers = roles('principal', 'legal_representative', 'deputy_safety', 'security_lead', 'centre_head');

export const policyRoutes = {
  getSchoolPolicy: route({
    id: 'policy.getSchoolPolicy',
    method: 'GET',
    path: '/v1/schools/:schoolId/policy',
    scope: 'school',
    summary: 'Every figure of policy at a school: the law\'s, the district\'s, its own, and what counts',
    permission: readers,
    params: schoolParams,
    result: schoolPolicy,
  }),
  listSchoolPolicyVersions: route({
    id: 'policy.listSchoolPolicyVersions',
    method: 'GET',
    path: '/v1/schools/:schoolId/policy/versions',
    scope: 'school',
    summary: 'Versions of a school\'s policy, newest first',
    permission: readers,
    params: schoolParams,
    query: listQuery,
    result: pageOf(policyVersion),
  }),
  proposeSchoolPolicy: route({
    id: 'policy.proposeSchoolPolicy',
    method: 'POST',
    path: '/v1/schools/:schoolId/policy/proposals',
    scope: 'school',
    summary: 'Propose a stricter policy of the school; it counts only after the principal confirmed it',
    permission: roles('security_lead', 'centre_head'),
    params: schoolParams,
    body: proposal,
    result: policyVersion,
    status: 201,
    refusals: proposalRefusals,
  }),
  decideSchoolPolicy: route({
    id: 'policy.decideSchoolPolicy',
    method: 'POST',
    path: '/v1/schools/:schoolId/policy/proposals/:policyId/decision',
    scope: 'school',
    summary: 'Confirm or decline a proposed policy of the school, by another person than who proposed it',
    permission: roles('principal', 'legal_representative'),
    params: schoolParams.extend({ policyId: policyVersionId }),
    body: decision,
    result: policyVersion,
    refusals: decisionRefusals,
  }),
  getDistrictPolicy: route({
    id: 'policy.getDistrictPolicy',
    method: 'GET',
    path: '/v1/district/policy',
    scope: 'district',
    summary: 'The district\'s baseline: every figure with the law\'s, and an open proposal with how many schools it would tighten',
    permission: bureau,
    result: districtPolicy,
  }),
  listDistrictPolicyVersions: route({
    id: 'policy.listDistrictPolicyVersions',
    method: 'GET',
    path: '/v1/district/policy/versions',
    scope: 'district',
    summary: 'Versions of the district\'s baseline, newest first',
    permission: bureau,
    query: listQuery,
    result: pageOf(policyVersion),
  }),
  proposeDistrictPolicy: route({
    id: 'policy.proposeDistrictPolicy',
    method: 'POST',
    path: '/v1/district/policy/proposals',
    scope: 'district',
    summary: 'Propose a stricter baseline; it counts only after another person of the bureau confirmed it',
    permission: roles('district_admin'),
    body: proposal,
    result: policyVersion,
    status: 201,
    refusals: proposalRefusals,
  }),
  decideDistrictPolicy: route({
    id: 'policy.decideDistrictPolicy',
    method: 'POST',
    path: '/v1/district/policy/proposals/:policyId/decision',
    scope: 'district',
    summary: 'Confirm or decline a proposed baseline; a confirmed one lifts every school that is looser, at once',
    permission: bureau,
    params: z.object({ policyId: policyVersionId }),
    body: decision,
    result: policyVersion.extend({ schoolsTightened: z.number().int() }),
    refusals: decisionRefusals,
  }),
  listSchoolPolicies: route({
    id: 'policy.listSchoolPolicies',
    method: 'GET',
    path: '/v1/district/school-policies',
    scope: 'district',
    summary: 'What counts at each school of the district',
    permission: bureau,
    /** `own`: schools that are stricter themselves; `proposed`: those where a change waits. */
    query: listQuery.extend({ only: z.enum(['own', 'proposed']).optional() }),
    result: pageOf(policyOfSchool),
  }),
};
