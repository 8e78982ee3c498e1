import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CommandBus } from '@nestjs/cqrs';
import { type Result, type Routes, authorityRoutes, documentRoutes, identityRoutes } from '@guardroom/contracts';
import { signIn } from '@guardroom/testkit';
import { Tenants } from '../platform/database/databases.ts';
import { Identity } from '../platform/identity/identity.ts';
import { startApi, type TestApi } from '../testing/start-api.ts';
import { AuthorityModule } from '../features/authority/authority.module.ts';
import { DocumentsModule } from '../features/documents/documents.module.ts';
import { DemoAuthority } from './demo-authority.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi({ features: [AuthorityModule, DocumentsModule], routes: { ...authorityRoutes, ...documentRoutes, getMe: identityRoutes.getMe, getSchool: identityRoutes.getSchool } });
});
afterAll(() => api?.close());

test('the requests of the demo are filed once, by its liaison, and wait for papers and for the school', async () => {
  const demo = new DemoAuthority(api.app.get(CommandBus), api.app.get(Identity), api.app.get(Tenants));
  const { sub } = await signIn('peng.fei');
  expect([await demo.file({ sub }), await demo.file({ sub })]).toEqual([2, 0]);
  const { body } = await api.call<Result<Routes['listCases']>>('peng.fei', 'GET', '/v1/cases?sort=state');
  expect(body.items.map(({ school, state, missingPapers }) => [school.name, state, missingPapers.length])).toEqual([['明德小学', 'papers_uploaded', 0], ['启智中学', 'received', 3]]);
  await expect(demo.file({ sub: (await signIn('li.wei')).sub })).rejects.toThrow('identity.not_permitted');
});
