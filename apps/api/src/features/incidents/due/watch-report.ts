import type { MachineActor } from '@guardroom/db';
import { instantOf } from '@guardroom/kernel';
import { Injectable } from '@nestjs/common';
import { Tenants } from '../../../platform/database/databases.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { type Due, DueWork, type DueWorkHandler } from '../../../platform/jobs/work.ts';

export const REPORT_DUE = 'incident.report-due';

/** Writes down that an incident was not reported upward in time; once. */
@Injectable()
@DueWork(REPORT_DUE)
export class WatchReport implements DueWorkHandler {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async handle(by: MachineActor, due: Due): Promise<void> {
    await this.#db.write(by, async (tx) => {
      const [late] = await tx.sql<{ report_by: Date }>`
        select report_by from incidents i where school_id = ${by.schoolId} and incident_id = ${due.subject} and reported_at is null and report_by <= clock_timestamp()
           and not exists (select from facts f where f.school_id = i.school_id and f.subject = i.incident_id and f.type = 'incident.report_overdue') for update`;
      if (late) await appendFact(tx, by, { type: 'incident.report_overdue', subject: due.subject, at: instantOf(late.report_by.getTime()), body: { reportBy: late.report_by.toISOString() } });
    });
  }
}
