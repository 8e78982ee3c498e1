import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { addDays, civilDay, systemClock } from '@guardroom/kernel';
import { startApi, type TestApi } from '../../testing/start-api.ts';
import { Upkeep } from './upkeep.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api?.close());

const round = () => api.app.get(Upkeep, { strict: false }).round();

test('an hour of upkeep makes the partitions that are missing and removes the tickets whose token is over, no others', async () => {
  const { admin } = api.database;
  const tickets = async (): Promise<number> => Number((await admin.query<{ count: string }>('select count(*) from auth.tickets')).rows[0]?.count);
  await round();
  await api.call('li.wei', 'GET', `/v1/schools/${api.schools[0].schoolId}/cameras`);
  await api.call('zhao.an', 'GET', `/v1/schools/${api.schools[0].schoolId}/cameras`);
  const living = await tickets();
  expect(living).toBeGreaterThan(1);
  await admin.query(`update auth.tickets set expires_at = now() - interval '1 second' where hash = (select hash from auth.tickets order by hash limit 1)`);
  const tomorrow = addDays(civilDay(systemClock.now()), 1).replaceAll('-', '');
  await admin.query(`drop table segments_${tomorrow}`);

  expect(await round()).toEqual({ partitions: 1, tickets: 1 });
  expect(await tickets()).toBe(living - 1);
  expect(await round()).toEqual({ partitions: 0, tickets: 0 });
});
