import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Input, Routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { handleIncident } from '@guardroom/domain';
import { newId } from '@guardroom/kernel';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { type IncidentView, changeIncident } from '../incident.repository.ts';

/**
 * Sends somebody to the spot.
 * @refuses incident.severity_missing — before the severity was set
 * @refuses incident.over — when it was resolved or closed
 */
export class DispatchGuard extends Command<IncidentView> {
  readonly by: SchoolActor;
  readonly incidentId: string;
  readonly order: Input<Routes['dispatchGuard']>['body'];
  constructor(by: SchoolActor, incidentId: string, order: Input<Routes['dispatchGuard']>['body']) {
    super();
    this.by = by;
    this.incidentId = incidentId;
    this.order = order;
  }
}

@CommandHandler(DispatchGuard)
export class DispatchGuardHandler implements ICommandHandler<DispatchGuard> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, incidentId, order }: DispatchGuard): Promise<IncidentView> {
    const at = this.#clock.now();
    return changeIncident(this.#db, by, incidentId, async (tx, row) => {
      const state = valueOf(handleIncident(row));
      const dispatchId = newId('dsp');
      await tx.sql`insert into dispatch_orders (school_id, dispatch_id, incident_id, district_id, assignee, task, state, sent_at, sent_by_name)
        values (${by.schoolId}, ${dispatchId}, ${incidentId}, ${by.districtId}, ${order.assignee}, ${order.task}, 'sent', ${at}, ${by.name})`;
      await tx.sql`update incidents set state = ${state} where school_id = ${by.schoolId} and incident_id = ${incidentId}`;
      await appendFact(tx, by, { type: 'incident.guard_sent', subject: incidentId, at, body: { dispatchId } });
    });
  }
}
