import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { MachineActor, Tx } from '@guardroom/db';
import { type Logger, pino } from 'pino';
import { Config } from '../config/config.ts';
import { RelayDb, Tenants } from '../database/databases.ts';
import { FACT_COLUMNS, type FactRow, storedFactOf } from '../facts/stored-fact.ts';
import { Identity } from '../identity/identity.ts';
import { loggerOptions } from '../telemetry/logger.ts';
import { WorkRegistry } from './registry.ts';
import type { Carried } from './relay.ts';

type Work = Extract<Carried, { kind: string }>;
type School = { readonly schoolId: string; readonly schoolNo: number; readonly districtId: string };

/**
 * Does one piece of owed work. The row is locked while it is done, or leased where that may take long, so that a second delivery
 * finds it taken or done; a failure leaves it owed, later each time.
 */
@Injectable()
export class Performer {
  readonly #relay: RelayDb;
  readonly #tenants: Tenants;
  readonly #identity: Identity;
  readonly #registry: WorkRegistry;
  readonly #leaseSeconds: number;
  readonly #log: Logger;

  constructor(config: Config, relay: RelayDb, tenants: Tenants, identity: Identity, registry: WorkRegistry) {
    this.#leaseSeconds = config.workLeaseSeconds;
    this.#relay = relay;
    this.#tenants = tenants;
    this.#identity = identity;
    this.#registry = registry;
    this.#log = pino(loggerOptions(config.logLevel)).child({ part: 'work' });
  }

  async perform(carried: Carried): Promise<void> {
    if ('fact' in carried) await this.#react(carried.fact);
    else await this.#due(carried);
  }

  async #react(factId: string): Promise<void> {
    await this.#relay.transaction(async (tx) => {
      const [row] = await tx.sql<{ type: string; school_id: string | null }>`select type, school_id from outbox where fact_id = ${factId} and done_at is null for update skip locked`;
      if (!row) return;
      const failure = row.school_id ? await this.#reactAt(await schoolOf(tx, row.school_id), factId, row.type) : undefined;
      if (failure) await tx.sql`update outbox set last_error = ${failure}, leased_until = now() + least(make_interval(secs => power(2, least(attempts, 10))::int), interval '10 minutes') where fact_id = ${factId}`;
      else await tx.sql`update outbox set done_at = now(), last_error = null where fact_id = ${factId}`;
    });
  }

  /** Every reaction in a transaction of its own, so that one that fails does not undo another. Answers what failed. */
  async #reactAt(school: School, factId: string, type: string): Promise<string | undefined> {
    const failures: string[] = [];
    for (const { name, handler } of this.#registry.reactionsTo(type)) {
      try {
        const by = await this.#identity.machine(school, `reaction ${name}`);
        await this.#tenants.write(by, async (tx) => {
          const first = await tx.sql`insert into reaction_receipts (fact_id, reaction, district_id, school_id) values (${factId}, ${name}, ${school.districtId}, ${school.schoolId}) on conflict do nothing returning 1`;
          if (first.length === 0) return;
          const [row] = await tx.query<FactRow>(`select ${FACT_COLUMNS} from facts where fact_id = $1`, [factId]);
          if (row) await handler.handle(by, storedFactOf(row), tx);
        });
      } catch (error) {
        this.#log.error({ err: error, reaction: name, factId }, 'reaction failed; it stays owed');
        failures.push(`${name}: ${error instanceof Error ? error.message : 'failed'}`);
      }
    }
    return failures.length > 0 ? failures.join('; ').slice(0, 500) : undefined;
  }

  async #due(carried: Work): Promise<void> {
    const handler = this.#registry.doerOf(carried.kind);
    if (!handler) return; // another version of the worker does this kind
    const run = (by: MachineActor): Promise<void> => handler.handle(by, { kind: carried.kind, subject: carried.subject, dueAt: new Date(carried.dueAt) });
    if (this.#registry.isLong(carried.kind)) return this.#underLease(carried, run);
    await this.#relay.transaction(async (tx) => {
      const [row] = await tx.sql`select 1 from due_work where school_id = ${carried.schoolId} and kind = ${carried.kind} and subject = ${carried.subject} and due_at = ${carried.dueAt} and done_at is null for update skip locked`;
      if (row) await settle(tx, carried, null, await this.#do(await schoolOf(tx, carried.schoolId), run, carried));
    });
  }

  /** Long work keeps no transaction open: its row is leased, the lease renewed while it is done, and whoever lost it settles nothing. */
  async #underLease(work: Work, run: (by: MachineActor) => Promise<void>): Promise<void> {
    const holder = randomUUID();
    const school = await this.#relay.transaction(async (tx) => ((await this.#lease(tx, work, holder)) ? schoolOf(tx, work.schoolId) : undefined));
    if (!school) return;
    let renewed: Promise<unknown> = Promise.resolve();
    const lease = (): Promise<unknown> => this.#relay.transaction((tx) => this.#lease(tx, work, holder)).catch((error: unknown) => this.#log.warn({ err: error, kind: work.kind, subject: work.subject }, 'lease not renewed; the next turn tries again'));
    const renew = (): void => void (renewed = renewed.then(lease));
    const renewal = setInterval(renew, (this.#leaseSeconds * 1_000) / 3);
    const failure = await this.#do(school, run, work).finally(() => clearInterval(renewal));
    await renewed; // or it would take the row that is given back
    await this.#relay.transaction((tx) => settle(tx, work, holder, failure));
  }

  /** Takes the lease of a row, or renews it; answers whether it is the holder's. */
  async #lease(tx: Tx, { schoolId, kind, subject, dueAt }: Work, holder: string): Promise<boolean> {
    const rows = await tx.sql`
      update due_work set held_by = ${holder}, held_until = now() + make_interval(secs => ${this.#leaseSeconds}), leased_until = now() + make_interval(secs => ${this.#leaseSeconds})
       where school_id = ${schoolId} and kind = ${kind} and subject = ${subject} and due_at = ${dueAt} and done_at is null and (held_by = ${holder} or held_until is null or held_until < now())
      returning 1`;
    return rows.length > 0;
  }

  async #do(school: School, run: (by: MachineActor) => Promise<void>, carried: { kind: string; subject: string }): Promise<string | undefined> {
    try {
      await run(await this.#identity.machine(school, carried.kind));
      return undefined;
    } catch (error) {
      this.#log.error({ err: error, kind: carried.kind, subject: carried.subject }, 'due work failed; it stays due');
      return error instanceof Error ? error.message.slice(0, 500) : 'failed';
    }
  }
}

/** What was done is gone; what failed stays due, later each time. */
async function settle(tx: Tx, { schoolId, kind, subject, dueAt }: Work, holder: string | null, failure: string | undefined): Promise<void> {
  if (failure) {
    await tx.sql`
      update due_work set last_error = ${failure}, held_by = null, held_until = null, leased_until = now() + least(make_interval(secs => power(2, least(attempts, 10))::int), interval '10 minutes')
       where school_id = ${schoolId} and kind = ${kind} and subject = ${subject} and due_at = ${dueAt} and held_by is not distinct from ${holder}`;
  } else await tx.sql`delete from due_work where school_id = ${schoolId} and kind = ${kind} and subject = ${subject} and due_at = ${dueAt} and held_by is not distinct from ${holder}`;
}

async function schoolOf(tx: Tx, schoolId: string): Promise<School> {
  const [row] = await tx.sql<{ school_no: number; district_id: string }>`select school_no, district_id from schools where school_id = ${schoolId}`;
  if (!row) throw new Error('the work belongs to no school');
  return { schoolId, schoolNo: row.school_no, districtId: row.district_id };
}
