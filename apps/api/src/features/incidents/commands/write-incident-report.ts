import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Input, Routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { type IncidentView, changeIncident } from '../incident.repository.ts';

/**
 * Writes the report, as a whole or part by part: what is not said stays as it was.
 * @refuses incident.over — when the record is closed
 */
export class WriteIncidentReport extends Command<IncidentView> {
  readonly by: SchoolActor;
  readonly incidentId: string;
  readonly report: Input<Routes['writeIncidentReport']>['body'];
  constructor(by: SchoolActor, incidentId: string, report: Input<Routes['writeIncidentReport']>['body']) {
    super();
    this.by = by;
    this.incidentId = incidentId;
    this.report = report;
  }
}

@CommandHandler(WriteIncidentReport)
export class WriteIncidentReportHandler implements ICommandHandler<WriteIncidentReport> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, incidentId, report }: WriteIncidentReport): Promise<IncidentView> {
    const at = this.#clock.now();
    return changeIncident(this.#db, by, incidentId, async (tx, row) => {
      if (row.state === 'closed') throw new Refused('incident.over', { details: { state: row.state } });
      await tx.sql`update incidents set summary = ${report.summary ?? row.summary}, cause = ${report.cause ?? row.cause}, measures = ${report.measures ?? row.measures},
          people_codes = ${report.peopleCodes ?? row.people_codes}, units_involved = ${report.unitsInvolved ?? row.units_involved},
          report_written_at = ${at}, report_written_by = ${by.personId}, report_written_by_name = ${by.name} where school_id = ${by.schoolId} and incident_id = ${incidentId}`;
      await appendFact(tx, by, { type: 'incident.report_written', subject: incidentId, at, body: { parts: Object.keys(report).sort() } });
    });
  }
}
