import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Input, Routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { mayMoveDispatch } from '@guardroom/domain';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused, notFound } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { type IncidentView, changeIncident } from '../incident.repository.ts';

/**
 * Notes how far an order to the spot has come; steps that were left out count as made at the same time.
 * @refuses incident.dispatch_past — for a step that is made already
 * @refuses incident.over — when the record is closed
 */
export class MoveDispatch extends Command<IncidentView> {
  readonly by: SchoolActor;
  readonly incidentId: string;
  readonly dispatchId: string;
  readonly move: Input<Routes['moveDispatch']>['body'];
  constructor(by: SchoolActor, incidentId: string, dispatchId: string, move: Input<Routes['moveDispatch']>['body']) {
    super();
    this.by = by;
    this.incidentId = incidentId;
    this.dispatchId = dispatchId;
    this.move = move;
  }
}

@CommandHandler(MoveDispatch)
export class MoveDispatchHandler implements ICommandHandler<MoveDispatch> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, incidentId, dispatchId, move }: MoveDispatch): Promise<IncidentView> {
    const at = this.#clock.now();
    return changeIncident(this.#db, by, incidentId, async (tx, row) => {
      const order = row.dispatches.find((d) => d.id === dispatchId);
      if (!order) throw notFound();
      if (row.state === 'closed') throw new Refused('incident.over', { details: { state: row.state } });
      if (!mayMoveDispatch(order.state, move.state)) throw new Refused('incident.dispatch_past', { details: { state: order.state } });
      const [hasArrived, isResolved] = [move.state !== 'accepted', move.state === 'resolved'];
      await tx.sql`update dispatch_orders set state = ${move.state}, accepted_at = coalesce(accepted_at, ${at}), arrived_at = coalesce(arrived_at, ${hasArrived ? at : null}),
          resolved_at = ${isResolved ? at : null}, outcome = ${move.state === 'resolved' ? move.outcome : null}
        where school_id = ${by.schoolId} and dispatch_id = ${dispatchId}`;
      await appendFact(tx, by, { type: `incident.guard_${move.state}`, subject: incidentId, at, body: { dispatchId } });
    });
  }
}
