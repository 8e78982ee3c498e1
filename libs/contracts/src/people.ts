import { AGENCY_ROLES, APPOINTMENT_STATES, BUREAU_ROLES, CLEARANCE_KINDS, CLEARANCE_RESULTS, CLEARANCE_STATES, PROPOSAL_ANSWERS, SCHOOL_ROLES } from '@guardroom/domain';
import { z } from 'zod';
import { anyPrincipal, roles, route } from './route.ts';
import { agencyId, appointmentId, civilDay, clearanceId, documentId, instant, listQuery, pageOf, personId, personRef, schoolId, schoolParams, words } from './shapes.ts';

/** A post of a person, or the offer of one. */
export const appointment = z.object({
  id: appointmentId,
  person: z.object({ id: personId, name: z.string() }),
  role: z.enum(SCHOOL_ROLES),
  state: z.enum(APPOINTMENT_STATES),
  startsOn: civilDay,
  /** Who offered the post, and what the person answered; null for posts that came with the school's onboarding. */
  proposal: z.object({ at: instant, byName: z.string(), answer: z.enum(PROPOSAL_ANSWERS).nullable(), answeredAt: instant.nullable() }).nullable(),
  endedAt: instant.nullable(),
  endReason: z.string().nullable(),
  /** Whether the identity provider carries the same state already; `none` where nothing is owed yet. */
  identitySync: z.enum(['synced', 'pending', 'none']),
  /** Whether who asks may end it or take the offer back. */
  mayEnd: z.boolean(),
});

/** A post at the bureau, or of an officer who files for an authority of its district. */
export const official = z.object({
  id: appointmentId,
  person: z.object({ id: personId, name: z.string() }),
  role: z.enum([...BUREAU_ROLES, ...AGENCY_ROLES]),
  /** The authority that an officer files for; null at the bureau. */
  agency: z.object({ id: agencyId, name: z.string(), badgeNumber: z.string() }).nullable(),
  state: z.enum(['current', 'ended']),
  startsOn: civilDay,
  endedAt: instant.nullable(),
  endReason: z.string().nullable(),
  /** Whether the identity provider carries the same state already. */
  identitySync: z.enum(['synced', 'pending']),
  /** Whether who asks may end it. */
  mayEnd: z.boolean(),
});

/** A name to sign in with: small letters, digits, dots, lines; begins with a letter. */
export const username = z.string().regex(/^[a-z][a-z0-9._-]{1,62}[a-z0-9]$/, 'small letters, digits, dots and lines; begins with a letter');

/** A person's whole name as they write it; the characters left out are those that the identity provider takes in no name. */
const fullName = z
  .string()
  .trim()
  .min(2)
  .max(40)
  .regex(/^[^<>&"$%!#?§;*~/\\|^=[\]{}()\u0000-\u001f\u007f\u0085\u2028\u2029]*$/, 'letters, spaces, dots, commas, lines and apostrophes')
  .refine((name) => name.isWellFormed(), 'whole characters');

/** Whom a post is offered to: somebody of the school, somebody of the district by their sign-in name, or somebody new. */
export const candidate = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('known'), personId }),
  z.object({ kind: z.literal('login'), username }),
  z.object({ kind: z.literal('new'), name: fullName, username }),
]);

/** What one post asks for and what the person has of it. */
const requirement = z.object({ kind: z.enum(CLEARANCE_KINDS), state: z.enum(CLEARANCE_STATES), validUntil: civilDay.nullable() });

/** One's own post, or the offer of one. */
export const ownAppointment = z.object({
  id: appointmentId,
  school: z.object({ id: schoolId, name: z.string() }),
  role: z.enum(SCHOOL_ROLES),
  state: z.enum(APPOINTMENT_STATES),
  startsOn: civilDay,
  proposedAt: instant.nullable(),
  proposedByName: z.string().nullable(),
  /** What the post asks for; for offers only. */
  requirements: z.array(requirement),
});

/** The newest clearance of a kind that a person has, or should have. */
export const clearance = z.object({
  person: personRef,
  kind: z.enum(CLEARANCE_KINDS),
  state: z.enum(CLEARANCE_STATES),
  /** Whether a post of the person asks for it. */
  required: z.boolean(),
  /** Posts that the person holds or was offered. */
  roles: z.array(z.enum(SCHOOL_ROLES)),
  record: z
    .object({
      id: clearanceId,
      result: z.enum(CLEARANCE_RESULTS),
      doneOn: civilDay,
      validUntil: civilDay,
      issuer: z.string(),
      note: z.string(),
      document: z.object({ id: documentId, name: z.string() }).nullable(),
      recordedByName: z.string(),
      recordedAt: instant,
    })
    .nullable(),
});

/** What is signed is named by version and hash. */
const signature = z.object({ version: z.string().max(20) });
const appointmentParams = z.object({ appointmentId });
const takingUp = ['people.offer_over', 'people.clearance_missing', 'people.posts_must_be_separate', 'people.undertaking_outdated'] as const;

/** What an offer of a post answers: a new account's first password is shown once. */
const proposed = z.object({ appointment, firstSignIn: z.object({ username, temporaryPassword: z.string() }).nullable() });
const proposing = ['people.may_not_appoint', 'people.start_out_of_range', 'people.already_appointed', 'people.post_taken', 'people.posts_must_be_separate', 'people.username_unknown', 'people.username_taken', 'people.own_appointment'] as const;

export const peopleRoutes = {
  listAppointments: route({
    id: 'people.listAppointments',
    method: 'GET',
    path: '/v1/schools/:schoolId/appointments',
    scope: 'school',
    summary: 'Appointments and offers of a school, what is open first',
    permission: roles('principal', 'legal_representative', 'security_lead', 'centre_head'),
    params: schoolParams,
    query: listQuery.extend({ current: z.stringbool().optional(), state: z.enum(APPOINTMENT_STATES).optional(), role: z.enum(SCHOOL_ROLES).optional() }),
    result: pageOf(appointment),
  }),
  endAppointment: route({
    id: 'people.endAppointment',
    method: 'POST',
    path: '/v1/schools/:schoolId/appointments/:appointmentId/end',
    scope: 'school',
    summary: 'End an appointment: role, sessions and pictures go at once; or take an offer back',
    permission: roles('principal', 'legal_representative'),
    params: schoolParams.extend({ appointmentId }),
    body: z.object({ reason: words(2, 500) }),
    result: appointment,
    refusals: ['people.already_ended', 'people.own_appointment', 'people.may_not_appoint'],
  }),
  listEscorts: route({
    id: 'people.listEscorts',
    method: 'GET',
    path: '/v1/schools/:schoolId/escorts',
    scope: 'school',
    summary: 'People who may stand beside an applicant while footage plays',
    permission: anyPrincipal,
    params: schoolParams,
    result: z.object({ items: z.array(z.object({ id: personId, name: z.string(), role: z.enum(SCHOOL_ROLES) })) }),
  }),
  proposeAppointment: route({
    id: 'people.proposeAppointment',
    method: 'POST',
    path: '/v1/schools/:schoolId/appointments',
    scope: 'school',
    summary: 'Offer a post to a person; it gives nothing before they accept. A new account\'s first password is shown once',
    permission: roles('principal', 'legal_representative'),
    params: schoolParams,
    body: z.object({ person: candidate, role: z.enum(SCHOOL_ROLES), startsOn: civilDay }),
    result: proposed,
    status: 201,
    refusals: proposing,
  }),
  listRepresentatives: route({
    id: 'people.listRepresentatives',
    method: 'GET',
    path: '/v1/district/representatives',
    scope: 'district',
    summary: 'Who represents each school of the district by law, schools without anybody first',
    permission: roles('district_admin', 'district_officer'),
    query: listQuery.extend({ state: z.enum(['vacant', 'proposed', 'accepted', 'current']).optional() }),
    result: pageOf(z.object({ school: z.object({ id: schoolId, name: z.string() }), appointment: appointment.nullable() })),
  }),
  proposeRepresentative: route({
    id: 'people.proposeRepresentative',
    method: 'POST',
    path: '/v1/district/schools/:schoolId/representatives',
    scope: 'district',
    summary: 'Offer the post of a school\'s legal representative, which nobody at the school appoints to',
    permission: roles('district_admin'),
    params: schoolParams,
    body: z.object({ person: candidate, startsOn: civilDay }),
    result: proposed,
    status: 201,
    refusals: proposing,
  }),
  endRepresentative: route({
    id: 'people.endRepresentative',
    method: 'POST',
    path: '/v1/district/schools/:schoolId/representatives/:appointmentId/end',
    scope: 'district',
    summary: 'End the post of a school\'s legal representative, or take the offer back',
    permission: roles('district_admin'),
    params: schoolParams.extend({ appointmentId }),
    body: z.object({ reason: words(2, 500) }),
    result: appointment,
    refusals: ['people.already_ended', 'people.own_appointment', 'people.may_not_appoint'],
  }),
  listOfficials: route({
    id: 'people.listOfficials',
    method: 'GET',
    path: '/v1/district/officials',
    scope: 'district',
    summary: 'People of the bureau and officers of the authorities that it has let in, current posts first',
    permission: roles('district_admin', 'district_officer'),
    query: listQuery.extend({ role: z.enum([...BUREAU_ROLES, ...AGENCY_ROLES]).optional(), state: z.enum(['current', 'ended']).optional() }),
    result: pageOf(official),
  }),
  endOfficial: route({
    id: 'people.endOfficial',
    method: 'POST',
    path: '/v1/district/officials/:appointmentId/end',
    scope: 'district',
    summary: 'End a post at the bureau or of an authority\'s officer: role, sessions and downloads go at once',
    permission: roles('district_admin'),
    params: appointmentParams,
    body: z.object({ reason: words(2, 500) }),
    result: official,
    refusals: ['people.already_ended', 'people.own_appointment'],
  }),
  listPeople: route({
    id: 'people.listPeople',
    method: 'GET',
    path: '/v1/schools/:schoolId/people',
    scope: 'school',
    summary: 'People who hold, held or were offered a post at the school',
    permission: roles('principal', 'legal_representative', 'security_lead', 'centre_head', 'deputy_safety'),
    params: schoolParams,
    query: listQuery,
    result: pageOf(z.object({ id: personId, name: z.string(), roles: z.array(z.enum(SCHOOL_ROLES)) })),
  }),
  listOwnAppointments: route({
    id: 'people.listOwnAppointments',
    method: 'GET',
    path: '/v1/me/appointments',
    scope: 'person',
    summary: 'One\'s own posts and the offers that wait for an answer, at all schools',
    permission: anyPrincipal,
    result: z.object({ items: z.array(ownAppointment) }),
  }),
  acceptAppointment: route({
    id: 'people.acceptAppointment',
    method: 'POST',
    path: '/v1/me/appointments/:appointmentId/acceptance',
    scope: 'person',
    summary: 'Accept the offer of a post, by the person alone; signs the confidentiality undertaking where the post asks for it',
    permission: anyPrincipal,
    params: appointmentParams,
    body: z.object({ undertaking: signature.optional() }),
    result: ownAppointment,
    refusals: takingUp,
  }),
  declineAppointment: route({
    id: 'people.declineAppointment',
    method: 'POST',
    path: '/v1/me/appointments/:appointmentId/refusal',
    scope: 'person',
    summary: 'Decline the offer of a post',
    permission: anyPrincipal,
    params: appointmentParams,
    body: z.object({ reason: words(2, 500) }),
    result: ownAppointment,
    refusals: ['people.offer_over'],
  }),
  listClearances: route({
    id: 'people.listClearances',
    method: 'GET',
    path: '/v1/schools/:schoolId/clearances',
    scope: 'school',
    summary: 'What people have and lack of what their posts ask for',
    permission: roles('principal', 'legal_representative', 'security_lead', 'centre_head', 'deputy_safety'),
    params: schoolParams,
    query: listQuery.extend({ kind: z.enum(CLEARANCE_KINDS).optional(), state: z.enum(CLEARANCE_STATES).optional(), required: z.stringbool().optional(), personId: personId.optional() }),
    result: pageOf(clearance),
  }),
  recordClearance: route({
    id: 'people.recordClearance',
    method: 'POST',
    path: '/v1/schools/:schoolId/clearances',
    scope: 'school',
    summary: 'Record a background check, a training or a certificate of somebody else',
    permission: roles('principal', 'legal_representative', 'security_lead', 'centre_head', 'deputy_safety'),
    params: schoolParams,
    body: z.object({
      personId,
      kind: z.enum(['background_check', 'training', 'credential']),
      result: z.enum(CLEARANCE_RESULTS),
      doneOn: civilDay,
      /** Last day; the longest that the rules allow when absent. */
      validUntil: civilDay.optional(),
      issuer: words(2, 100),
      note: words(0, 500).default(''),
      documentId: documentId.optional(),
    }),
    result: clearance,
    status: 201,
    refusals: ['people.own_clearance', 'people.clearance_dates_wrong', 'documents.not_found'],
  }),
  revokeClearance: route({
    id: 'people.revokeClearance',
    method: 'POST',
    path: '/v1/schools/:schoolId/clearances/:clearanceId/revocation',
    scope: 'school',
    summary: 'Revoke a clearance that was recorded wrongly or no longer holds; it stays in the register',
    permission: roles('principal', 'legal_representative', 'security_lead', 'centre_head', 'deputy_safety'),
    params: schoolParams.extend({ clearanceId }),
    body: z.object({ reason: words(2, 500) }),
    result: clearance,
    refusals: ['people.own_clearance', 'people.clearance_revoked'],
  }),
  listOwnClearances: route({
    id: 'people.listOwnClearances',
    method: 'GET',
    path: '/v1/schools/:schoolId/own-clearances',
    scope: 'school',
    summary: 'What one\'s own posts ask for, and what one has',
    permission: anyPrincipal,
    params: schoolParams,
    result: z.object({ items: z.array(clearance) }),
  }),
  signUndertaking: route({
    id: 'people.signUndertaking',
    method: 'POST',
    path: '/v1/schools/:schoolId/own-undertakings',
    scope: 'school',
    summary: 'Sign the confidentiality undertaking, by the person alone',
    permission: anyPrincipal,
    params: schoolParams,
    body: signature,
    result: clearance,
    status: 201,
    refusals: ['people.undertaking_outdated'],
  }),
};
