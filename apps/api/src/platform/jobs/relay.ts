import { Injectable } from '@nestjs/common';
import { type Job, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { type Logger, pino } from 'pino';
import { Config } from '../config/config.ts';
import { RelayDb } from '../database/databases.ts';
import { loggerOptions } from '../telemetry/logger.ts';
import { Metrics } from '../telemetry/metrics.ts';
import { Performer } from './performer.ts';
import { WorkRegistry } from './registry.ts';

const QUEUE = 'guardroom-work';
/** Pieces of short work that a process does at once. */
const LANES = 4;
const BATCH = 200;
const IDLE_MS = 400;
/** The queue takes a job back from a dead worker after at most twice this: within the lease, which would add nothing while the job is there. Milliseconds. */
const LOCK_MS = 5_000;
/** Facts that a worker without our reactions closed are opened again within this time: longer than a rolling upgrade takes. Hours. */
const REOPEN_HOURS = 1;

/** What the queue carries: a name for a row that PostgreSQL remembers, nothing else. */
export type Carried = { readonly fact: string } | { readonly schoolId: string; readonly kind: string; readonly subject: string; readonly dueAt: string };

/** What carries work of one kind: a queue, and who takes from it. */
type Carrier = { readonly queue: Queue; readonly worker: Worker };

/** The same row has the same name in the queue, where it waits once however often its lease ends. A colon has a meaning there. */
const nameOf = (work: Carried): string => encodeURIComponent('fact' in work ? work.fact : [work.schoolId, work.kind, work.subject, work.dueAt].join(' '));

/**
 * Moves owed work from PostgreSQL to the queues and performs what they bring: one queue for all short work, and one for each kind of
 * long work, so that hours of packages and locks keep no tick waiting. PostgreSQL alone says what is owed: a queue that forgets
 * everything only delays work by one lease.
 */
@Injectable()
export class Relay {
  readonly #db: RelayDb;
  readonly #registry: WorkRegistry;
  readonly #performer: Performer;
  readonly #metrics: Metrics;
  readonly #redisUrl: string;
  readonly #leaseSeconds: number;
  readonly #log: Logger;
  readonly #connections: Redis[] = [];
  /** By kind of long work; short work has no kind here. */
  readonly #carriers = new Map<string | undefined, Carrier>();
  #reopenAtMs = 0;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(config: Config, db: RelayDb, registry: WorkRegistry, performer: Performer, metrics: Metrics) {
    this.#redisUrl = config.redisUrl;
    this.#leaseSeconds = config.workLeaseSeconds;
    this.#db = db;
    this.#registry = registry;
    this.#performer = performer;
    this.#metrics = metrics;
    this.#log = pino(loggerOptions(config.logLevel)).child({ part: 'relay' });
  }

  /** Begins to claim and to perform. */
  async start(): Promise<void> {
    this.#registry.collect();
    await this.#registerSchedules();
    const connect = (): Redis => {
      const connection = new Redis(this.#redisUrl, { maxRetriesPerRequest: null, enableReadyCheck: false });
      this.#connections.push(connection);
      return connection;
    };
    const [forQueues, forWorkers] = [connect(), connect()];
    const away = (error: Error): void => this.#log.warn({ err: error.message }, 'queue is away; owed work waits in the database');
    const carrier = (name: string, lanes: number): Carrier => {
      const queue = new Queue(name, { connection: forQueues, defaultJobOptions: { removeOnComplete: true, removeOnFail: true } }).on('error', away);
      const worker = new Worker(name, (job: Job<Carried>) => this.#performer.perform(job.data), { connection: forWorkers, concurrency: lanes, lockDuration: LOCK_MS, stalledInterval: LOCK_MS }).on('error', away);
      return { queue, worker };
    };
    this.#carriers.set(undefined, carrier(QUEUE, LANES));
    for (const [kind, lanes] of this.#registry.long) this.#carriers.set(kind, carrier(`${QUEUE}.${kind}`, lanes));
    this.#running = this.#loop();
  }

  /** Ends after the work in hand. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
    await Promise.all([...this.#carriers.values()].map(({ worker }) => worker.close()));
    await Promise.all([...this.#carriers.values()].map(({ queue }) => queue.close()));
    for (const connection of this.#connections) connection.disconnect(); // the queue leaves connections that were given to it open
  }

  async #loop(): Promise<void> {
    while (!this.#stopped) {
      const moved = await this.#round().catch((error: unknown) => {
        this.#log.error({ err: error }, 'round failed; rows stay owed and are claimed again');
        return 0;
      });
      if (moved < BATCH) await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
    }
  }

  async #round(): Promise<number> {
    await this.#turnSchedulesIntoDueWork();
    await this.#reopenFacts();
    const carried = [...(await this.#claimFacts()), ...(await this.#claimDue())];
    const carriers = Map.groupBy(carried, (work) => this.#carriers.get('kind' in work && this.#carriers.has(work.kind) ? work.kind : undefined));
    for (const [carrier, work] of carriers) await carrier?.queue.addBulk(work.map((data) => ({ name: 'work', data, opts: { jobId: nameOf(data) } })));
    return carried.length;
  }

  /** Another version of the worker closes facts that only ours reacts to: whatever lacks a receipt of ours is owed again. */
  async #reopenFacts(): Promise<void> {
    if (performance.now() < this.#reopenAtMs) return;
    const reactions = this.#registry.reactions;
    await this.#db.transaction((tx) =>
      tx.sql`
        update outbox o set done_at = null, leased_until = null
         where o.done_at > now() - make_interval(hours => ${REOPEN_HOURS}) and o.school_id is not null
           and exists (select from unnest(${reactions.map((r) => r.type)}::text[], ${reactions.map((r) => r.name)}::text[]) as ours (type, name)
                        where ours.type = o.type and not exists (select from reaction_receipts r where r.fact_id = o.fact_id and r.reaction = ours.name))`,
    );
    this.#reopenAtMs = performance.now() + this.#leaseSeconds * 1_000;
  }

  /** Facts that nobody reacts to are done at once; the others are leased and carried. */
  async #claimFacts(): Promise<Carried[]> {
    return this.#db.transaction(async (tx) => {
      const types = this.#registry.factTypes;
      await tx.sql`update outbox set done_at = now() where done_at is null and not (type = any(${types}::text[]))`;
      const rows = await tx.sql<{ fact_id: string }>`
        update outbox set leased_until = now() + make_interval(secs => ${this.#leaseSeconds}), attempts = attempts + 1
         where outbox_id in (select outbox_id from outbox where done_at is null and (leased_until is null or leased_until < now()) order by outbox_id limit ${BATCH} for update skip locked)
        returning fact_id`;
      const [open] = await tx.sql<{ n: string }>`select count(*) as n from outbox where done_at is null`;
      this.#metrics.outboxOpen.set(Number(open?.n ?? 0));
      return rows.map((r) => ({ fact: r.fact_id }));
    });
  }

  async #claimDue(): Promise<Carried[]> {
    return this.#db.transaction(async (tx) => {
      const rows = await tx.sql<{ school_id: string; kind: string; subject: string; due_at: Date }>`
        update due_work d set leased_until = now() + make_interval(secs => ${this.#leaseSeconds}), attempts = d.attempts + 1
          from (select school_id, kind, subject, due_at from due_work where done_at is null and due_at <= now() and kind = any(${this.#registry.kinds}::text[]) and (leased_until is null or leased_until < now())
                 order by due_at limit ${BATCH} for update skip locked) claimed
         where d.school_id = claimed.school_id and d.kind = claimed.kind and d.subject = claimed.subject and d.due_at = claimed.due_at
        returning d.school_id, d.kind, d.subject, d.due_at`;
      return rows.map((r) => ({ schoolId: r.school_id, kind: r.kind, subject: r.subject, dueAt: r.due_at.toISOString() }));
    });
  }

  async #registerSchedules(): Promise<void> {
    await this.#db.transaction(async (tx) => {
      for (const { kind, everySeconds } of this.#registry.recurring) {
        await tx.sql`insert into schedules (kind, every, watermark_at) values (${kind}, make_interval(secs => ${everySeconds}), now() - make_interval(secs => ${everySeconds}))
          on conflict (kind) do update set every = excluded.every`;
      }
    });
  }

  /**
   * Recurring work up to now becomes rows, and the watermark moves, in one transaction: a time is neither missed nor doubled. Where
   * the latest time alone counts, one that waits or is being done stands for it, and it replaces one that failed: they do not pile up.
   */
  async #turnSchedulesIntoDueWork(): Promise<void> {
    const each = this.#registry.recurring.filter((r) => r.missed === 'each').map((r) => r.kind);
    await this.#db.transaction((tx) =>
      tx.sql`
        with due as (
          select kind, every, watermark_at, case when kind = any(${each}::text[]) then watermark_at + every else watermark_at + every * floor(extract(epoch from now() - watermark_at) / extract(epoch from every)) end as first_at
            from schedules where watermark_at + every <= now() for update skip locked),
        times as (select kind, kind = any(${each}::text[]) as each, t as due_at from due, lateral generate_series(first_at, now(), every) t),
        failed as (select w.school_id, w.kind, w.subject, w.due_at from times t cross join schools s join due_work w on w.school_id = s.school_id and w.kind = t.kind and w.subject = s.school_id
                    where not t.each and w.done_at is null and w.last_error is not null for update of w skip locked),
        replaced as (delete from due_work w using failed f where w.school_id = f.school_id and w.kind = f.kind and w.subject = f.subject and w.due_at = f.due_at),
        noted as (insert into due_work (kind, subject, due_at, district_id, school_id)
          select t.kind, s.school_id, t.due_at, s.district_id, s.school_id from times t cross join schools s
           where t.each or not exists (select from due_work w where w.school_id = s.school_id and w.kind = t.kind and w.subject = s.school_id and w.done_at is null and w.last_error is null)
          on conflict do nothing),
        moved as (select kind, max(due_at) as to_at from times group by kind)
        update schedules s set watermark_at = moved.to_at from moved where s.kind = moved.kind`,
    );
  }
}
