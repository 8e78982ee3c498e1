import { Injectable } from '@nestjs/common';
import type { MachineActor } from '@guardroom/db';
import { civilDay } from '@guardroom/kernel';
import { Tenants } from '../../../platform/database/databases.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { type Due, DueWork, type DueWorkHandler } from '../../../platform/jobs/work.ts';
import { SystemClock } from '../../../platform/platform.module.ts';

/** Looks whether an order is past its deadline. */
export const WATCH_DEADLINE = 'rectification.deadline';

/** Writes once for each deadline that it passed. An order that was settled, or moved to a later day, is left alone. */
@Injectable()
@DueWork(WATCH_DEADLINE)
export class WatchDeadline implements DueWorkHandler {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async handle(by: MachineActor, due: Due): Promise<void> {
    const at = this.#clock.now();
    await this.#db.write(by, async (tx) => {
      const [late] = await tx.sql<{ number: string; due_on: string }>`
        update rectification_orders set overdue_at = ${at}
         where school_id = ${by.schoolId} and order_id = ${due.subject} and overdue_at is null and state not in ('verified', 'closed') and due_on < ${civilDay(at)}
        returning number, to_char(due_on, 'YYYY-MM-DD') as due_on`;
      if (late) await appendFact(tx, by, { type: 'rectification_order.overdue', subject: due.subject, at, body: { number: late.number, dueOn: late.due_on } });
    });
  }
}
