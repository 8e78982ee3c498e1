import type { SchoolRole } from '../people/index.ts';

/** States of an incident: seen, weighed, handled, over, filed. */
export const INCIDENT_STATES = ['opened', 'triaged', 'handling', 'resolved', 'closed'] as const;
export type IncidentState = (typeof INCIDENT_STATES)[number];

/**
 * What happened, in the words of the regulations: what must be kept aside (R19) and what plans are drilled for (R13).
 * @source R19 2.2
 * @source R13 §16
 */
export const INCIDENT_CATEGORIES = ['fight', 'bullying', 'theft', 'traffic_accident', 'fire', 'intrusion', 'suspicious_person', 'injury', 'property_damage', 'system_failure', 'other'] as const;
export type IncidentCategory = (typeof INCIDENT_CATEGORIES)[number];

/** How grave an incident is, mildest first. @source R13 §13 */
export const INCIDENT_SEVERITIES = ['general', 'larger', 'major', 'extraordinary'] as const;
export type IncidentSeverity = (typeof INCIDENT_SEVERITIES)[number];

/** Whom a finding is reported to. @source R25 1 */
export const REPORT_RECIPIENTS = ['security_lead', 'principal', 'duty_teacher', 'centre_head', 'district_officer', 'police_110'] as const;
export type ReportRecipient = (typeof REPORT_RECIPIENTS)[number];

/** With whom an emergency is handled together. @source R01 3.2(2) */
export const EMERGENCY_PARTNERS = ['school_departments', 'police', 'fire', 'medical'] as const;
export type EmergencyPartner = (typeof EMERGENCY_PARTNERS)[number];

/** A line of the handling log: something done, something reported upward, somebody called in. */
export const INCIDENT_ENTRY_KINDS = ['action', 'report', 'contact'] as const;
export type IncidentEntryKind = (typeof INCIDENT_ENTRY_KINDS)[number];

/** Steps of an order to go to the spot. */
export const DISPATCH_STATES = ['sent', 'accepted', 'arrived', 'resolved'] as const;
export type DispatchState = (typeof DISPATCH_STATES)[number];

/** What the footage of an incident is under. */
export const INCIDENT_HOLD_STATES = ['active', 'release_requested', 'released'] as const;
export type IncidentHoldState = (typeof INCIDENT_HOLD_STATES)[number];

/** Who marks what happened and handles it. @source R24 §8.2 */
export const INCIDENT_HANDLERS: readonly SchoolRole[] = ['watch_keeper', 'duty_cadre', 'deputy_head', 'centre_head', 'security_lead'];

/** Who files an incident away, when they are another person than who opened or reported it. @source R01 3.2(1) */
export const INCIDENT_CLOSERS: readonly SchoolRole[] = ['security_lead', 'centre_head', 'deputy_safety', 'principal', 'legal_representative'];

/** Who decides how long footage of an incident is held: one asks for its release, another one gives it. @source R19 2.2 */
export const HOLD_KEEPERS: readonly SchoolRole[] = ['security_lead', 'deputy_safety', 'principal', 'legal_representative'];

/** Who may know of incidents. @source R24 §8.2 */
export const INCIDENT_READERS: readonly SchoolRole[] = [...new Set([...INCIDENT_HANDLERS, ...INCIDENT_CLOSERS, ...HOLD_KEEPERS])];
