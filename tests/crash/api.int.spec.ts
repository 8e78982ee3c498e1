import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Result, Routes } from '@guardroom/contracts';
import { freePort, signIn, until } from '@guardroom/testkit';
import { TestGateway } from '../../apps/api/src/testing/test-gateway.ts';
import { startApi, type TestApi } from '../../apps/api/src/testing/start-api.ts';
import { type Camera, type School, aCamera, aGateway } from '../../libs/testkit/src/builders/index.ts';
import { type Bundle, type Program, barrier, bundle, killAll, queued, settled, start } from './api-process.ts';

/** Every table that a filed request writes to, in the order of the command. */
const WRITTEN = ['request_numbers', 'footage_requests', 'footage_request_cameras', 'holds', 'hold_cameras', 'due_work', 'facts', 'ledger_staged', 'outbox'] as const;
type Parts = Record<(typeof WRITTEN)[number], number>;
/** Rows of one request that names two cameras: filed and held are two facts, and the hold is due to be locked and to expire. */
const WHOLE: Parts = { request_numbers: 1, footage_requests: 1, footage_request_cameras: 2, holds: 1, hold_cameras: 2, due_work: 2, facts: 2, ledger_staged: 2, outbox: 2 };
const ABSENT = Object.fromEntries(WRITTEN.map((table) => [table, 0])) as Parts;

let api: TestApi;
let shipped: Bundle;
let cameras: Camera[];
beforeAll(async () => {
  [api, shipped] = await Promise.all([startApi(), bundle()]);
  const gateway = await aGateway(api.database, api.schools[0] as School);
  cameras = [await aCamera(api.database, gateway), await aCamera(api.database, gateway)];
});
afterEach(killAll);
afterAll(async () => {
  await api?.close();
  await shipped?.remove();
});

let marks = 0;
/** Words that name one request and no other. */
const mark = (): string => `查看学生受伤的经过，第${(marks += 1)}次`;

/** Asks by the shipped program; answers the request's id, or nothing when the program died before it answered. */
async function file({ url }: Program, reason: string): Promise<string | undefined> {
  const { accessToken } = await signIn('li.wei');
  const [to, from] = [60_000, 600_000].map((ago) => new Date(Date.now() - ago).toISOString());
  const body = JSON.stringify({ relation: 'class_teacher', purpose: 'pupil_injury', reason, cameraIds: cameras.map((c) => c.cameraId), from, to, fulfilment: 'result_only', liabilityAccepted: true });
  const path = `${url}/v1/schools/${api.schools[0].schoolId}/footage-requests`;
  const answer = await fetch(path, { method: 'POST', headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' }, body }).catch(() => undefined);
  const view = await answer?.json().catch(() => undefined) as Result<Routes['fileRequest']> | undefined;
  if (answer && answer.status !== 201) throw new Error(`filing answered ${answer.status} ${JSON.stringify(view)}`);
  return view?.id;
}

/** How many rows each table holds of the request with these words. Its number counts when the school's numbers reach it. */
async function partsOf(reason: string): Promise<Parts> {
  const { rows } = await api.database.admin.query<Parts>(
    `with r as (select * from footage_requests where reason = $1), h as (select * from holds where request_id in (select request_id from r)), f as (select * from facts where subject in (select request_id from r))
     select (select count(*) from r join request_numbers n using (school_id) where split_part(r.number, '-', 2)::int <= n.last_number)::int as request_numbers,
            (select count(*) from r)::int as footage_requests,
            (select count(*) from footage_request_cameras where request_id in (select request_id from r))::int as footage_request_cameras,
            (select count(*) from h)::int as holds,
            (select count(*) from hold_cameras where hold_id in (select hold_id from h))::int as hold_cameras,
            (select count(*) from due_work where subject in (select hold_id from h))::int as due_work,
            (select count(*) from f)::int as facts,
            (select count(*) from ledger_staged where fact_id in (select fact_id from f))::int as ledger_staged,
            (select count(*) from outbox where fact_id in (select fact_id from f))::int as outbox`,
    [reason],
  );
  return rows[0]!;
}

/** What lies in the tables and belongs to no request, and numbers that are no request's. Empty when nothing was half done. */
async function strays(): Promise<string[]> {
  const { rows } = await api.database.admin.query<{ stray: string }>(`
    select 'hold ' || hold_id as stray from holds where request_id is null or request_id not in (select request_id from footage_requests)
    union all select 'camera of hold ' || hold_id from hold_cameras where hold_id not in (select hold_id from holds)
    union all select 'due work of ' || subject from due_work where kind like 'hold.%' and subject not in (select hold_id from holds)
    union all select 'fact of ' || subject from facts where type = 'footage_request.filed' and subject not in (select request_id from footage_requests)
    union all select 'leaf of ' || fact_id from ledger_staged where fact_id not in (select fact_id from facts)
    union all select 'outbox row of ' || fact_id from outbox where fact_id not in (select fact_id from facts)
    union all select 'fact without leaf or outbox row ' || fact_id from facts where fact_id not in (select fact_id from ledger_staged) or fact_id not in (select fact_id from outbox)
    union all select 'number ' || n from request_numbers, generate_series(1, last_number) n where not exists (select from footage_requests where number = year || '-' || lpad(n::text, 4, '0'))`);
  return rows.map((row) => row.stray);
}

describe('the API, killed in the middle of a command,', () => {
  test.each(WRITTEN)('leaves nothing of a request that had come as far as %s, and files it when asked again', async (table) => {
    const reason = mark();
    const held = await barrier(api.database, table);
    const first = await start(shipped, 'main');
    const filing = file(first, reason);
    await held.reached();
    await first.kill();
    expect(await filing).toBeUndefined();
    await held.lift();
    await settled(api.database);
    expect([table, await partsOf(reason), await strays()]).toEqual([table, ABSENT, []]);
    const second = await start(shipped, 'main');
    expect(await file(second, reason)).toMatch(/^frq_/);
    expect([await partsOf(reason), await strays()]).toEqual([WHOLE, []]);
    await second.kill();
  });

  test('has every acknowledged request whole, and every other one whole or absent, whenever it dies', async () => {
    let [acknowledged, absent] = [0, 0];
    for (const after of [0, 1, 4, 9, 15]) {
      const program = await start(shipped, 'main');
      const held = after === 0 ? await barrier(api.database, 'outbox') : undefined; // so that it dies with all under way and none done
      const asked = Array.from({ length: 24 }, () => ({ reason: mark() }));
      let answered = 0;
      const enough = Promise.withResolvers<void>();
      const all = asked.map(async ({ reason }) => {
        const id = await file(program, reason);
        if (id) answered += 1;
        if (answered >= after) enough.resolve();
        return { reason, id };
      });
      await (held ? held.reached() : enough.promise);
      await program.kill();
      const outcomes = await Promise.all(all);
      await held?.lift();
      await settled(api.database);
      for (const { reason, id } of outcomes) {
        const parts = await partsOf(reason);
        if (id || parts.footage_requests > 0) expect([reason, parts]).toEqual([reason, WHOLE]);
        else expect([reason, parts]).toEqual([reason, ABSENT]);
        acknowledged += id ? 1 : 0;
        absent += parts.footage_requests === 0 ? 1 : 0;
      }
      expect(await strays()).toEqual([]);
    }
    process.stdout.write(`killed API: ${acknowledged} acknowledged, ${absent} absent of 120\n`);
    expect(acknowledged).toBeGreaterThanOrEqual(1 + 4 + 9 + 15);
    expect(absent).toBeGreaterThan(0);
  });
});

describe('the API, asked to end,', () => {
  test('finishes what is under way, takes nothing new and ends with 0', async () => {
    const program = await start(shipped, 'main');
    const held = await barrier(api.database, 'outbox');
    const reasons = Array.from({ length: 4 }, mark);
    const filing = Promise.all(reasons.map((reason) => file(program, reason)));
    await queued(api.database, reasons.length);
    program.signal('SIGTERM');
    await until('new connections to be refused', () => fetch(`${program.url}/health/live`, { headers: { connection: 'close' } }).then(() => false, () => true));
    await held.lift();
    expect((await filing).every((id) => id?.startsWith('frq_'))).toBe(true);
    expect(await program.ended).toBe(0);
    for (const reason of reasons) expect(await partsOf(reason)).toEqual(WHOLE);
  });

  test('answers gateways that wait for a change at once', async () => {
    const gateway = await TestGateway.enrolled(api, api.schools[0]);
    const { body } = await gateway.call<{ revision: number }>('GET', '/desired-state');
    const program = await start(shipped, 'main');
    const headers = { authorization: `Bearer ${await gateway.token()}` };
    const ticketsOf = async () => (await api.database.admin.query(`select 1 from auth.tickets where gateway_id = $1`, [gateway.enrolment.gatewayId])).rows.length;
    const known = await ticketsOf();
    const askedAt = performance.now();
    const waiting = fetch(`${program.url}/v1/gateway/desired-state?since=${body.revision}&waitSeconds=25`, { headers });
    await until('the program to know the gateway', ticketsOf, { isIt: (tickets) => tickets > known });
    program.signal('SIGTERM');
    expect((await waiting).status).toBe(200);
    expect(performance.now() - askedAt).toBeLessThan(25_000); // sooner than the wait would have been over
    expect(await program.ended).toBe(0);
  });
});

describe('the API, looked after,', () => {
  test('counts what it was asked by the pattern of the address, on its internal port alone', async () => {
    const internal = await freePort();
    const program = await start(shipped, 'main', { API_INTERNAL_PORT: String(internal) });
    const { accessToken } = await signIn('li.wei');
    const address = `${program.url}/v1/schools/${api.schools[0].schoolId}`;
    expect([(await fetch(address)).status, (await fetch(address, { headers: { authorization: `Bearer ${accessToken}` } })).status]).toEqual([401, 200]);
    // A request is counted when its answer has left, which may be after the asker has it.
    const count = (status: number): string => `guardroom_http_request_seconds_count{operation="GET /v1/schools/:schoolId",status="${status}"} 1\n`;
    const figures = await until('both to be counted', async () => (await fetch(`http://127.0.0.1:${internal}/metrics`)).text(), { isIt: (text) => text.includes(count(200)) && text.includes(count(401)) });
    expect(figures).toContain('guardroom_refusals_total{code="identity.not_signed_in"} 1\n');
    expect(figures).toContain('process_resident_memory_bytes ');
    expect(figures).not.toContain(api.schools[0].schoolId);
    expect((await fetch(`${program.url}/metrics`)).status).toBe(404);
    await program.kill();
  });

  test('writes a line for every request under the id that its answer carries, and no token', async () => {
    const program = await start(shipped, 'main', { LOG_LEVEL: 'debug' });
    const { accessToken } = await signIn('li.wei');
    const asked = async (token: string) => {
      const answer = await fetch(`${program.url}/v1/me`, { headers: { authorization: `Bearer ${token}` } });
      return { id: answer.headers.get('x-request-id'), body: (await answer.json()) as { error?: { requestId: string } } };
    };
    const lineOf = (id: string | null, msg: string) =>
      until(`a line that says ${msg} of ${id}`, () => program.lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Record<string, unknown>).find((line) => line['reqId'] === id && line['msg'] === msg));
    const [served, refused] = [await asked(accessToken), await asked(`${accessToken}x`)];
    expect(served.id).not.toBe(refused.id);
    expect(refused.body.error?.requestId).toBe(refused.id);
    expect(await lineOf(refused.id, 'request refused')).toMatchObject({ code: 'identity.not_signed_in', status: 401 });
    expect(await lineOf(served.id, 'answered')).toMatchObject({ operation: 'GET /v1/me', status: 200 });
    expect(program.lines.join('\n')).not.toContain(accessToken.split('.')[1]);
    await program.kill();
  });
});
