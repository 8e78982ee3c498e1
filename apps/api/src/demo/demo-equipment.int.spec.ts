import { CommandBus } from '@nestjs/cqrs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { EQUIPMENT_PART } from '../features/assets/testing/equipment-part.ts';
import { RegisterCamera } from '../features/equipment/public.ts';
import { Tenants } from '../platform/database/databases.ts';
import { Identity } from '../platform/identity/identity.ts';
import { type TestApi, startApi } from '../testing/start-api.ts';
import { TestGateway } from '../testing/test-gateway.ts';
import { DemoEquipment } from './demo-equipment.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi(EQUIPMENT_PART);
});
afterAll(() => api?.close());

test('the demo shows what an equipment administrator meets, and is brought in once', async () => {
  const [school] = api.schools;
  const gateway = await TestGateway.enrolled(api, school);
  for (const name of ['东门', '操场']) await api.app.get(CommandBus).execute(new RegisterCamera(await api.machine(school), { name, location: name, space: 'gate', gatewayId: gateway.enrolment.gatewayId, rtspUrl: 'rtsp://10.0.0.8:554/a', username: 'a', password: 'b' }));
  const demo = new DemoEquipment(api.app.get(CommandBus), api.app.get(Identity), api.app.get(Tenants));
  const subOf = async (role: string) => (await api.database.admin.query<{ sub: string }>('select sub from appointments where school_id = $1 and role = $2 limit 1', [school.schoolId, role])).rows[0]?.sub ?? '';
  const keepers = { keeper: await subOf('equipment_admin'), acceptor: await subOf('principal'), hasFault: true };
  expect([await demo.bringIn(school, keepers), await demo.bringIn(school, keepers)]).toEqual([6, 0]);
  const { body } = await api.call('qian.hua', 'GET', `/v1/schools/${school.schoolId}/equipment-summary`);
  expect(body).toMatchObject({ assets: 10, overAge: 1, due: 1, broken: 1, ordersProposed: 1 });
  const { rows } = await api.database.admin.query<{ name: string; state: string }>('select name, state from assets where camera_id is not null order by tag_number');
  expect(rows).toEqual([{ name: '东门', state: 'in_service' }, { name: '操场', state: 'installed' }, { name: '车棚', state: 'installed' }]);
});
