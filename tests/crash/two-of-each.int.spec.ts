import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Result, Routes } from '@guardroom/contracts';
import { addMs, instantOf, newId, type Instant } from '@guardroom/kernel';
import { createPerson, signIn, until } from '@guardroom/testkit';
import { startApi, type TestApi } from '../../apps/api/src/testing/start-api.ts';
import { TestGateway, announcementOf, type HeldSegment } from '../../apps/api/src/testing/test-gateway.ts';
import { type Bundle, type Program, bundle, killAll, start } from './api-process.ts';
import { type Answered, type Front, startFront } from './front.ts';

let api: TestApi;
let shipped: Bundle;
let front: Front;
let gateway: TestGateway;
let camera: { readonly id: string };
let keys: Result<Routes['getDesiredState']>['cameras'][number]['keys'];
beforeAll(async () => {
  [api, shipped, front] = await Promise.all([startApi(), bundle(), startFront()]);
  gateway = await TestGateway.enrolled(api, api.schools[0]);
  const registered = await api.call<{ id: string }>('qian.hua', 'POST', `${school()}/cameras`, { name: '东门', location: '一楼', space: 'corridor', gatewayId: gateway.enrolment.gatewayId, rtspUrl: 'rtsp://127.0.0.1:1/none', username: 'a', password: 'b' });
  camera = registered.body;
  const state = await gateway.call<Result<Routes['getDesiredState']>>('GET', '/desired-state');
  keys = state.body.cameras[0]!.keys;
});
afterEach(killAll);
afterAll(async () => {
  await front?.close();
  await api?.close();
  await shipped?.remove();
});

const school = (): string => `/v1/schools/${api.schools[0].schoolId}`;
const rows = async <T extends object>(statement: string, values: unknown[] = []): Promise<T[]> => (await api.database.admin.query<T>(statement, values)).rows;
const one = async (statement: string, values: unknown[] = []): Promise<number> => (await rows<{ n: number }>(statement, values))[0]!.n;

/** What a dead worker had claimed is claimed again after a second. */
const environment = { WORK_LEASE_SECONDS: '1', SHUTDOWN_DRAIN_SECONDS: '2' };
let servers: [Program, Program];
let workers: [Program, Program];
const server = (number: 0 | 1): Promise<Program> => start(shipped, 'main', { ...environment, API_PORT: String(front.apiPorts[number]) });
const worker = (): Promise<Program> => start(shipped, 'worker', environment);
beforeEach(async () => {
  servers = await Promise.all([server(0), server(1)]);
  workers = await Promise.all([worker(), worker()]);
  await front.shares(2);
});

let marks = 0;
/** Words that name one request and no other. */
const mark = (): string => `查看学生受伤的经过，第${(marks += 1)}份`;

/** People and a gateway who ask without pause until told to stop; they remember what was acknowledged and what was not. */
class Load {
  readonly acknowledged: string[] = [];
  readonly unanswered: string[] = [];
  readonly announced: HeldSegment[] = [];
  readonly failures: string[] = [];
  #isOver = false;
  readonly #asking: Promise<void>[];

  constructor(segments: readonly HeldSegment[]) {
    const waiting = [...segments];
    this.#asking = [...['li.wei', 'li.wei', 'zhao.an', 'zhao.an', 'chen.ming', 'chen.ming'].map((who) => this.#file(who)), this.#announce(waiting)];
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#asking);
  }

  /** Waits until so many more were acknowledged than at the call. */
  async goesOn(more: number): Promise<void> {
    const before = this.acknowledged.length;
    await until(`${more} more acknowledged`, () => this.acknowledged.length >= before + more);
  }

  async #file(who: string): Promise<void> {
    while (!this.#isOver) {
      const reason = mark();
      const [to, from] = [60_000, 600_000].map((ago) => new Date(Date.now() - ago).toISOString());
      const body = { relation: 'class_teacher', purpose: 'pupil_injury', reason, cameraIds: [camera.id], from, to, fulfilment: 'result_only', liabilityAccepted: true };
      const answer = await front.call('POST', `${school()}/footage-requests`, (await signIn(who)).accessToken, body);
      if (answer?.status === 201) this.acknowledged.push(reason);
      else {
        this.unanswered.push(reason);
        this.#note(answer);
      }
    }
  }

  /** As the agent does it: what was not acknowledged is sent again. */
  async #announce(waiting: HeldSegment[]): Promise<void> {
    for (let next = waiting.shift(); next && !this.#isOver; ) {
      const answer = await front.call('POST', '/v1/gateway/segments', await gateway.token(), { segments: [announcementOf(next)] });
      if (answer?.status === 200) {
        const { segments } = JSON.parse(answer.body) as Result<Routes['announceSegments']>;
        expect(segments.map((segment) => segment.state)).toEqual(['verified']);
        this.announced.push(next);
        next = waiting.shift();
      } else this.#note(answer);
    }
  }

  #note(answer: Answered): void {
    this.failures.push(answer ? `${answer.status} ${answer.body.slice(0, 200)}` : 'no answer');
  }
}

let sequence = 0;
/** Segments of the last hour that lie in the store and are not announced yet. */
async function uploaded(count: number): Promise<HeldSegment[]> {
  const held: HeldSegment[] = [];
  for (let i = 0; i < count; i += 1) {
    const at = addMs(instantOf(Math.floor(Date.now() / 10_000) * 10_000 - 3_000_000) as Instant, sequence * 10_000);
    const segment = await gateway.seal(camera.id, keys, at, { sequence });
    sequence += 1;
    expect(await gateway.upload(segment)).toBe(200);
    held.push(segment);
  }
  return held;
}

/** How often each request, with its fact and hold, is in the database: by its words. */
const filed = async (): Promise<Map<string, { requests: number; facts: number; holds: number }>> =>
  new Map(
    (
      await rows<{ reason: string; requests: number; facts: number; holds: number }>(
        `select r.reason, count(distinct r.request_id)::int as requests, count(distinct f.fact_id)::int as facts, count(distinct h.hold_id)::int as holds
           from footage_requests r left join facts f on f.subject = r.request_id and f.type = 'footage_request.filed' left join holds h on h.request_id = r.request_id group by 1`,
      )
    ).map(({ reason, ...counts }) => [reason, counts]),
  );
const WHOLE = { requests: 1, facts: 1, holds: 1 };

/** Whatever was acknowledged is there whole and once; whatever was not is there whole and once, or not at all. */
async function nothingLostNorDoubled(load: Load): Promise<void> {
  const there = await filed();
  for (const reason of load.acknowledged) expect([reason, there.get(reason)]).toEqual([reason, WHOLE]);
  for (const reason of load.unanswered) expect([reason, there.get(reason) ?? WHOLE]).toEqual([reason, WHOLE]);
  const indexed = await rows<{ sequence: string; verified: boolean; times: number }>(`select sequence::text, bool_and(verified) as verified, count(*)::int as times from segments group by 1`);
  const place = new Map(indexed.map((row) => [Number(row.sequence), row]));
  for (const segment of load.announced) expect(place.get(segment.signed.header.sequence)).toMatchObject({ verified: true, times: 1 });
  expect(indexed.filter((row) => row.times !== 1)).toEqual([]);
}

/** Every fact stands in the log once, and the officer's check of the whole log finds nothing changed. */
async function theLogIsWhole(): Promise<number> {
  await until('every leaf to be sealed', async () => (await one('select count(*)::int as n from ledger_staged')) === 0);
  expect(await rows(`select f.fact_id from facts f left join (select fact_id from ledger_staged union all select fact_id from ledger_entries) l using (fact_id) group by 1 having count(l.fact_id) <> 1`)).toEqual([]);
  const check = await api.call<Result<Routes['checkLedger']>>('wang.xun', 'POST', '/v1/district/ledger/checks', {});
  expect(check.body).toMatchObject({ verdict: 'intact', changed: [] });
  return check.body.leavesLookedAt;
}

/** Lets every hold that is open now be due. */
async function holdsAreDue(): Promise<string[]> {
  const due = await rows<{ id: string }>(`update holds set until_at = date_trunc('milliseconds', now()) - interval '1 second' where released_at is null returning hold_id as id`);
  const ids = due.map((hold) => hold.id);
  await rows(`update due_work d set due_at = h.until_at from holds h where d.kind = 'hold.expire' and d.subject = h.hold_id and h.hold_id = any($1)`, [ids]);
  return ids;
}

describe('two API processes and two workers behind one address', () => {
  test('lose nothing that was acknowledged and do no work twice when one of each is killed under load, in turn', async () => {
    const people = await Promise.all(Array.from({ length: 6 }, () => createPerson(['staff'])));
    const appointments = people.map(() => newId('apt'));
    for (const [i, person] of people.entries()) {
      const { schoolId, districtId } = api.schools[0];
      const personId = newId('psn');
      await rows(`insert into principals (sub, kind, district_id, person_id, name) values ($1, 'person', $2, $3, '临时')`, [person.sub, districtId, personId]);
      await rows(`insert into appointments (school_id, appointment_id, district_id, person_id, sub, person_name, role, starts_on, identity_synced_at) values ($1, $2, $3, $4, $5, '临时', 'staff', '2020-01-01', now())`, [schoolId, appointments[i], districtId, personId, person.sub]);
    }
    const load = new Load(await uploaded(120));
    await load.goesOn(20);
    const due: string[] = [];
    const ended: string[] = [];
    for (const [round, id] of appointments.entries()) {
      const victim = (round % 2) as 0 | 1;
      const answer = await front.call('POST', `${school()}/appointments/${id}/end`, (await signIn('chen.ming')).accessToken, { reason: '调离岗位' });
      if (answer?.status === 200) ended.push(id);
      due.push(...(await holdsAreDue()));
      await Promise.all([servers[victim].kill(), workers[victim].kill()]);
      await load.goesOn(15); // the other one of each carries on alone
      [servers[victim], workers[victim]] = await Promise.all([server(victim), worker()]);
      await front.shares(2);
      await load.goesOn(5);
    }
    await load.stop();
    await nothingLostNorDoubled(load);
    expect(ended.length).toBeGreaterThan(0);

    await until('every due hold to expire', async () => (await one('select count(*)::int as n from holds where hold_id = any($1) and released_at is null', [due])) === 0);
    expect(await rows(`select body->>'holdId' as hold, count(*)::int as times from facts where type = 'hold.expired' group by 1 having count(*) <> 1`)).toEqual([]);
    expect(await one(`select count(*)::int as n from facts where type = 'hold.expired' and body->>'holdId' = any($1)`, [due])).toBe(due.length);
    await until('every reaction to be done', async () => (await one(`select count(*)::int as n from outbox where done_at is null`)) === 0);
    expect(await one(`select count(*)::int as n from facts f join reaction_receipts r using (fact_id) where f.subject = any($1) and r.reaction = 'people.carry-ended-appointment'`, [ended])).toBe(ended.length);
    const leaves = await theLogIsWhole();
    process.stdout.write(`two of each: ${load.acknowledged.length} requests and ${load.announced.length} segments acknowledged, ${load.failures.length} calls without a good answer over 6 deaths of each, ${due.length} holds expired once, ${leaves} leaves intact\n`);
  }, 600_000);

  test('answer every request while each is asked to end and started anew', async () => {
    const load = new Load(await uploaded(40));
    await load.goesOn(10);
    for (const number of [0, 1] as const) {
      servers[number].signal('SIGTERM');
      workers[number].signal('SIGTERM');
      expect(await servers[number].ended).toBe(0);
      expect(await workers[number].ended).toBe(0);
      await load.goesOn(10);
      [servers[number], workers[number]] = await Promise.all([server(number), worker()]);
      await front.shares(2);
      await load.goesOn(10);
    }
    await load.stop();
    expect(load.failures).toEqual([]);
    await nothingLostNorDoubled(load);
    await theLogIsWhole();
    process.stdout.write(`restarted in turn: ${load.acknowledged.length} requests, each acknowledged\n`);
  }, 600_000);
});
