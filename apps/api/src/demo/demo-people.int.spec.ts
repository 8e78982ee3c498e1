import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Result, identityRoutes, incidentRoutes, type routes } from '@guardroom/contracts';
import { testServers } from '@guardroom/testkit';
import { demoPeople, personSecretsOf } from '../../../../infra/keycloak/people.ts';
import { ensureServers } from '../../../../infra/launcher/servers.ts';
import { testHome } from '../../../../infra/launcher/places.ts';
import { type School, aCamera, aGateway } from '../../../../libs/testkit/src/builders/index.ts';
import { IncidentsModule } from '../features/incidents/incidents.module.ts';
import { PeopleModule } from '../features/people/people.module.ts';
import { Tenants } from '../platform/database/databases.ts';
import { Identity } from '../platform/identity/identity.ts';
import { KeycloakAdmin } from '../platform/identity/keycloak-admin.ts';
import { startApi, type TestApi } from '../testing/start-api.ts';
import { DemoPeople } from './demo-people.ts';

let api: TestApi;
beforeAll(async () => {
  await testServers(['keycloak']);
  api = await startApi({ features: [PeopleModule, IncidentsModule], routes: { ...identityRoutes, ...incidentRoutes } });
});
afterAll(() => api?.close());

test('the demo shows people with and without what their posts ask for, an offer, and an open and a filed incident; once', async () => {
  const { secrets } = await ensureServers(testHome(), 'test', ['keycloak'], () => undefined);
  const people = demoPeople.map(({ username }) => ({ username, sub: personSecretsOf(secrets, username).sub }));
  const [gateway, demo] = [await aGateway(api.database, api.schools[0] as School), new DemoPeople(api.app.get(Identity), api.app.get(Tenants), api.app.get(KeycloakAdmin))];
  for (const name of ['东门', '图书馆']) await aCamera(api.database, gateway, { name });

  expect([await demo.bringIn(people), await demo.bringIn(people)]).toEqual([22, 0]);
  expect([await demo.incidents(people), await demo.incidents(people)]).toEqual([2, 0]);

  const at = `/v1/schools/${api.schools[0].schoolId}`;
  const { body: clearances } = await api.call<Result<typeof routes.listClearances>>('zhao.an', 'GET', `${at}/clearances?perPage=100`);
  expect(new Set(clearances.items.map((item) => item.state))).toEqual(new Set(['missing', 'expiring', 'valid']));
  const { body: offers } = await api.call<Result<typeof routes.listOwnAppointments>>('li.wei', 'GET', '/v1/me/appointments');
  expect(offers.items[0]).toMatchObject({ state: 'proposed', role: 'watch_keeper' });
  const { body: incidents } = await api.call<Result<typeof routes.listIncidents>>('zhao.an', 'GET', `${at}/incidents`);
  expect(incidents.items.map(({ state, category, hold }) => [state, category, hold.state])).toEqual([['handling', 'fight', 'active'], ['closed', 'theft', 'active']]);
});
