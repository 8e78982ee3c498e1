import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { SchoolActor } from '@guardroom/db';
import { requestHoldRelease } from '@guardroom/domain';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { type IncidentView, changeIncident, factsOf } from '../incident.repository.ts';

/**
 * Asks to let the held footage go.
 * @refuses incident.not_closed — before the record is filed away
 * @refuses incident.already_released — when two people let it go
 * @refuses incident.release_already_requested — when somebody asked
 */
export class RequestHoldRelease extends Command<IncidentView> {
  readonly by: SchoolActor;
  readonly incidentId: string;
  readonly reason: string;
  constructor(by: SchoolActor, incidentId: string, reason: string) {
    super();
    this.by = by;
    this.incidentId = incidentId;
    this.reason = reason;
  }
}

@CommandHandler(RequestHoldRelease)
export class RequestHoldReleaseHandler implements ICommandHandler<RequestHoldRelease> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, incidentId, reason }: RequestHoldRelease): Promise<IncidentView> {
    const at = this.#clock.now();
    return changeIncident(this.#db, by, incidentId, async (tx, row) => {
      valueOf(requestHoldRelease(factsOf(row)));
      await tx.sql`update incidents set release_requested_at = ${at}, release_requested_by = ${by.personId}, release_requested_by_name = ${by.name}, release_reason = ${reason}
        where school_id = ${by.schoolId} and incident_id = ${incidentId}`;
      await appendFact(tx, by, { type: 'incident.release_requested', subject: incidentId, at, body: { reason } });
    });
  }
}
