import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { identityRoutes, policyRoutes, supervisionRoutes, type Result } from '@guardroom/contracts';
import { Module } from '@nestjs/common';
import { type TestApi, startApi } from '../testing/start-api.ts';
import { SupervisionModule } from '../features/supervision/supervision.module.ts';
import { PolicyModule } from '../features/tenancy/policy.module.ts';
import { DemoSupervision } from './demo-supervision.ts';

@Module({ providers: [DemoSupervision] })
class Demo {}

let api: TestApi;
beforeAll(async () => {
  api = await startApi({ features: [SupervisionModule, PolicyModule, Demo], routes: { ...supervisionRoutes, ...policyRoutes, getMe: identityRoutes.getMe, getSchool: identityRoutes.getSchool } });
});
afterAll(() => api?.close());

test('the demo has a finished visit with a finding, an open order and stricter policy, however often it is brought in', async () => {
  const [{ schoolId }] = api.schools;
  const holder = async (role: string): Promise<string> => {
    const { rows } = await api.database.admin.query<{ sub: string }>('select sub from appointments where role = $1 and school_id = $2 union select sub from district_appointments where role = $1', [role, schoolId]);
    return rows[0]!.sub;
  };
  const cast = { officer: await holder('district_officer'), administrator: await holder('district_admin'), principal: await holder('principal'), securityLead: await holder('security_lead') };
  const demo = api.app.get(DemoSupervision, { strict: false });
  expect([await demo.bringIn(cast, schoolId), await demo.bringIn(cast, schoolId)]).toEqual([3, 0]);
  const { body: visits } = await api.call<Result<typeof supervisionRoutes.listDistrictVisits>>('wang.xun', 'GET', '/v1/district/visits');
  expect(visits.items).toMatchObject([{ state: 'acknowledged', findings: 1 }]);
  const { body: orders } = await api.call<Result<typeof supervisionRoutes.listOrders>>('zhao.an', 'GET', `/v1/schools/${schoolId}/rectification-orders`);
  expect(orders.items).toMatchObject([{ state: 'issued', severity: 'major', isOverdue: false }]);
  const { body: policy } = await api.call<Result<typeof policyRoutes.getSchoolPolicy>>('zhao.an', 'GET', `/v1/schools/${schoolId}/policy`);
  expect(policy.parameters.filter(({ district, school }) => district !== null || school !== null)).toMatchObject([{ parameter: 'maxRangeHours', district: 12, inForce: 12 }, { parameter: 'maxCamerasPerRequest', school: 6, inForce: 6 }]);
});
