import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { identityRoutes } from '@guardroom/contracts';
import type { MachineActor, Tx } from '@guardroom/db';
import type { Instant } from '@guardroom/kernel';
import { Redis } from 'ioredis';
import { until } from '@guardroom/testkit';
import { PeopleModule } from '../../features/people/people.module.ts';
import { type TestApi, startApi } from '../../testing/start-api.ts';
import { Config } from '../config/config.ts';
import { Tenants } from '../database/databases.ts';
import { appendFact } from '../facts/append-fact.ts';
import type { StoredFact } from '../facts/stored-fact.ts';
import { JobsModule } from './jobs.module.ts';
import { Relay } from './relay.ts';
import { type Due, DueWork, type DueWorkHandler, Reaction, type ReactionHandler, noteDue } from './work.ts';

const at = '2026-11-22T00:00:00.000Z' as Instant;

/** Fails the first time for subjects that say so; its effect is a fact of its own. */
@Injectable()
@Reaction('test-answer', ['test.asked'])
class Answer implements ReactionHandler {
  readonly #failed = new Set<string>();
  async handle(by: MachineActor, fact: StoredFact, tx: Tx): Promise<void> {
    await appendFact(tx, by, { type: 'test.answered', subject: fact.subject, at, body: {} });
    if (!fact.subject.startsWith('fragile') || this.#failed.has(fact.subject)) return;
    this.#failed.add(fact.subject);
    throw new Error('failed once');
  }
}

@Injectable()
@DueWork('test.ring')
class Ring implements DueWorkHandler {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }
  async handle(by: MachineActor, due: Due): Promise<void> {
    await this.#db.write(by, (tx) => appendFact(tx, by, { type: 'test.rang', subject: due.subject, at, body: {} }));
  }
}

@Injectable()
@DueWork('test.tick', { everySeconds: 1, missed: 'each' })
class Tick implements DueWorkHandler {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }
  async handle(by: MachineActor, due: Due): Promise<void> {
    await this.#db.write(by, (tx) => appendFact(tx, by, { type: 'test.ticked', subject: due.dueAt.toISOString(), at, body: {} }));
  }
}

@Module({ providers: [Answer, Ring, Tick] })
class WorkUnderTest {}

let api: TestApi;
let redis: Redis;

beforeAll(async () => {
  process.env['WORK_LEASE_SECONDS'] = '1';
  api = await startApi({ features: [JobsModule, WorkUnderTest, PeopleModule], routes: identityRoutes });
  redis = new Redis(api.app.get(Config).redisUrl);
  await api.app.get(Relay).start();
});
afterAll(async () => {
  await api?.app.get(Relay).stop();
  await redis?.quit();
  await api?.close();
});

const write = async (run: (tx: Tx, by: MachineActor) => Promise<unknown>): Promise<void> => {
  const by = await api.machine(api.schools[0]);
  await api.app.get(Tenants).write(by, (tx) => run(tx, by));
};
const count = async (type: string): Promise<{ subject: string; n: number }[]> =>
  (await api.database.admin.query<{ subject: string; n: number }>('select subject, count(*)::int as n from facts where type = $1 group by subject order by subject', [type])).rows;

describe('owed work', () => {
  test('takes effect once for every fact though Redis is flushed in mid-run', async () => {
    const flushing = setInterval(() => void redis.flushdb(), 120);
    try {
      for (let i = 0; i < 120; i += 1) await write((tx, by) => appendFact(tx, by, { type: 'test.asked', subject: `q${String(i).padStart(3, '0')}`, at, body: {} }));
      await until('half of the answers', () => count('test.answered'), { isIt: (answered) => answered.length >= 60 });
    } finally {
      clearInterval(flushing);
    }
    await until('every answer', async () => (await count('test.answered')).length, { isIt: (answered) => answered === 120 });
    expect((await count('test.answered')).filter((a) => a.n !== 1)).toEqual([]);
  });

  test('is done again after a failure, without a trace of the first try', async () => {
    const subject = `fragile ${randomUUID()}`;
    await write((tx, by) => appendFact(tx, by, { type: 'test.asked', subject, at, body: {} }));
    await until('the answer', async () => (await count('test.answered')).some((a) => a.subject === subject));
    expect((await count('test.answered')).find((a) => a.subject === subject)?.n).toBe(1);
  });

  test('waits until it is due, and is noted once', async () => {
    const dueAt = new Date(Date.now() + 5_000);
    for (let i = 0; i < 3; i += 1) await write((tx, by) => noteDue(tx, by, { kind: 'test.ring', subject: 'once', dueAt }));
    await until('the bell', async () => (await count('test.rang')).length > 0);
    expect(Date.now()).toBeGreaterThanOrEqual(dueAt.getTime());
    expect(await count('test.rang')).toEqual([{ subject: 'once', n: 1 }]);
  });

  test('recurs for every school with no time missed and none doubled', async () => {
    await until('the first times', async () => (await count('test.ticked')).length, { isIt: (times) => times >= 5 });
    expect(await redis.flushdb()).toBe('OK');
    const seen = (await count('test.ticked')).length;
    await until('some times more', async () => (await count('test.ticked')).length, { isIt: (times) => times >= seen + 3 });
    // All that was due until now, in whatever order it was done; what falls due meanwhile is no part of it.
    const [watermark] = (await api.database.admin.query<{ at: Date; exact: string }>(`select watermark_at as at, watermark_at::text as exact from schedules where kind = 'test.tick'`)).rows;
    const open = async () => (await api.database.admin.query<{ n: number }>(`select count(*)::int as n from due_work where kind = 'test.tick' and due_at <= $1::timestamptz and done_at is null`, [watermark!.exact])).rows[0]!.n;
    await until('all of it to be done', open, { isIt: (n) => n === 0 });
    const ticks = (await count('test.ticked')).filter((t) => t.subject <= watermark!.at.toISOString());
    expect(ticks.filter((t) => t.n !== api.schools.length)).toEqual([]);
    const times = ticks.map((t) => Date.parse(t.subject));
    expect(times.slice(1).map((t, i) => t - (times[i] as number)).filter((gap) => gap !== 1000)).toEqual([]);
  });

  test('is refused while the platform is switched off as whoever does it, stays owed, and is done once it is switched on', async () => {
    const { admin } = api.database;
    const subject = `unattended ${randomUUID()}`;
    const switched = (on: boolean) => admin.query(`update principals set active = $1 where kind = 'machine'`, [on]);
    const owed = async () => {
      const { rows } = await admin.query<{ error: string | null }>(
        `select last_error as error from outbox join facts using (fact_id) where facts.subject = $1 and outbox.done_at is null union all select last_error from due_work where subject = $1 and done_at is null`,
        [subject],
      );
      return rows.map((row) => row.error);
    };
    try {
      await write(async (tx, by) => {
        await appendFact(tx, by, { type: 'test.asked', subject, at, body: {} });
        await noteDue(tx, by, { kind: 'test.ring', subject, dueAt: new Date() });
        await switched(false); // before anybody can see what is owed
      });
      await until('both to be refused', owed, { isIt: (errors) => errors.length === 2 && errors.every((error) => error?.includes('the ticket is not valid')) });
      expect((await count('test.answered')).concat(await count('test.rang')).filter((done) => done.subject === subject)).toEqual([]);
    } finally {
      await switched(true);
    }
    await until('both to be done', owed, { isIt: (errors) => errors.length === 0 });
    expect((await count('test.answered')).concat(await count('test.rang')).filter((done) => done.subject === subject)).toEqual([{ subject, n: 1 }, { subject, n: 1 }]);
  });

  test('is not done for a fact whose transaction rolled back', async () => {
    const subject = `never ${randomUUID()}`;
    await expect(
      write(async (tx, by) => {
        await appendFact(tx, by, { type: 'test.asked', subject, at, body: {} });
        throw new Error('changed its mind');
      }),
    ).rejects.toThrow('changed its mind');
    const marker = `marker ${randomUUID()}`;
    await write((tx, by) => appendFact(tx, by, { type: 'test.asked', subject: marker, at, body: {} }));
    await until('what came after it', async () => (await count('test.answered')).some((a) => a.subject === marker));
    expect((await count('test.answered')).some((a) => a.subject === subject)).toBe(false);
  });
});
