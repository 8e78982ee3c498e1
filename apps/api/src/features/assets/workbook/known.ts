import type { Tx } from '@guardroom/db';
import { ASSETS, type AssetRow } from '../asset-view.ts';
import type { KnownDevice } from './plan.ts';

/** The whole register as sheets are held against it, by tag. */
export async function knownDevices(tx: Tx): Promise<ReadonlyMap<string, KnownDevice & { readonly serviceLifeEndsOn: string | null }>> {
  const rows = await tx.query<AssetRow>(`${ASSETS} order by a.tag_number`);
  return new Map(
    rows.map((row) => [
      row.tag_number,
      {
        id: row.id, isCamera: row.camera_id !== null, works: row.works, tagNumber: row.tag_number, name: row.name, assetClass: row.asset_class, state: row.state, maker: row.maker, model: row.model, spec: row.spec, serialNumber: row.serial_number,
        technicalParameters: row.technical_parameters, supplier: row.supplier, installer: row.installer, location: row.location, purchasedOn: row.purchased_on, installedOn: row.installed_on, acceptedOn: row.accepted_on,
        warrantyUntil: row.warranty_until, serviceLifeYears: row.service_life_years, keeperPersonId: row.keeper_person_id, keeper: row.keeper_name, remarks: row.remarks, serviceLifeEndsOn: row.service_life_ends_on,
      },
    ]),
  );
}
