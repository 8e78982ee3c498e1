import type { Tx } from '@guardroom/db';
import { type FaultCause, type FaultUrgency, repairBy } from '@guardroom/domain';
import { type Instant, civilDay, instantOf, newId } from '@guardroom/kernel';
import { appendFact } from '../../platform/facts/append-fact.ts';
import { type AtSchool, nextNumber, shortNumber } from './numbers.ts';

/** A fault that shall become a ticket. Without a reporter the device itself says so. */
export type NewTicket = {
  readonly assetId: string;
  readonly cameraId: string | null;
  readonly gatewayId: string | null;
  readonly cause: FaultCause;
  readonly urgency: FaultUrgency;
  readonly words: string;
  readonly firstSignMs: number;
  readonly at: Instant;
  readonly reporter: { readonly id: string; readonly name: string } | null;
};

/**
 * Opens a ticket; its device stands degraded or offline until the repair is verified. Nothing when the device said the same already
 * and nobody has verified that repair. Answers the ticket's id.
 */
export async function openTicket(tx: Tx, by: AtSchool, t: NewTicket): Promise<string | undefined> {
  const [id, n] = [newId('tkt'), await nextNumber(tx, by, `G${civilDay(t.at).slice(0, 4)}`)];
  const [opened] = await tx.sql`
    insert into fault_tickets (school_id, ticket_id, district_id, number, state, source, cause, urgency, words, asset_id, camera_id, gateway_id, first_sign_at, opened_at, repair_by,
                               reported_by_person_id, reported_by_name, acknowledged_at, acknowledged_by_name)
    values (${by.schoolId}, ${id}, ${by.districtId}, ${shortNumber('G', civilDay(t.at).slice(0, 4), n)}, 'open', ${t.reporter ? 'person' : 'machine'}, ${t.cause}, ${t.urgency}, ${t.words}, ${t.assetId}, ${t.cameraId},
            ${t.gatewayId}, ${instantOf(t.firstSignMs)}, ${t.at}, ${instantOf(repairBy(t.firstSignMs, t.urgency, t.cause))}, ${t.reporter?.id ?? null}, ${t.reporter?.name ?? null},
            ${t.reporter ? t.at : null}, ${t.reporter?.name ?? null})
    on conflict do nothing returning ticket_id`;
  if (!opened) return undefined;
  await markFaulty(tx, t.assetId, t.cause);
  await appendFact(tx, by, { type: 'fault_ticket.opened', subject: id, at: t.at, body: { assetId: t.assetId, cause: t.cause, urgency: t.urgency, firstSignAt: instantOf(t.firstSignMs) } });
  return id;
}

/** A device in service that fails is degraded; one that cannot be reached is offline. */
async function markFaulty(tx: Tx, assetId: string, cause: FaultCause): Promise<void> {
  const state = cause === 'unreachable' || cause === 'gateway_silent' ? 'offline' : 'degraded';
  if (cause !== 'service_life') await tx.sql`update assets set state = ${state}, changed_at = now() where asset_id = ${assetId} and state = 'in_service'`;
}

/** A device goes back to service when the last of its repairs is verified. */
export async function markWell(tx: Tx, assetId: string): Promise<void> {
  await tx.sql`
    update assets a set state = 'in_service', changed_at = now() where asset_id = ${assetId} and state in ('degraded', 'offline')
       and not exists (select from fault_tickets t where t.school_id = a.school_id and t.asset_id = a.asset_id and t.state <> 'verified')`;
}
