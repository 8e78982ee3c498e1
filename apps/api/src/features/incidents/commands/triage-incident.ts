import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { SchoolActor } from '@guardroom/db';
import { type IncidentSeverity, incidentDeadlines, isGrave, triageIncident } from '@guardroom/domain';
import { instantOf } from '@guardroom/kernel';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { type IncidentView, changeIncident, factsOf } from '../incident.repository.ts';

/**
 * Says how grave an incident is; grave ones must reach the bureau in time.
 * @refuses incident.over — when it was resolved or closed
 * @refuses incident.lowering_needs_another — when the same person would make it milder
 */
export class TriageIncident extends Command<IncidentView> {
  readonly by: SchoolActor;
  readonly incidentId: string;
  readonly severity: IncidentSeverity;
  constructor(by: SchoolActor, incidentId: string, severity: IncidentSeverity) {
    super();
    this.by = by;
    this.incidentId = incidentId;
    this.severity = severity;
  }
}

@CommandHandler(TriageIncident)
export class TriageIncidentHandler implements ICommandHandler<TriageIncident> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, incidentId, severity }: TriageIncident): Promise<IncidentView> {
    const at = this.#clock.now();
    return changeIncident(this.#db, by, incidentId, async (tx, row) => {
      const state = valueOf(triageIncident(factsOf(row), by, severity));
      const { districtReportByMs } = incidentDeadlines({ detectedMs: row.detected_at.getTime(), openedMs: row.opened_at.getTime() });
      const districtReportBy = isGrave(severity) ? instantOf(districtReportByMs) : null;
      await tx.sql`update incidents set state = ${state}, severity = ${severity}, triaged_at = ${at}, triaged_by = ${by.personId}, triaged_by_name = ${by.name}, district_report_by = ${districtReportBy}
        where school_id = ${by.schoolId} and incident_id = ${incidentId}`;
      await appendFact(tx, by, { type: 'incident.triaged', subject: incidentId, at, body: { severity, before: row.severity, districtReportBy } });
    });
  }
}
