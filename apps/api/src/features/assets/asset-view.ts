import type { Result, routes } from '@guardroom/contracts';
import type { Tx } from '@guardroom/db';
import { type AssetClass, CAMERA_FAULTS, type CaptureState, type DeviceState, SILENCE_SECONDS, lifeStanding, missingFields } from '@guardroom/domain';
import { type CivilDay, civilDay, instantOf } from '@guardroom/kernel';
import { notFound } from '../../platform/errors/refused.ts';

export type AssetView = Result<typeof routes.getAsset>;

export type AssetRow = {
  readonly id: string;
  readonly asset_class: AssetClass;
  readonly tag_number: string;
  readonly name: string;
  readonly state: DeviceState;
  readonly maker: string | null;
  readonly model: string | null;
  readonly spec: string | null;
  readonly serial_number: string | null;
  readonly technical_parameters: string | null;
  readonly supplier: string | null;
  readonly installer: string | null;
  readonly location: string | null;
  readonly purchased_on: CivilDay | null;
  readonly installed_on: CivilDay | null;
  readonly accepted_on: CivilDay | null;
  readonly warranty_until: CivilDay | null;
  readonly service_life_years: number;
  readonly service_life_ends_on: CivilDay | null;
  readonly keeper_person_id: string | null;
  readonly keeper_name: string | null;
  readonly commissioned_by_person_id: string | null;
  readonly commissioned_by_name: string | null;
  readonly accepted_by_name: string | null;
  readonly remarks: string | null;
  readonly camera_id: string | null;
  readonly gateway_id: string | null;
  readonly capture: CaptureState | null;
  readonly works: boolean;
  readonly open_tickets: number;
  readonly open_ticket_id: string | null;
  readonly broken: boolean;
  readonly registered_at: Date;
  readonly changed_at: Date;
};

/** Joins of an asset `a` with what its camera and gateway say, for `CAPTURE`. */
export const CAPTURE_JOINS = `
  left join cameras c_ on c_.school_id = a.school_id and c_.camera_id = a.camera_id
  left join camera_status s_ on s_.school_id = c_.school_id and s_.camera_id = c_.camera_id
  left join gateway_status g_ on g_.school_id = c_.school_id and g_.gateway_id = c_.gateway_id`;

/** What the camera of an asset does now, null for what is no camera: what a silent gateway said last is not what is. */
export const CAPTURE = `case when c_.camera_id is null then null when not c_.enabled then 'disabled' when g_.last_seen_at < now() - interval '${SILENCE_SECONDS} seconds' then 'unknown' else coalesce(s_.state, 'unknown') end`;

/** Whether the camera of an asset `a` is switched on, or its gateway active: it works, whatever the register says. */
export const DEVICE_WORKS = `(exists (select from cameras c where c.school_id = a.school_id and c.camera_id = a.camera_id and c.enabled)
  or exists (select from gateways g where g.school_id = a.school_id and g.gateway_id = a.gateway_id and g.state = 'active'))`;

const FAULTS = CAMERA_FAULTS.map((fault) => `'${fault}'`).join(', ');

/** The register with what each device does now and its tickets that nobody has verified. */
export const ASSETS = `
  select a.asset_id as id, a.asset_class, a.tag_number, a.name, a.state, a.maker, a.model, a.spec, a.serial_number, a.technical_parameters, a.supplier, a.installer, a.location,
         a.purchased_on::text, a.installed_on::text, a.accepted_on::text, a.warranty_until::text, a.service_life_years, a.service_life_ends_on::text,
         a.keeper_person_id, a.keeper_name, a.commissioned_by_person_id, a.commissioned_by_name, a.accepted_by_name, a.remarks, a.camera_id, a.gateway_id, a.registered_at, a.changed_at,
         ${CAPTURE} as capture, ${DEVICE_WORKS} as works, coalesce(t.open_tickets, 0) as open_tickets, t.open_ticket_id,
         a.state <> 'retired' and (coalesce(t.unrepaired, 0) > 0 or coalesce(${CAPTURE} in (${FAULTS}), false)) as broken
    from assets a ${CAPTURE_JOINS}
    left join (select school_id, asset_id, count(*)::int as open_tickets, count(*) filter (where state <> 'repaired') as unrepaired, min(ticket_id) as open_ticket_id
                 from fault_tickets where state <> 'verified' group by school_id, asset_id) t on t.school_id = a.school_id and t.asset_id = a.asset_id`;

/** What rules about complete records read. */
export const recordOf = (row: Pick<AssetRow, 'model' | 'spec' | 'serial_number' | 'purchased_on' | 'location' | 'keeper_name' | 'technical_parameters'>) => ({
  model: row.model,
  spec: row.spec,
  serialNumber: row.serial_number,
  purchasedOn: row.purchased_on,
  location: row.location,
  keeper: row.keeper_name,
  technicalParameters: row.technical_parameters,
});

/** A device as the contract shows it, on the day of `nowMs`. */
export function assetOf(row: AssetRow, nowMs: number): AssetView {
  return {
    id: row.id,
    assetClass: row.asset_class,
    tagNumber: row.tag_number,
    name: row.name,
    state: row.state,
    maker: row.maker,
    model: row.model,
    spec: row.spec,
    serialNumber: row.serial_number,
    technicalParameters: row.technical_parameters,
    supplier: row.supplier,
    installer: row.installer,
    location: row.location,
    purchasedOn: row.purchased_on,
    installedOn: row.installed_on,
    acceptedOn: row.accepted_on,
    warrantyUntil: row.warranty_until,
    serviceLifeYears: row.service_life_years,
    serviceLifeEndsOn: row.service_life_ends_on,
    life: lifeStanding({ state: row.state, acceptedOn: row.accepted_on, serviceLifeYears: row.service_life_years }, civilDay(instantOf(nowMs))),
    keeper: row.keeper_person_id === null || row.keeper_name === null ? null : { id: row.keeper_person_id, name: row.keeper_name },
    commissionedBy: row.commissioned_by_name,
    acceptedBy: row.accepted_by_name,
    remarks: row.remarks,
    cameraId: row.camera_id,
    gatewayId: row.gateway_id,
    capture: row.capture,
    missing: missingFields(recordOf(row)),
    openTickets: row.open_tickets,
    openTicketId: row.open_ticket_id,
    registeredAt: row.registered_at.toISOString(),
    changedAt: row.changed_at.toISOString(),
  };
}

/**
 * One device; with `lock` no other transaction changes it before this one ends.
 * @refuses request.not_found — when it is not there
 */
export async function assetFor(tx: Tx, assetId: string, lock?: 'lock'): Promise<AssetRow> {
  if (lock) await tx.sql`select from assets where asset_id = ${assetId} for update`;
  const [row] = await tx.query<AssetRow>(`${ASSETS} where a.asset_id = $1`, [assetId]);
  if (!row) throw notFound();
  return row;
}
