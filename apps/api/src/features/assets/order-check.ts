import type { SchoolActor, Tx } from '@guardroom/db';
import { type CameraChange, type CameraSettings, type ChangeKind, type DeviceChange, ORDERS_FOR, changesOf } from '@guardroom/domain';
import { systemClock } from '@guardroom/kernel';
import { Refused } from '../../platform/errors/refused.ts';
import { appendFact } from '../../platform/facts/append-fact.ts';

type OpenOrder = { readonly order_id: string; readonly number: string; readonly state: string; readonly to_location: string | null };

/**
 * True when an approved order stands for the change; the order is under way from then on. A move is made to the place that was approved.
 * @refuses equipment.other_place_approved — for a move elsewhere, naming the approved place
 */
export async function useOrder(tx: Tx, by: SchoolActor, assetId: string, change: DeviceChange, toLocation?: string | null): Promise<boolean> {
  const kinds: readonly ChangeKind[] = ORDERS_FOR[change];
  const at = systemClock.now();
  const orders = await tx.sql<OpenOrder>`
    select order_id, number, state, to_location from change_orders where asset_id = ${assetId} and state in ('approved', 'in_progress') and kind = any(${[...kinds]}) order by decided_at desc for update`;
  const order = orders.find((open) => change !== 'move' || open.to_location === toLocation);
  if (!order && orders[0]) throw new Refused('equipment.other_place_approved', { details: { number: orders[0].number, approved: orders[0].to_location, orderId: orders[0].order_id, clauses: ['R02:§7'] } });
  if (!order) return false;
  if (order.state === 'approved') {
    await tx.sql`update change_orders set state = 'in_progress', started_at = ${at} where order_id = ${order.order_id}`;
    await appendFact(tx, by, { type: 'change_order.started', subject: order.order_id, at, body: { assetId } });
  }
  return true;
}

/** The refusal that names the order to propose, filled in as far as the change says it. */
export const orderNeeded = (assetId: string | null, change: DeviceChange, toLocation?: string | null): Refused =>
  new Refused('equipment.change_order_needed', { details: { change: ORDERS_FOR[change][0], assetId, ...(change === 'move' && toLocation ? { toLocation } : {}), clauses: ['R02:§7', 'R03:1.9'] } });

/**
 * Asks for an approved order where a change of a camera's settings moves it, points it at another device or gateway, or switches it off;
 * answers what it does. Path, user, password and name are free.
 * @refuses equipment.change_order_needed — naming the order to propose, and the device
 * @refuses equipment.other_place_approved — for a move to another place than the approved one
 * @source R02 §7
 * @source R03 1.9
 */
export async function requireCameraOrder(tx: Tx, by: SchoolActor, before: CameraSettings & { readonly cameraId: string }, change: Parameters<typeof changesOf>[1]): Promise<CameraChange[]> {
  const changes = changesOf(before, change);
  const [asset] = changes.length === 0 ? [] : await tx.sql<{ asset_id: string }>`select asset_id from assets where camera_id = ${before.cameraId}`;
  const toLocation = change.location ?? before.location;
  for (const needed of changes) if (!asset || !(await useOrder(tx, by, asset.asset_id, needed, toLocation))) throw orderNeeded(asset?.asset_id ?? null, needed, toLocation);
  return changes;
}
