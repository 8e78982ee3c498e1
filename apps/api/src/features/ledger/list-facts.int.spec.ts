import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Result, Routes } from '@guardroom/contracts';
import { systemClock } from '@guardroom/kernel';
import { appendFact } from '../../platform/facts/append-fact.ts';
import { Tenants } from '../../platform/database/databases.ts';
import { startApi, type TestApi } from '../../testing/start-api.ts';

type Facts = Result<Routes['listFacts']>;
const CAMERA = 'cam_of_the_east_gate';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  const by = await api.machine(api.schools[0]);
  await api.app.get(Tenants).write(by, async (tx) => {
    for (const type of ['camera.changed', 'policy.took_effect']) await appendFact(tx, by, { type, subject: CAMERA, at: systemClock.now(), body: { location: '东门' } });
  });
});
afterAll(() => api?.close());

const bodies = async (who: string, path: string): Promise<Record<string, object>> => {
  const { body } = await api.call<Facts>(who, 'GET', `${path}?subject=${CAMERA}`);
  return Object.fromEntries(body.items.map((fact) => [fact.type, fact.body]));
};

test('the room reads facts in full; the bureau and other staff are told that it happened, and in full what is the bureau’s or everybody’s', async () => {
  const school = `/v1/schools/${api.schools[0].schoolId}/facts`;
  const place = { location: '东门' };
  expect(await bodies('zhao.an', school)).toEqual({ 'camera.changed': place, 'policy.took_effect': place });
  expect(await bodies('li.wei', school)).toEqual({ 'camera.changed': {}, 'policy.took_effect': place });
  expect(await bodies('wang.xun', '/v1/district/facts')).toEqual({ 'camera.changed': {}, 'policy.took_effect': place });
});

test('a search for a sign that patterns use finds that sign', async () => {
  const search = async (q: string) => (await api.call<Facts>('wang.xun', 'GET', `/v1/district/facts?q=${encodeURIComponent(q)}`)).body.items.map(({ type }) => type);
  expect(await search('took_effect')).toEqual(['policy.took_effect']);
  expect(await search('camera_changed')).toEqual([]);
  expect(await search(CAMERA)).toHaveLength(2);
});
