import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { SchoolActor } from '@guardroom/db';
import { keepIncidentHold } from '@guardroom/domain';
import { instantOf } from '@guardroom/kernel';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { extendHoldsOf } from '../../retention/public.ts';
import { holdOf, noteReview } from '../incident-hold.ts';
import { type IncidentView, changeIncident, factsOf } from '../incident.repository.ts';

/**
 * Reviews the hold and keeps the footage longer. A request to let it go is thereby answered: it stays.
 * @refuses incident.already_released — when two people let it go
 * @refuses incident.hold_out_of_range — for an end that is not later, or more than two years ahead
 */
export class ExtendIncidentHold extends Command<IncidentView> {
  readonly by: SchoolActor;
  readonly incidentId: string;
  readonly body: { readonly until: string; readonly reason: string };
  constructor(by: SchoolActor, incidentId: string, body: { readonly until: string; readonly reason: string }) {
    super();
    this.by = by;
    this.incidentId = incidentId;
    this.body = body;
  }
}

@CommandHandler(ExtendIncidentHold)
export class ExtendIncidentHoldHandler implements ICommandHandler<ExtendIncidentHold> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, incidentId, body }: ExtendIncidentHold): Promise<IncidentView> {
    const at = this.#clock.now();
    const until = instantOf(Date.parse(body.until));
    return changeIncident(this.#db, by, incidentId, async (tx, row) => {
      valueOf(keepIncidentHold(factsOf(row), Date.parse(until), Date.parse(at)));
      await extendHoldsOf(tx, by, holdOf(row, until, at));
      await tx.sql`update incidents set hold_until = ${until}, hold_reviewed_at = ${at}, release_requested_at = null, release_requested_by = null, release_requested_by_name = null, release_reason = null
        where school_id = ${by.schoolId} and incident_id = ${incidentId}`;
      await noteReview(tx, by, incidentId, until);
      await appendFact(tx, by, { type: 'incident.hold_reviewed', subject: incidentId, at, body: { until, reason: body.reason } });
    });
  }
}
