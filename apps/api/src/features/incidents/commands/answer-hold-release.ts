import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { SchoolActor } from '@guardroom/db';
import { answerHoldRelease } from '@guardroom/domain';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { releaseHoldsOf } from '../../retention/public.ts';
import { type IncidentView, changeIncident, factsOf } from '../incident.repository.ts';

/**
 * Lets the held footage go its ordinary way, or keeps it; by another person than who asked.
 * @refuses incident.release_not_requested — when nobody asks
 * @refuses incident.release_needs_another — for who asked
 */
export class AnswerHoldRelease extends Command<IncidentView> {
  readonly by: SchoolActor;
  readonly incidentId: string;
  readonly release: boolean;
  constructor(by: SchoolActor, incidentId: string, release: boolean) {
    super();
    this.by = by;
    this.incidentId = incidentId;
    this.release = release;
  }
}

@CommandHandler(AnswerHoldRelease)
export class AnswerHoldReleaseHandler implements ICommandHandler<AnswerHoldRelease> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, incidentId, release }: AnswerHoldRelease): Promise<IncidentView> {
    const at = this.#clock.now();
    return changeIncident(this.#db, by, incidentId, async (tx, row) => {
      valueOf(answerHoldRelease(factsOf(row), by));
      if (release) {
        await releaseHoldsOf(tx, by, incidentId, at, 'released_by_two');
        await tx.sql`update incidents set released_at = ${at}, released_by_name = ${by.name} where school_id = ${by.schoolId} and incident_id = ${incidentId}`;
      } else {
        await tx.sql`update incidents set release_requested_at = null, release_requested_by = null, release_requested_by_name = null, release_reason = null where school_id = ${by.schoolId} and incident_id = ${incidentId}`;
      }
      await appendFact(tx, by, { type: release ? 'incident.footage_released' : 'incident.release_declined', subject: incidentId, at, body: { requestedBy: row.release_requested_by } });
    });
  }
}
