import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { SchoolActor } from '@guardroom/db';
import { closeIncident } from '@guardroom/domain';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { type IncidentView, changeIncident, factsOf, recordOf } from '../incident.repository.ts';

/**
 * Files the record away.
 * @refuses incident.over — when it is closed already
 * @refuses incident.closing_needs_another — for who opened it or wrote its report
 * @refuses incident.record_incomplete — listing everything that is missing
 */
export class CloseIncident extends Command<IncidentView> {
  readonly by: SchoolActor;
  readonly incidentId: string;
  constructor(by: SchoolActor, incidentId: string) {
    super();
    this.by = by;
    this.incidentId = incidentId;
  }
}

@CommandHandler(CloseIncident)
export class CloseIncidentHandler implements ICommandHandler<CloseIncident> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, incidentId }: CloseIncident): Promise<IncidentView> {
    const at = this.#clock.now();
    return changeIncident(this.#db, by, incidentId, async (tx, row) => {
      valueOf(closeIncident(factsOf(row), recordOf(row), by));
      await tx.sql`update incidents set state = 'closed', closed_at = ${at}, closed_by = ${by.personId}, closed_by_name = ${by.name} where school_id = ${by.schoolId} and incident_id = ${incidentId}`;
      await appendFact(tx, by, { type: 'incident.closed', subject: incidentId, at, body: { openedBy: row.opened_by } });
    });
  }
}
