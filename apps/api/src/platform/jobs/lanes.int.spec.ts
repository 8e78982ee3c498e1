import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { identityRoutes } from '@guardroom/contracts';
import type { MachineActor, Tx } from '@guardroom/db';
import type { Instant } from '@guardroom/kernel';
import { until } from '@guardroom/testkit';
import { Redis } from 'ioredis';
import { PeopleModule } from '../../features/people/people.module.ts';
import { type TestApi, startApi } from '../../testing/start-api.ts';
import { Config } from '../config/config.ts';
import { Tenants } from '../database/databases.ts';
import { appendFact } from '../facts/append-fact.ts';
import { JobsModule } from './jobs.module.ts';
import { Performer } from './performer.ts';
import { Relay } from './relay.ts';
import { type Due, DueWork, type DueWorkHandler, Reaction, type ReactionHandler, noteDue } from './work.ts';

const at = '2026-11-22T00:00:00.000Z' as Instant;

/** Work passes; once the gate is closed it goes on until the gate opens. */
class Gate {
  readonly begun: string[] = [];
  #opened = Promise.resolve();
  open: () => void = () => undefined;
  close(): void {
    this.#opened = new Promise((resolve) => (this.open = resolve));
  }
  pass(subject: string): Promise<void> {
    this.begun.push(subject);
    return this.#opened;
  }
}
const [long, tick] = [new Gate(), new Gate()];
const rung: string[] = [];

@Injectable()
@DueWork('test.long', { lanes: 1 })
class Long implements DueWorkHandler {
  handle(_by: MachineActor, { subject }: Due): Promise<void> {
    return long.pass(subject);
  }
}

@Injectable()
@DueWork('test.ring')
class Ring implements DueWorkHandler {
  async handle(_by: MachineActor, { subject }: Due): Promise<void> {
    rung.push(subject);
  }
}

@Injectable()
@DueWork('test.slow-tick', { everySeconds: 1 })
class SlowTick implements DueWorkHandler {
  handle(_by: MachineActor, { subject }: Due): Promise<void> {
    return tick.pass(subject);
  }
}

const answered: string[] = [];
@Injectable()
@Reaction('test-late-answer', ['test.asked'])
class Answer implements ReactionHandler {
  async handle(_by: MachineActor, { subject }: { subject: string }): Promise<void> {
    answered.push(subject);
  }
}

@Module({ providers: [Long, Ring, SlowTick, Answer] })
class WorkUnderTest {}

let api: TestApi;
let redis: Redis;
beforeAll(async () => {
  api = await startApi({ features: [JobsModule, WorkUnderTest, PeopleModule], routes: identityRoutes }, { WORK_LEASE_SECONDS: '1' });
  redis = new Redis(api.app.get(Config).redisUrl);
  await api.app.get(Relay).start();
});
afterAll(async () => {
  for (const gate of [long, tick]) gate.open();
  await api?.app.get(Relay).stop();
  await redis?.quit();
  await api?.close();
});

const write = async (run: (tx: Tx, by: MachineActor) => Promise<unknown>): Promise<void> => {
  const by = await api.machine(api.schools[0]);
  await api.app.get(Tenants).write(by, (tx) => run(tx, by));
};
const owe = (kind: string, subject: string, dueAt = new Date()): Promise<void> => write((tx, by) => noteDue(tx, by, { kind, subject, dueAt }));
const rows = async <T extends object>(statement: string, values: unknown[] = []): Promise<T[]> => (await api.database.admin.query<T>(statement, values)).rows;
const dueOf = async (subject: string) => (await rows<{ held_until: Date; attempts: number; last_error: string | null }>('select held_until, attempts, last_error from due_work where subject = $1', [subject]))[0];

describe('long work', () => {
  test('keeps no transaction open while it is done, and its lease is renewed', async () => {
    long.close();
    await owe('test.long', 'first');
    await until('it to begin', () => long.begun.includes('first'));
    const [begun] = await rows<{ at: Date }>('select clock_timestamp() as at');
    const olderThanIt = () => rows('select query from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and xact_start < $1', [begun!.at]);
    await until('every transaction of before to end', olderThanIt, { isIt: (open) => open.length === 0 });
    const held = (await dueOf('first'))!.held_until;
    await until('a later lease', async () => ((await dueOf('first'))?.held_until.getTime() ?? 0) > held.getTime());
  });

  test('waits in the queue once, however often its lease ends', async () => {
    for (const subject of ['second', 'third']) await owe('test.long', subject);
    await until('it to be claimed again and again', async () => ((await dueOf('third'))?.attempts ?? 0) >= 4);
    const waiting = await Promise.all((await redis.keys('bull:*test.long:wait')).map((key) => redis.llen(key)));
    expect(waiting).toEqual([2]);
  });

  test('keeps no short work waiting', async () => {
    for (let i = 0; i < 6; i += 1) await owe('test.long', `more ${i}`);
    await owe('test.ring', 'the bell');
    await until('the bell', () => rung.includes('the bell'));
  });

  test('is not done while somebody holds it, and again when their lease is over', async () => {
    const [subject, dueAt] = [randomUUID(), new Date(Date.now() + 3_600_000)];
    await owe('test.long', subject, dueAt);
    const deliver = () => api.app.get(Performer).perform({ schoolId: api.schools[0].schoolId, kind: 'test.long', subject, dueAt: dueAt.toISOString() });
    await rows(`update due_work set held_by = 'somebody', held_until = now() + interval '1 hour' where subject = $1`, [subject]);
    await deliver();
    expect(long.begun).not.toContain(subject);
    await rows(`update due_work set held_until = now() - interval '1 second' where subject = $1`, [subject]);
    long.open();
    await deliver();
    expect(long.begun).toContain(subject);
    expect(await dueOf(subject)).toBeUndefined();
  });
});

describe('recurring work of which the latest time alone counts', () => {
  const ticks = () => rows<{ school_id: string; n: number }>(`select school_id, count(*)::int as n from due_work where kind = 'test.slow-tick' group by 1`);
  const turned = async (): Promise<number> => (await rows<{ at: Date }>(`select watermark_at as at from schedules where kind = 'test.slow-tick'`))[0]!.at.getTime();

  test('does not pile up while it is being done', async () => {
    tick.close();
    const begun = tick.begun.length;
    await until('one to begin at each school', () => tick.begun.length >= begun + api.schools.length);
    const from = await turned();
    await until('some times to pass', async () => (await turned()) >= from + 3_000);
    expect((await ticks()).map(({ n }) => n)).toEqual(api.schools.map(() => 1));
  });
});

describe('a fact that another version of the worker closed', () => {
  test('is reacted to once all the same', async () => {
    await rows(`
      create function public.close() returns trigger language plpgsql as $$ begin new.done_at := clock_timestamp(); return new; end $$;
      create trigger closed_by_another before insert on guardroom.outbox for each row when (new.type = 'test.asked') execute function public.close()`);
    await write((tx, by) => appendFact(tx, by, { type: 'test.asked', subject: 'a question', at, body: {} }));
    await until('the answer', () => answered.includes('a question'));
    await until('it to be done', async () => (await rows(`select 1 from outbox where type = 'test.asked' and done_at is null`)).length === 0);
    expect(answered).toEqual(['a question']);
  });
});
