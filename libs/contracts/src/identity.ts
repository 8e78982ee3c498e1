import { BUREAU_ROLES, SCHOOL_ROLES } from '@guardroom/domain';
import { z } from 'zod';
import { peopleRoutes } from './people.ts';
import { anyPrincipal, route } from './route.ts';
import { agencyId, districtId, personId, schoolId, schoolParams } from './shapes.ts';

export const me = z.object({
  personId,
  name: z.string(),
  secondFactor: z.boolean(),
  district: z.object({ id: districtId, name: z.string(), roles: z.array(z.enum(BUREAU_ROLES)) }),
  schools: z.array(z.object({ id: schoolId, name: z.string(), roles: z.array(z.enum(SCHOOL_ROLES)) })),
  /** The competent authority that they file for. */
  agency: z.object({ id: agencyId, name: z.string() }).nullable(),
});

export const school = z.object({
  id: schoolId,
  name: z.string(),
  district: z.object({ id: districtId, name: z.string() }),
  policy: z.object({ retentionDays: z.number().int(), maxRangeHours: z.number().int(), maxCamerasPerRequest: z.number().int(), maxGapSeconds: z.number().int(), explainWithinHours: z.number().int(), completenessTargetPercent: z.number() }),
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
  ...peopleRoutes,
};
