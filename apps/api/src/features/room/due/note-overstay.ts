import { Injectable } from '@nestjs/common';
import type { MachineActor } from '@guardroom/db';
import { Tenants } from '../../../platform/database/databases.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { type Due, DueWork, type DueWorkHandler } from '../../../platform/jobs/work.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { visitorFor } from '../visitor.repository.ts';

export const NOTE_OVERSTAY = 'room.note_overstay';

/** Writes down that a visitor is still inside after the time to leave; once. */
@Injectable()
@DueWork(NOTE_OVERSTAY)
export class NoteOverstay implements DueWorkHandler {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async handle(by: MachineActor, due: Due): Promise<void> {
    await this.#db.write(by, async (tx) => {
      const row = await visitorFor(tx, by, due.subject, 'lock');
      const at = this.#clock.now();
      if (row.state !== 'inside' || row.exit_overdue_at || !row.leave_by || row.leave_by.getTime() > Date.parse(at)) return;
      await tx.sql`update visitor_entries set exit_overdue_at = ${at} where school_id = ${by.schoolId} and visitor_id = ${row.visitor_id}`;
      await appendFact(tx, by, { type: 'visitor.overstayed', subject: row.visitor_id, at, body: { enteredAt: row.entered_at?.toISOString() ?? null, leaveBy: row.leave_by.toISOString() } });
    });
  }
}
