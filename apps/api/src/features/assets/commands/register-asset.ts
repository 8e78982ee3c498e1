import type { Input, Result, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { daysInOrder } from '@guardroom/domain';
import { newId } from '@guardroom/kernel';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused, valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { assetFor, assetOf } from '../asset-view.ts';
import { keeperFor } from '../people.ts';

type Route = typeof routes.registerAsset;

/**
 * Enters a device in the register.
 * @refuses assets.tag_taken — when another device of the school carries the tag
 * @refuses assets.keeper_unknown — for a keeper without a current post
 * @refuses assets.dates_disorder — when it would be installed before it was bought
 */
export class RegisterAsset extends Command<Result<Route>> {
  readonly by: SchoolActor;
  readonly body: Input<Route>['body'];
  constructor(by: SchoolActor, body: Input<Route>['body']) {
    super();
    this.by = by;
    this.body = body;
  }
}

@CommandHandler(RegisterAsset)
export class RegisterAssetHandler implements ICommandHandler<RegisterAsset> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async execute({ by, body: b }: RegisterAsset): Promise<Result<Route>> {
    valueOf(daysInOrder({ purchasedOn: b.purchasedOn ?? null, installedOn: b.installedOn ?? null, acceptedOn: null }));
    return this.#db.write(by, async (tx) => {
      const [id, at] = [newId('ast'), this.#clock.now()];
      const keeper = b.keeperPersonId ? await keeperFor(tx, b.keeperPersonId) : null;
      const [entered] = await tx.sql`
        insert into assets (school_id, asset_id, district_id, asset_class, tag_number, name, state, maker, model, spec, serial_number, technical_parameters, supplier, installer, location,
                            purchased_on, installed_on, warranty_until, service_life_years, keeper_person_id, keeper_name, remarks, registered_at, changed_at)
        values (${by.schoolId}, ${id}, ${by.districtId}, ${b.assetClass}, ${b.tagNumber}, ${b.name}, ${b.state}, ${b.maker ?? null}, ${b.model ?? null}, ${b.spec ?? null}, ${b.serialNumber ?? null},
                ${b.technicalParameters ?? null}, ${b.supplier ?? null}, ${b.installer ?? null}, ${b.location ?? null}, ${b.purchasedOn ?? null}, ${b.installedOn ?? null}, ${b.warrantyUntil ?? null},
                ${b.serviceLifeYears ?? 5}, ${keeper?.id ?? null}, ${keeper?.name ?? null}, ${b.remarks ?? null}, ${at}, ${at})
        on conflict (school_id, tag_number) do nothing returning asset_id`;
      if (!entered) throw new Refused('assets.tag_taken', { details: { tagNumber: b.tagNumber } });
      await appendFact(tx, by, { type: 'asset.registered', subject: id, at, body: { tagNumber: b.tagNumber, assetClass: b.assetClass, name: b.name } });
      return assetOf(await assetFor(tx, id), this.#clock.nowMs());
    });
  }
}
