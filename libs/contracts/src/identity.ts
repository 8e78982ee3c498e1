import { BUREAU_ROLES, SCHOOL_ROLES } from '@guardroom/domain';
import { z } from 'zod';
import { anyPrincipal, roles, route } from './route.ts';
import { appointmentId, civilDay, districtId, instant, listQuery, pageOf, personId, schoolId, schoolParams, words } from './shapes.ts';

export const me = z.object({
  personId,
  name: z.string(),
  secondFactor: z.boolean(),
  district: z.object({ id: districtId, name: z.string(), roles: z.array(z.enum(BUREAU_ROLES)) }),
  schools: z.array(z.object({ id: schoolId, name: z.string(), roles: z.array(z.enum(SCHOOL_ROLES)) })),
});

export const school = z.object({
  id: schoolId,
  name: z.string(),
  district: z.object({ id: districtId, name: z.string() }),
  policy: z.object({ retentionDays: z.number().int(), maxRangeHours: z.number().int(), maxCamerasPerRequest: z.number().int(), maxGapSeconds: z.number().int(), explainWithinHours: z.number().int(), completenessTargetPercent: z.number() }),
});

export const appointment = z.object({
  id: appointmentId,
  person: z.object({ id: personId, name: z.string() }),
  role: z.enum(SCHOOL_ROLES),
  startsOn: civilDay,
  endedAt: instant.nullable(),
  endReason: z.string().nullable(),
  /** Whether the identity provider carries the same state already. */
  identitySync: z.enum(['synced', 'pending']),
});

export const identityRoutes = {
  getMe: route({
    id: 'identity.getMe',
    method: 'GET',
    path: '/v1/me',
    scope: 'person',
    summary: 'Who is signed in, and where they hold which posts',
    permission: anyPrincipal,
    result: me,
  }),
  getSchool: route({
    id: 'identity.getSchool',
    method: 'GET',
    path: '/v1/schools/:schoolId',
    scope: 'school',
    summary: 'A school with the policy in force',
    permission: anyPrincipal,
    params: schoolParams,
    result: school,
  }),
  listAppointments: route({
    id: 'people.listAppointments',
    method: 'GET',
    path: '/v1/schools/:schoolId/appointments',
    scope: 'school',
    summary: 'Appointments of a school, current first',
    permission: roles('principal', 'legal_representative', 'security_lead', 'centre_head'),
    params: schoolParams,
    query: listQuery.extend({ current: z.stringbool().optional(), role: z.enum(SCHOOL_ROLES).optional() }),
    result: pageOf(appointment),
  }),
  endAppointment: route({
    id: 'people.endAppointment',
    method: 'POST',
    path: '/v1/schools/:schoolId/appointments/:appointmentId/end',
    scope: 'school',
    summary: 'End an appointment: role, sessions and pictures go at once',
    permission: roles('principal', 'legal_representative'),
    params: schoolParams.extend({ appointmentId }),
    body: z.object({ reason: words(2, 500) }),
    result: appointment,
    refusals: ['people.already_ended', 'people.own_appointment'],
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
};
