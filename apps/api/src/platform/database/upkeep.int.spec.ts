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

  expect(await round()).toMatchObject({ partitions: 1, tickets: 1 });
  expect(await tickets()).toBe(living - 1);
  expect(await round()).toEqual({ partitions: 0, tickets: 0, delivered: 0 });
});

test('an hour of upkeep removes what was delivered a week ago with its receipts, and no fact, nothing that is owed and nothing newer', async () => {
  const { admin } = api.database;
  const { districtId, schoolId } = api.schools[0];
  const old = ['fct_old', 'fct_owed', 'fct_new'];
  const times = [`now() - interval '8 days'`, 'null', `now() - interval '6 days'`];
  for (const [i, fact] of old.entries()) {
    await admin.query(`insert into outbox (district_id, school_id, fact_id, type, done_at) values ($1, $2, $3, 'test.swept', ${times[i]})`, [districtId, schoolId, fact]);
    await admin.query(`insert into reaction_receipts (fact_id, reaction, district_id, school_id, done_at) values ($1, 'test.react', $2, $3, now() - interval '8 days')`, [fact, districtId, schoolId]);
  }
  const facts = async () => (await admin.query('select count(*) from facts')).rows;
  const before = await facts();
  expect(await round()).toMatchObject({ delivered: 1 });
  const left = async (table: string) => (await admin.query<{ fact_id: string }>(`select fact_id from ${table} where fact_id = any($1) order by 1`, [old])).rows.map((row) => row.fact_id);
  expect([await left('outbox'), await left('reaction_receipts'), await facts()]).toEqual([['fct_new', 'fct_owed'], ['fct_new', 'fct_owed'], before]);
});
