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
const BATCH = 200;
const IDLE_MS = 400;

/** What the queue carries: a name for a row that PostgreSQL remembers, nothing else. */
export type Carried = { readonly fact: string } | { readonly schoolId: string; readonly kind: string; readonly subject: string; readonly dueAt: string };

/**
 * Moves owed work from PostgreSQL to the queue and performs what the queue brings. PostgreSQL alone says what is owed: a queue
 * that forgets everything only delays work by one lease.
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
  #queue: Queue | undefined;
  #worker: Worker | undefined;
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
    this.#queue = new Queue(QUEUE, { connection: connect(), defaultJobOptions: { removeOnComplete: true, removeOnFail: true } });
    this.#worker = new Worker(QUEUE, (job: Job<Carried>) => this.#performer.perform(job.data), { connection: connect(), concurrency: 4 });
    const away = (error: Error): void => this.#log.warn({ err: error.message }, 'queue is away; owed work waits in the database');
    this.#queue.on('error', away);
    this.#worker.on('error', away);
    this.#running = this.#loop();
  }

  /** Ends after the work in hand. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
    await this.#worker?.close();
    await this.#queue?.close();
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
    const carried = [...(await this.#claimFacts()), ...(await this.#claimDue())];
    if (carried.length > 0) await this.#queue?.addBulk(carried.map((data) => ({ name: 'work', data })));
    return carried.length;
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
          from (select school_id, kind, subject, due_at from due_work where done_at is null and due_at <= now() and (leased_until is null or leased_until < now())
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

  /** Recurring work up to now becomes rows, and the watermark moves, in one transaction: a time is neither missed nor doubled. */
  async #turnSchedulesIntoDueWork(): Promise<void> {
    const each = this.#registry.recurring.filter((r) => r.missed === 'each').map((r) => r.kind);
    await this.#db.transaction((tx) =>
      tx.sql`
        with due as (
          select kind, every, watermark_at, case when kind = any(${each}::text[]) then watermark_at + every else watermark_at + every * floor(extract(epoch from now() - watermark_at) / extract(epoch from every)) end as first_at
            from schedules where watermark_at + every <= now() for update skip locked),
        times as (select kind, t as due_at from due, lateral generate_series(first_at, now(), every) t),
        noted as (insert into due_work (kind, subject, due_at, district_id, school_id)
          select kind, school_id, due_at, district_id, school_id from times cross join schools on conflict do nothing),
        moved as (select kind, max(due_at) as to_at from times group by kind)
        update schedules s set watermark_at = moved.to_at from moved where s.kind = moved.kind`,
    );
  }
}
