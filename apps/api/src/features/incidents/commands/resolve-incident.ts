import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { SchoolActor } from '@guardroom/db';
import { resolveIncident } from '@guardroom/domain';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { type IncidentView, changeIncident } from '../incident.repository.ts';

/**
 * Writes down how an incident ended.
 * @refuses incident.severity_missing — before the severity was set
 * @refuses incident.over — when it was resolved or closed
 */
export class ResolveIncident extends Command<IncidentView> {
  readonly by: SchoolActor;
  readonly incidentId: string;
  readonly result: string;
  constructor(by: SchoolActor, incidentId: string, result: string) {
    super();
    this.by = by;
    this.incidentId = incidentId;
    this.result = result;
  }
}

@CommandHandler(ResolveIncident)
export class ResolveIncidentHandler implements ICommandHandler<ResolveIncident> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, incidentId, result }: ResolveIncident): Promise<IncidentView> {
    const at = this.#clock.now();
    return changeIncident(this.#db, by, incidentId, async (tx, row) => {
      const state = valueOf(resolveIncident(row));
      await tx.sql`update incidents set state = ${state}, result = ${result}, resolved_at = ${at}, resolved_by_name = ${by.name} where school_id = ${by.schoolId} and incident_id = ${incidentId}`;
      await appendFact(tx, by, { type: 'incident.resolved', subject: incidentId, at, body: {} });
    });
  }
}
