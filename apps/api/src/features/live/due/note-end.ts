import { Injectable } from '@nestjs/common';
import type { MachineActor } from '@guardroom/db';
import { instantOf } from '@guardroom/kernel';
import { Tenants } from '../../../platform/database/databases.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { type Due, DueWork, type DueWorkHandler } from '../../../platform/jobs/work.ts';
import { liveViewRows } from '../live-view.ts';

/** The migration's trigger notes this kind. */
export const NOTE_END = 'live.note-end';

/** Writes the fact of an end that no person commanded: the shift, the post or the camera went, time was up, or the tab was left. */
@Injectable()
@DueWork(NOTE_END)
export class NoteEnd implements DueWorkHandler {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async handle(by: MachineActor, due: Due): Promise<void> {
    await this.#db.write(by, async (tx) => {
      await tx.sql`select from live_views where school_id = ${by.schoolId} and view_id = ${due.subject} for update`;
      const [row] = await liveViewRows(tx, by, 'v.view_id = $2', [due.subject]);
      const noted = await tx.sql`select from facts where school_id = ${by.schoolId} and subject = ${due.subject} and type = 'live_view.ended'`;
      if (!row?.ended_at || noted.length > 0) return;
      await appendFact(tx, by, { type: 'live_view.ended', subject: row.view_id, at: instantOf(row.ended_at.getTime()), body: { cameraId: row.camera_id, reason: row.end_reason } });
    });
  }
}
