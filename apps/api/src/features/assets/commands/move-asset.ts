import type { Input, Result, routes } from '@guardroom/contracts';
import type { SchoolActor, Tx } from '@guardroom/db';
import { type DeviceState, daysInOrder, leavesService, missingFields, takeStep } from '@guardroom/domain';
import { type CivilDay, type Instant, civilDay } from '@guardroom/kernel';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused, valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { type AssetRow, assetFor, assetOf, recordOf } from '../asset-view.ts';
import { useOrder } from '../order-check.ts';

type Route = typeof routes.moveAsset;

/**
 * Takes a device a step further in its life.
 * @refuses assets.no_such_step — when the register knows no such way
 * @refuses assets.incomplete — before acceptance and service, while the register has gaps
 * @refuses assets.own_acceptance — when who commissioned it would accept it
 * @refuses assets.ticket_open — when a faulty device would go back to service unverified
 * @refuses assets.day_ahead — for a day that has not come
 * @refuses assets.dates_disorder — when it would be accepted before it was installed
 * @refuses equipment.change_order_needed — when a device in use would leave without an approved order
 */
export class MoveAsset extends Command<Result<Route>> {
  readonly by: SchoolActor;
  readonly assetId: string;
  readonly step: Input<Route>['body'];
  constructor(by: SchoolActor, assetId: string, step: Input<Route>['body']) {
    super();
    this.by = by;
    this.assetId = assetId;
    this.step = step;
  }
}

@CommandHandler(MoveAsset)
export class MoveAssetHandler implements ICommandHandler<MoveAsset> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async execute({ by, assetId, step: { state: to, on } }: MoveAsset): Promise<Result<Route>> {
    return this.#db.write(by, async (tx) => {
      const row = await assetFor(tx, assetId, 'lock');
      const at = this.#clock.now();
      const day = (on ?? civilDay(at)) as CivilDay;
      if (day > civilDay(at)) throw new Refused('assets.day_ahead');
      const hasOrder = leavesService(row, to) && (await useOrder(tx, by, assetId, 'leave_service'));
      valueOf(takeStep({ from: row.state, to, missing: missingFields(recordOf(row)), commissionedByPersonId: row.commissioned_by_person_id, byPersonId: by.personId, hasOrder, openTickets: row.open_tickets, works: row.works }));
      if (to === 'accepted') valueOf(daysInOrder({ purchasedOn: row.purchased_on, installedOn: row.installed_on, acceptedOn: day }));
      await write(tx, by, row, to, day, at);
      await appendFact(tx, by, { type: `asset.${to}`, subject: assetId, at, body: { from: row.state, day } });
      return assetOf(await assetFor(tx, assetId), this.#clock.nowMs());
    });
  }
}

async function write(tx: Tx, by: SchoolActor, row: AssetRow, to: DeviceState, day: CivilDay, at: Instant): Promise<void> {
  await tx.sql`
    update assets set state = ${to}, changed_at = ${at},
           installed_on = case when ${to} = 'installed' then ${day}::date else installed_on end,
           commissioned_by_person_id = case when ${to} = 'commissioned' then ${by.personId} else commissioned_by_person_id end,
           commissioned_by_name = case when ${to} = 'commissioned' then ${by.name} else commissioned_by_name end,
           accepted_on = case when ${to} = 'accepted' then ${day}::date else accepted_on end,
           accepted_by_person_id = case when ${to} = 'accepted' then ${by.personId} else accepted_by_person_id end,
           accepted_by_name = case when ${to} = 'accepted' then ${by.name} else accepted_by_name end,
           retired_on = case when ${to} = 'retired' then ${day}::date else retired_on end
     where asset_id = ${row.id}`;
}
