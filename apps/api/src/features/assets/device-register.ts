import type { Tx } from '@guardroom/db';
import type { AssetClass } from '@guardroom/domain';
import { civilDay, instantOf, newId } from '@guardroom/kernel';
import { appendFact } from '../../platform/facts/append-fact.ts';
import { type AtSchool, nextNumber } from './numbers.ts';

/** Letters of the tags that the platform gives by itself, by class. */
const SERIES: Readonly<Record<AssetClass, string>> = {
  camera: 'SXJ', gateway: 'WG', server: 'FWQ', recorder: 'LXJ', switch: 'JHJ', display: 'XSQ', workstation: 'GZZ', storage: 'CC', power_supply: 'DY', lamp: 'DG', fire_equipment: 'XF', other: 'QT',
};

/** A camera or gateway that is in use already. */
export type Device = { readonly assetClass: 'camera' | 'gateway'; readonly deviceId: string; readonly name: string; readonly location: string | null; readonly atMs: number };

/**
 * Enters a camera or gateway in the register, in the transaction that brings it into being. Entered already is well; a device of that class and
 * name that was entered by hand before is the same one.
 */
export async function enterDevice(tx: Tx, by: AtSchool, { assetClass, deviceId, name, location, atMs }: Device): Promise<void> {
  const column = assetClass === 'camera' ? 'camera_id' : 'gateway_id';
  if ((await tx.query(`select from assets where ${column} = $1`, [deviceId])).length > 0) return;
  const at = instantOf(atMs);
  const [byHand] = await tx.query<{ asset_id: string }>(
    `update assets set ${column} = $1, changed_at = $2 where asset_id = (select asset_id from assets where asset_class = $3 and name = $4 and camera_id is null and gateway_id is null and state <> 'retired' order by tag_number limit 1) returning asset_id`,
    [deviceId, at, assetClass, name],
  );
  if (byHand) return void (await appendFact(tx, by, { type: 'asset.linked', subject: byHand.asset_id, at, body: { [assetClass === 'camera' ? 'cameraId' : 'gatewayId']: deviceId } }));
  const [assetId, tag] = [newId('ast'), await freeTag(tx, by, assetClass)];
  const entered = await tx.query(
    `insert into assets (school_id, asset_id, district_id, asset_class, tag_number, name, state, location, installed_on, ${column}, registered_at, changed_at)
     values ($1, $2, $3, $4, $5, $6, 'installed', $7, $8, $9, $10, $10) on conflict do nothing returning asset_id`,
    [by.schoolId, assetId, by.districtId, assetClass, tag, name, location, civilDay(at), deviceId, at],
  );
  if (entered.length > 0) await appendFact(tx, by, { type: 'asset.registered', subject: assetId, at, body: { tagNumber: tag, assetClass, name, [assetClass === 'camera' ? 'cameraId' : 'gatewayId']: deviceId } });
}

/** A tag of the class's series that no device carries. */
async function freeTag(tx: Tx, by: AtSchool, assetClass: AssetClass): Promise<string> {
  for (;;) {
    const tag = `${SERIES[assetClass]}-${String(await nextNumber(tx, by, SERIES[assetClass])).padStart(4, '0')}`;
    if ((await tx.sql`select from assets where tag_number = ${tag}`).length === 0) return tag;
  }
}

/** Keeps the entry of a camera in step with what the camera is called and where it hangs. */
export async function followCamera(tx: Tx, camera: { readonly cameraId: string; readonly name: string; readonly location: string }): Promise<void> {
  await tx.sql`update assets set name = ${camera.name}, location = ${camera.location}, changed_at = now() where camera_id = ${camera.cameraId} and (name, location) is distinct from (${camera.name}, ${camera.location})`;
}

/** Enters what came into being before the register was kept, or without it. */
export async function enterMissingDevices(tx: Tx, by: AtSchool): Promise<void> {
  const missing = await tx.sql<{ asset_class: 'camera' | 'gateway'; device_id: string; name: string; location: string | null; at: Date }>`
    select 'camera' as asset_class, camera_id as device_id, name, location, registered_at as at from cameras c where not exists (select from assets a where a.school_id = c.school_id and a.camera_id = c.camera_id)
    union all
    select 'gateway', gateway_id, name, null, created_at from gateways g where state <> 'revoked' and not exists (select from assets a where a.school_id = g.school_id and a.gateway_id = g.gateway_id)
    order by at`;
  for (const row of missing) await enterDevice(tx, by, { assetClass: row.asset_class, deviceId: row.device_id, name: row.name, location: row.location, atMs: row.at.getTime() });
}
