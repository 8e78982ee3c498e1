import type { SchoolActor, Tx } from '@guardroom/db';
import { type ChangeKind, ORDERS_FOR, changesOf } from '@guardroom/domain';
import { systemClock } from '@guardroom/kernel';
import { Refused } from '../../platform/errors/refused.ts';
import { appendFact } from '../../platform/facts/append-fact.ts';

/** What is about to be done to a device. */
export type Change = keyof typeof ORDERS_FOR;

/** True when an approved order stands for the change; the order is under way from then on. */
export async function useOrder(tx: Tx, by: SchoolActor, assetId: string, change: Change): Promise<boolean> {
  const kinds: readonly ChangeKind[] = ORDERS_FOR[change];
  const at = systemClock.now();
  const [order] = await tx.sql<{ order_id: string; state: string }>`
    select order_id, state from change_orders where asset_id = ${assetId} and state in ('approved', 'in_progress') and kind = any(${[...kinds]}) order by decided_at desc limit 1 for update`;
  if (!order) return false;
  if (order.state === 'approved') {
    await tx.sql`update change_orders set state = 'in_progress', started_at = ${at} where order_id = ${order.order_id}`;
    await appendFact(tx, by, { type: 'change_order.started', subject: order.order_id, at, body: { assetId } });
  }
  return true;
}

/**
 * Asks for an approved order where a change of a camera's settings moves it or switches it off. Addresses, passwords and names are free.
 * @refuses equipment.change_order_needed — naming the change and the device, so that an order can be proposed for it
 * @source R02 §7
 * @source R03 1.9
 */
export async function requireCameraOrder(tx: Tx, by: SchoolActor, before: { readonly cameraId: string; readonly location: string; readonly space: string; readonly enabled: boolean }, change: Parameters<typeof changesOf>[1]): Promise<void> {
  for (const needed of changesOf(before, change)) {
    const [asset] = await tx.sql<{ asset_id: string }>`select asset_id from assets where camera_id = ${before.cameraId}`;
    if (asset && (await useOrder(tx, by, asset.asset_id, needed))) continue;
    throw new Refused('equipment.change_order_needed', { details: { change: needed, assetId: asset?.asset_id ?? null, clauses: ['R02:§7', 'R03:1.9'] } });
  }
}
