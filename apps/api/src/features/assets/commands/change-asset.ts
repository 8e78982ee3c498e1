import type { Input, Result, routes } from '@guardroom/contracts';
import type { SchoolActor, SqlValue, Tx } from '@guardroom/db';
import { daysInOrder, isInUse, isReliedOn, missingFields, swappedFields } from '@guardroom/domain';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused, valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { type AssetRow, assetFor, assetOf, recordOf } from '../asset-view.ts';
import { orderNeeded, useOrder } from '../order-check.ts';
import { keeperFor } from '../people.ts';

type Route = typeof routes.changeAsset;
type Change = Input<Route>['body'];

/** Where each field of the contract is stored; the keeper has two columns and is written apart. */
const COLUMNS = {
  tagNumber: 'tag_number', name: 'name', maker: 'maker', model: 'model', spec: 'spec', serialNumber: 'serial_number', technicalParameters: 'technical_parameters', supplier: 'supplier', installer: 'installer',
  location: 'location', purchasedOn: 'purchased_on', installedOn: 'installed_on', warrantyUntil: 'warranty_until', serviceLifeYears: 'service_life_years', remarks: 'remarks',
} as const satisfies Record<Exclude<keyof Change, 'keeperPersonId'>, string>;

/**
 * Changes what the register says of a device.
 * @refuses assets.tag_taken — when another device of the school carries the tag
 * @refuses assets.keeper_unknown — for a keeper without a current post
 * @refuses assets.still_required — when a field that the regulations name would become empty while the device is in use
 * @refuses assets.dates_disorder — when the days would not follow each other
 * @refuses equipment.change_order_needed — for a new place of a camera, and for a new place, another model or serial number of a device in use, without an approved order
 * @refuses equipment.other_place_approved — for another place than the approved one
 */
export class ChangeAsset extends Command<Result<Route>> {
  readonly by: SchoolActor;
  readonly assetId: string;
  readonly change: Change;
  constructor(by: SchoolActor, assetId: string, change: Change) {
    super();
    this.by = by;
    this.assetId = assetId;
    this.change = change;
  }
}

@CommandHandler(ChangeAsset)
export class ChangeAssetHandler implements ICommandHandler<ChangeAsset> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async execute({ by, assetId, change }: ChangeAsset): Promise<Result<Route>> {
    return this.#db.write(by, async (tx) => {
      const before = await assetFor(tx, assetId, 'lock');
      const at = this.#clock.now();
      await askToMove(tx, by, before, change);
      await write(tx, assetId, change, await keeperColumns(tx, change), at);
      const after = await assetFor(tx, assetId);
      refuseGaps(before, after);
      await askToSwap(tx, by, before, change);
      valueOf(daysInOrder({ purchasedOn: after.purchased_on, installedOn: after.installed_on, acceptedOn: after.accepted_on }));
      await appendFact(tx, by, { type: 'asset.changed', subject: assetId, at, body: Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) });
      return assetOf(after, this.#clock.nowMs());
    });
  }
}

async function askToMove(tx: Tx, by: SchoolActor, before: AssetRow, { location }: Change): Promise<void> {
  const isMoved = location !== undefined && before.location !== null && location !== before.location && (isInUse(before) || before.camera_id !== null);
  if (isMoved && (before.camera_id !== null || !(await useOrder(tx, by, before.id, 'move', location)))) throw orderNeeded(before.id, 'move', location); // a camera is moved where its settings are
}

async function askToSwap(tx: Tx, by: SchoolActor, before: AssetRow, change: Change): Promise<void> {
  const isSwapped = isInUse(before) && swappedFields({ model: before.model, serialNumber: before.serial_number }, change).length > 0;
  if (isSwapped && !(await useOrder(tx, by, before.id, 'swap'))) throw orderNeeded(before.id, 'swap');
}

async function keeperColumns(tx: Tx, { keeperPersonId }: Change): Promise<readonly (readonly [string, SqlValue])[]> {
  if (keeperPersonId === undefined) return [];
  const keeper = keeperPersonId === null ? null : await keeperFor(tx, keeperPersonId);
  return [['keeper_person_id', keeper?.id ?? null], ['keeper_name', keeper?.name ?? null]];
}

async function write(tx: Tx, assetId: string, change: Change, keeper: readonly (readonly [string, SqlValue])[], at: string): Promise<void> {
  if (change.tagNumber !== undefined && (await tx.sql`select from assets where tag_number = ${change.tagNumber} and asset_id <> ${assetId}`).length > 0) throw new Refused('assets.tag_taken', { details: { tagNumber: change.tagNumber } });
  const plain = Object.entries(COLUMNS).flatMap(([field, column]) => {
    const value = change[field as keyof typeof COLUMNS];
    return value === undefined ? [] : [[column, value] as const];
  });
  const columns: readonly (readonly [string, SqlValue])[] = [...plain, ...keeper, ['changed_at', at]];
  await tx.query(`update assets set ${columns.map(([column], i) => `${column} = $${i + 2}`).join(', ')} where asset_id = $1`, [assetId, ...columns.map(([, value]) => value)]);
}

function refuseGaps(before: AssetRow, after: AssetRow): void {
  const gone = missingFields(recordOf(after)).filter((field) => !missingFields(recordOf(before)).includes(field));
  if (isReliedOn(after.state) && gone.length > 0) throw new Refused('assets.still_required', { details: { missing: gone, clauses: ['R10:§9'] } });
}
