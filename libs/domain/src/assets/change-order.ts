import { type Result, ok, refuse } from '@guardroom/kernel';
import type { SchoolRole } from '../people/index.ts';

/** States of a change order. @source R02 §7 */
export const CHANGE_ORDER_STATES = ['proposed', 'approved', 'in_progress', 'closed', 'rejected'] as const;
export type ChangeOrderState = (typeof CHANGE_ORDER_STATES)[number];

/** What may happen to an order, and from where. */
export const CHANGE_ORDER_STEPS = {
  approve: { from: ['proposed'], to: 'approved' },
  reject: { from: ['proposed'], to: 'rejected' },
  start: { from: ['approved'], to: 'in_progress' },
  close: { from: ['approved', 'in_progress'], to: 'closed' },
} as const satisfies Record<string, { from: readonly ChangeOrderState[]; to: ChangeOrderState }>;
export type ChangeOrderVerb = keyof typeof CHANGE_ORDER_STEPS;

/**
 * Changes to a device that need an order: nobody moves, takes down or alters one on their own.
 * @source R03 1.9
 * @source R02 §7
 */
export const CHANGE_KINDS = ['move', 're_aim', 'replace', 'modify', 'switch_off', 'dismantle'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/**
 * Who decides about a change.
 * @source R02 §7
 * @source R18 3.2
 */
export const CHANGE_APPROVERS = ['security_lead', 'principal', 'legal_representative', 'deputy_safety'] as const satisfies readonly SchoolRole[];

/** An order as its rules read it. */
export type ChangeOrder = { readonly state: ChangeOrderState; readonly proposedByPersonId: string };

/**
 * Whether a verb is open to an order.
 * @refuses change_orders.not_now — when the order stands elsewhere
 * @refuses change_orders.own_order — when the proposer would decide
 * @source R02 §7
 */
export function takeOrder(order: ChangeOrder, verb: ChangeOrderVerb, by: { readonly personId: string }): Result<ChangeOrderState> {
  const step = CHANGE_ORDER_STEPS[verb];
  if (!(step.from as readonly ChangeOrderState[]).includes(order.state)) return refuse('change_orders.not_now', { state: order.state, verb });
  if ((verb === 'approve' || verb === 'reject') && order.proposedByPersonId === by.personId) return refuse('change_orders.own_order', { clauses: ['R02:§7'] });
  return ok(step.to);
}

/** A camera's settings as far as they say where it hangs, which device it is, and whether it works. */
export type CameraSettings = { readonly location: string; readonly space: string; readonly rtspUrl: string; readonly gatewayId: string; readonly enabled: boolean };

/** The device that an RTSP address names: host and port, without path, however it is written. */
const deviceAt = (rtspUrl: string): string => {
  const [, scheme = '', host = ''] = /^(rtsps?):\/\/([^/?#]*)/.exec(rtspUrl.toLowerCase()) ?? [];
  return /:\d+$/.test(host) ? host : `${host}:${scheme === 'rtsps' ? 322 : 554}`;
};

/**
 * What a change of a camera's settings does to the device; empty for what anybody who keeps it may mend, such as a password or the path of
 * an address.
 * @source R02 §7
 * @source R03 1.9
 */
export function changesOf(before: CameraSettings, change: { readonly [K in keyof CameraSettings]?: CameraSettings[K] | undefined }): CameraChange[] {
  const differs = (key: keyof CameraSettings): boolean => change[key] !== undefined && change[key] !== before[key];
  const made: Readonly<Record<CameraChange, boolean>> = {
    move: differs('location') || differs('space'),
    address: change.rtspUrl !== undefined && deviceAt(change.rtspUrl) !== deviceAt(before.rtspUrl),
    gateway: differs('gatewayId'),
    switch_off: before.enabled && change.enabled === false,
  };
  return CAMERA_CHANGES.filter((name) => made[name]);
}

/** What the settings of a camera can do to it that needs an order. @source R02 §7 */
export const CAMERA_CHANGES = ['move', 'address', 'gateway', 'switch_off'] as const;
export type CameraChange = (typeof CAMERA_CHANGES)[number];

/**
 * Orders under which a change may be made, first the one to propose: a camera that is switched off may also be on its way out, or be replaced;
 * another address, another model or another serial number is another device.
 * @source R02 §7
 */
export const ORDERS_FOR = {
  move: ['move'],
  address: ['replace', 'modify'],
  gateway: ['modify', 'replace'],
  switch_off: ['switch_off', 'dismantle', 'replace'],
  swap: ['replace'],
  leave_service: ['dismantle', 'replace'],
} as const satisfies Record<CameraChange | 'swap' | 'leave_service', readonly ChangeKind[]>;

/** What is about to be done to a device. */
export type DeviceChange = keyof typeof ORDERS_FOR;
