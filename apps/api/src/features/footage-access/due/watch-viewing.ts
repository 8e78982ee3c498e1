import { Injectable } from '@nestjs/common';
import type { MachineActor } from '@guardroom/db';
import { Tenants } from '../../../platform/database/databases.ts';
import { type Due, DueWork, type DueWorkHandler, noteDue } from '../../../platform/jobs/work.ts';
import { sessionOf, settle } from '../viewing-session.repository.ts';

export const WATCH_VIEWING = 'viewing.watch';
/** An open viewing is looked at this often, so that one that everybody left is written down as ended. Milliseconds. */
export const WATCH_EVERY_MS = 30_000;

/** Writes down what time did to a viewing that nobody touches any more. The picture never waits for this: the gate asks time itself. */
@Injectable()
@DueWork(WATCH_VIEWING)
export class WatchViewing implements DueWorkHandler {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async handle(by: MachineActor, due: Due): Promise<void> {
    await this.#db.write(by, async (tx) => {
      const row = await sessionOf(tx, by, due.subject, 'lock');
      if (!row || row.state === 'ended') return;
      const settled = await settle(tx, by, row);
      if (settled.state === 'ended') return;
      const dueAt = new Date(Math.min(row.expires_at.getTime(), row.read_at.getTime() + WATCH_EVERY_MS));
      await noteDue(tx, by, { kind: WATCH_VIEWING, subject: due.subject, dueAt });
    });
  }
}
