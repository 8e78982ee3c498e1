import { type Result, ok, refuse } from '@guardroom/kernel';
import type { CaptureState } from '../recording/index.ts';

/** States of a fault ticket. @source R18 3.3 */
export const FAULT_TICKET_STATES = ['open', 'assigned', 'in_repair', 'repaired', 'verified'] as const;
export type FaultTicketState = (typeof FAULT_TICKET_STATES)[number];

/** What may happen to a ticket, and from where. */
export const FAULT_TICKET_STEPS = {
  assign: { from: ['open', 'assigned', 'in_repair'], to: 'assigned' },
  start: { from: ['open', 'assigned'], to: 'in_repair' },
  repair: { from: ['open', 'assigned', 'in_repair'], to: 'repaired' },
  verify: { from: ['repaired'], to: 'verified' },
  send_back: { from: ['repaired'], to: 'in_repair' },
} as const satisfies Record<string, { from: readonly FaultTicketState[]; to: FaultTicketState }>;
export type FaultTicketVerb = keyof typeof FAULT_TICKET_STEPS;

/** Faults that the gateway finds by itself in a camera, by what it says of it. */
export const CAMERA_FAULTS = ['wrong_password', 'unreachable', 'unsupported_codec', 'no_frames', 'spool_full'] as const satisfies readonly CaptureState[];
export type CameraFault = (typeof CAMERA_FAULTS)[number];

/** What a ticket is about. */
export const FAULT_CAUSES = [...CAMERA_FAULTS, 'gateway_silent', 'picture_quality', 'damage', 'power', 'network', 'storage', 'lamp_out', 'service_life', 'other'] as const;
export type FaultCause = (typeof FAULT_CAUSES)[number];
/** Causes that a person may report; the machine's own are found by the machine. */
export const REPORTED_CAUSES = ['picture_quality', 'damage', 'power', 'network', 'storage', 'lamp_out', 'service_life', 'other'] as const satisfies readonly FaultCause[];

/** How urgent a repair is: critical when the watch or the recording is interrupted. */
export const FAULT_URGENCIES = ['critical', 'normal'] as const;
export type FaultUrgency = (typeof FAULT_URGENCIES)[number];

/**
 * A fault is repaired within so many hours of its first sign.
 * @source R18 3.3
 * @source R04 3
 */
export const REPAIR_HOURS = { critical: 24, normal: 72 } as const satisfies Record<FaultUrgency, number>;
/** A lamp is repaired within so many hours. @source R08 11 */
export const LAMP_REPAIR_HOURS = 48;

/** A person takes note of a fault within so many minutes of its first sign. @source R21 2.1 */
export const FAULT_REPORT_MINUTES = 30;

/** A camera that fails for longer is a ticket: a restart is over by then. Minutes. @source R25 4 */
export const FAULT_AFTER_MINUTES = 2;
/** A gateway that is silent for longer is a ticket. Minutes. @source R25 4 */
export const SILENT_GATEWAY_AFTER_MINUTES = 10;

/**
 * When a fault must be repaired; epoch milliseconds.
 * @source R18 3.3
 * @source R08 11
 */
export const repairBy = (firstSignMs: number, urgency: FaultUrgency, cause: FaultCause): number =>
  firstSignMs + Math.min(REPAIR_HOURS[urgency], cause === 'lamp_out' ? LAMP_REPAIR_HOURS : Infinity) * 3_600_000;

/** A ticket as its rules read it. */
export type FaultTicket = { readonly state: FaultTicketState; readonly repairedByPersonId: string | null; readonly assigneePersonId: string | null };

/**
 * Whether a verb is open to a ticket.
 * @refuses tickets.not_now — when the ticket stands elsewhere
 * @source R18 3.3
 */
export function takeTicket(ticket: Pick<FaultTicket, 'state'>, verb: FaultTicketVerb): Result<FaultTicketState> {
  const step = FAULT_TICKET_STEPS[verb];
  return (step.from as readonly FaultTicketState[]).includes(ticket.state) ? ok(step.to) : refuse('tickets.not_now', { state: ticket.state, verb });
}

/**
 * Whether a person may say that a repair holds. Where a device came back by itself, the one it was assigned to counts as the repairer.
 * @refuses tickets.not_now — before a repair
 * @refuses tickets.own_repair — by the person who repaired it
 * @refuses tickets.still_faulty — while the device itself says that it fails
 * @source R14 4.1
 * @source R04 3
 */
export function verifyRepair(ticket: FaultTicket, by: { readonly personId: string }, deviceWorks: boolean): Result<FaultTicketState> {
  const taken = takeTicket(ticket, 'verify');
  if (!taken.ok) return taken;
  if ((ticket.repairedByPersonId ?? ticket.assigneePersonId) === by.personId) return refuse('tickets.own_repair', { clauses: ['R14:4.1'] });
  if (!deviceWorks) return refuse('tickets.still_faulty', { clauses: ['R04:3'] });
  return taken;
}
