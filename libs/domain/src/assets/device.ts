import { type CivilDay, type Result, addDays, ok, refuse } from '@guardroom/kernel';

/** Kinds of device in the asset register. @source R10 §9 */
export const ASSET_CLASSES = ['camera', 'gateway', 'server', 'recorder', 'switch', 'display', 'workstation', 'storage', 'power_supply', 'lamp', 'fire_equipment', 'other'] as const;
export type AssetClass = (typeof ASSET_CLASSES)[number];

/** States of a device, from the plan to the end of its use. @source R15 §5 */
export const DEVICE_STATES = ['planned', 'installed', 'commissioned', 'accepted', 'in_service', 'degraded', 'offline', 'spare', 'retired'] as const;
export type DeviceState = (typeof DEVICE_STATES)[number];

/** States of a device that the school relies on: it stands in service, well or not. */
export const RELIED_ON_STATES = ['in_service', 'degraded', 'offline'] as const satisfies readonly DeviceState[];

/** Where a device may go from each state. Whatever is in use leaves it by a change order only, but for what a fault does to it. */
export const DEVICE_STEPS = {
  planned: ['installed', 'spare', 'retired'],
  installed: ['commissioned', 'spare', 'retired'],
  commissioned: ['accepted', 'installed', 'spare', 'retired'],
  accepted: ['in_service', 'spare', 'retired'],
  in_service: ['degraded', 'offline', 'spare', 'retired'],
  degraded: ['in_service', 'offline', 'spare', 'retired'],
  offline: ['in_service', 'degraded', 'spare', 'retired'],
  spare: ['installed', 'retired'],
  retired: [],
} as const satisfies Record<DeviceState, readonly DeviceState[]>;

/** What the register must say of a device before it is accepted or relied on. @source R10 §9 */
export const REQUIRED_FIELDS = ['model', 'spec', 'serialNumber', 'purchasedOn', 'location', 'keeper', 'technicalParameters'] as const;
export type RequiredField = (typeof REQUIRED_FIELDS)[number];

/** The record of a device as far as rules read it. */
export type DeviceRecord = { readonly [F in RequiredField]: unknown };

/**
 * Required fields that a record leaves empty, in the order of the register.
 * @source R10 §9
 * @source R02 §5
 */
export const missingFields = (record: DeviceRecord): RequiredField[] => REQUIRED_FIELDS.filter((field) => record[field] === null || record[field] === undefined || record[field] === '');

/** A device is used this long at most. Years, from its acceptance. @source R02 §6 */
export const LONGEST_SERVICE_LIFE_YEARS = 5;

/** A replacement is planned this long before the end. Days. */
export const REPLACEMENT_LEAD_DAYS = 180;

/** How a device stands to its service life; `unknown` without a day from which it counts. */
export const LIFE_STANDINGS = ['unknown', 'in_life', 'due', 'over_age'] as const;
export type LifeStanding = (typeof LIFE_STANDINGS)[number];

/** The first day on which a device is over age: so many years after its acceptance. @source R02 §6 */
export function serviceLifeEnd(acceptedOn: CivilDay, years: number): CivilDay {
  const [year = 0, month = 1, day = 1] = acceptedOn.split('-').map(Number);
  const end = new Date(Date.UTC(year + years, month - 1, day));
  return (end.getUTCMonth() === month - 1 ? end.toISOString() : new Date(Date.UTC(year + years, month, 0)).toISOString()).slice(0, 10) as CivilDay; // 29 February ends on the 28th
}

/**
 * How a device stands to its service life on a day. What is retired has no standing.
 * @source R02 §6
 * @source R14 2.4
 */
export function lifeStanding(device: { readonly state: DeviceState; readonly acceptedOn: CivilDay | null; readonly serviceLifeYears: number }, today: CivilDay): LifeStanding {
  if (!device.acceptedOn || device.state === 'retired') return 'unknown';
  const end = serviceLifeEnd(device.acceptedOn, device.serviceLifeYears);
  return end <= today ? 'over_age' : end <= addDays(today, REPLACEMENT_LEAD_DAYS) ? 'due' : 'in_life';
}

/** A device about to take a step, and who takes it. */
export type DeviceStep = {
  readonly from: DeviceState;
  readonly to: DeviceState;
  readonly missing: readonly RequiredField[];
  /** Who said that it was commissioned; acceptance needs somebody else. */
  readonly commissionedByPersonId: string | null;
  readonly byPersonId: string;
  /** Whether an approved change order for taking it down is at hand. */
  readonly hasOrder: boolean;
  /** Tickets of it that nobody has verified. */
  readonly openTickets: number;
  /** Whether its camera is switched on, or its gateway active. */
  readonly works: boolean;
};

/**
 * Whether a device may take a step.
 * @refuses assets.no_such_step — when the register knows no such way
 * @refuses assets.incomplete — when it shall be accepted, or put in service, and the register has gaps
 * @refuses assets.own_acceptance — when the person who commissioned it would accept it
 * @refuses assets.ticket_open — when a faulty device would go back to service before its repair is verified
 * @refuses equipment.change_order_needed — when a device in use shall leave its place without an approved order
 * @source R17 §6.1
 * @source R10 §9
 * @source R04 3
 * @source R02 §7
 */
export function takeStep(step: DeviceStep): Result<void> {
  if (!(DEVICE_STEPS[step.from] as readonly DeviceState[]).includes(step.to)) return refuse('assets.no_such_step', { from: step.from, to: step.to, allowed: DEVICE_STEPS[step.from] });
  if ((step.to === 'accepted' || step.to === 'in_service') && step.missing.length > 0) return refuse('assets.incomplete', { clauses: ['R10:§9'], missing: step.missing });
  if (step.to === 'accepted' && step.commissionedByPersonId === step.byPersonId) return refuse('assets.own_acceptance', { clauses: ['R17:§6.1'] });
  if (step.to === 'in_service' && step.openTickets > 0) return refuse('assets.ticket_open', { clauses: ['R04:3'], tickets: step.openTickets });
  if (leavesService({ state: step.from, works: step.works }, step.to) && !step.hasOrder) return refuse('equipment.change_order_needed', { clauses: ['R02:§7'], change: step.to === 'retired' ? 'dismantle' : 'replace' });
  return ok(undefined);
}

/** True for a device that the school relies on now. */
export const isReliedOn = (state: DeviceState): boolean => (RELIED_ON_STATES as readonly DeviceState[]).includes(state);

/** A device with whether its camera is switched on, or its gateway active. */
export type WorkingDevice = { readonly state: DeviceState; readonly works: boolean };

/** True for a device in use: relied on by the register, or working whatever the register says. */
export const isInUse = ({ state, works }: WorkingDevice): boolean => isReliedOn(state) || works;

/** True where a step takes a device in use away. @source R02 §7 */
export const leavesService = (device: WorkingDevice, to: DeviceState): boolean => isInUse(device) && (to === 'spare' || to === 'retired');

/** Fields by which one device is told from another. */
const IDENTITY_FIELDS = ['model', 'serialNumber'] as const;
type Identity = { readonly [F in (typeof IDENTITY_FIELDS)[number]]: string | null };

/** Fields that say that another device stands there now; what was empty is only filled in. @source R02 §7 */
export const swappedFields = (before: Identity, after: { readonly [F in keyof Identity]?: string | null | undefined }): (keyof Identity)[] =>
  IDENTITY_FIELDS.filter((field) => before[field] !== null && after[field] !== undefined && after[field] !== before[field]);

/**
 * Whether the days of a device follow each other: bought, installed, accepted.
 * @refuses assets.dates_disorder — naming the later day that lies before the earlier
 */
export function daysInOrder({ purchasedOn, installedOn, acceptedOn }: { readonly purchasedOn: string | null; readonly installedOn: string | null; readonly acceptedOn: string | null }): Result<void> {
  const known = [['purchasedOn', purchasedOn], ['installedOn', installedOn], ['acceptedOn', acceptedOn]].filter((pair): pair is [string, string] => pair[1] !== null);
  const wrong = known.find(([, day], i) => i > 0 && day < (known[i - 1]?.[1] ?? ''));
  return wrong ? refuse('assets.dates_disorder', { field: wrong[0] }) : ok(undefined);
}
