import type { Input, Result, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { civilDay, newId } from '@guardroom/kernel';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { assetFor } from '../asset-view.ts';
import { nextNumber, shortNumber } from '../numbers.ts';
import { orderFor, orderOf } from '../order-view.ts';

type Route = typeof routes.proposeChange;

/**
 * Proposes a change to a device.
 * @refuses change_orders.open_already — while an order of the same kind for the device is not closed
 * @refuses change_orders.place_needed — for a move that does not say where to
 * @refuses change_orders.day_past — for a day that is over
 * @refuses tickets.asset_retired — for a device that is out of use
 */
export class ProposeChange extends Command<Result<Route>> {
  readonly by: SchoolActor;
  readonly body: Input<Route>['body'];
  constructor(by: SchoolActor, body: Input<Route>['body']) {
    super();
    this.by = by;
    this.body = body;
  }
}

@CommandHandler(ProposeChange)
export class ProposeChangeHandler implements ICommandHandler<ProposeChange> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async execute({ by, body }: ProposeChange): Promise<Result<Route>> {
    const at = this.#clock.now();
    if (body.kind === 'move' && !body.toLocation) throw new Refused('change_orders.place_needed');
    if (body.plannedOn < civilDay(at)) throw new Refused('change_orders.day_past');
    return this.#db.write(by, async (tx) => {
      const asset = await assetFor(tx, body.assetId, 'lock');
      if (asset.state === 'retired') throw new Refused('tickets.asset_retired');
      const [open] = await tx.sql<{ number: string }>`select number from change_orders where asset_id = ${asset.id} and kind = ${body.kind} and state in ('proposed', 'approved', 'in_progress')`;
      if (open) throw new Refused('change_orders.open_already', { details: { number: open.number } });
      const [id, year] = [newId('cho'), civilDay(at).slice(0, 4)];
      const number = shortNumber('B', year, await nextNumber(tx, by, `B${year}`));
      await tx.sql`
        insert into change_orders (school_id, order_id, district_id, number, state, kind, asset_id, words, reason, from_location, to_location, planned_on, proposed_by_person_id, proposed_by_name, proposed_at)
        values (${by.schoolId}, ${id}, ${by.districtId}, ${number}, 'proposed', ${body.kind}, ${asset.id}, ${body.words}, ${body.reason}, ${asset.location}, ${body.toLocation ?? null}, ${body.plannedOn}, ${by.personId}, ${by.name}, ${at})`;
      await appendFact(tx, by, { type: 'change_order.proposed', subject: id, at, body: { number, kind: body.kind, assetId: asset.id } });
      return orderOf(await orderFor(tx, id), by);
    });
  }
}
