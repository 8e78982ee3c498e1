import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { claimsOf, signIn, until } from '@guardroom/testkit';
import { PeopleModule } from '../../apps/api/src/features/people/people.module.ts';
import { startApi, type TestApi } from '../../apps/api/src/testing/start-api.ts';
import { identityRoutes } from '@guardroom/contracts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi({ features: [PeopleModule], routes: identityRoutes });
});
afterAll(() => api?.close());

type Seen = { readonly startedAt: number; readonly answeredAt: number; readonly status: number };

test('an ended appointment is refused from the moment its end is answered, though the token lives on', async () => {
  const path = `/v1/schools/${api.schools[0].schoolId}`;
  await signIn('chen.ming'); // first: a second factor may keep one waiting, while the token below grows old
  const { accessToken: token } = await signIn('zhao.an');
  const { rows } = await api.database.admin.query<{ id: string }>(`select appointment_id as id from appointments where person_name = '赵安' and role = 'security_lead'`);
  const seen: Seen[] = [];
  let ended = false;
  const keepCalling = async (): Promise<void> => {
    for (let after = 0; after < 10; after += ended ? 1 : 0) {
      const startedAt = performance.now();
      const { status } = await api.call({ token }, 'GET', path);
      seen.push({ startedAt, answeredAt: performance.now(), status });
    }
  };
  const calling = [keepCalling(), keepCalling(), keepCalling()];
  await until('calls to be served', () => seen.length >= 3);
  const answer = await api.call('chen.ming', 'POST', `${path}/appointments/${rows[0]!.id}/end`, { reason: '调离岗位' });
  const endedAt = performance.now();
  ended = true;
  await Promise.all(calling);

  expect(answer.status).toBe(200);
  expect(seen.some((s) => s.status === 200)).toBe(true);
  const later = seen.filter((s) => s.startedAt > endedAt);
  expect(later.length).toBeGreaterThanOrEqual(20);
  expect(later.filter((s) => s.status !== 401)).toEqual([]);
  expect(Number(claimsOf(token)['exp']) * 1000).toBeGreaterThan(Date.now());
  expect(await api.call({ token }, 'GET', path)).toMatchObject({ status: 401, error: { code: 'identity.no_longer_active' } });
  const firstRefused = Math.min(...seen.filter((s) => s.status === 401).map((s) => s.answeredAt));
  const lastServed = Math.max(...seen.filter((s) => s.status === 200).map((s) => s.answeredAt));
  process.stdout.write(`ended appointment: first refusal ${(firstRefused - endedAt).toFixed(1)} ms and last success ${(lastServed - endedAt).toFixed(1)} ms after the end was answered; ${seen.length} calls\n`);
});
