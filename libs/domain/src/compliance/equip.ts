import { control } from './judge.ts';

const NO_ASSET = ['no_evidence', 'asset.none'] as const;

/**
 * Every device has its file, and every device that is heard is in the register.
 * @source R02 §5
 * @source R03 1.8
 */
export const assetRegister = control({
  control: 'equip.asset-register',
  evidence: 'asset',
  parameters: [],
  reasons: ['asset.complete', 'asset.incomplete', 'asset.not_registered', 'asset.none'],
  rule: { kind: 'share', passPercent: 100, partialPercent: 98 },
  none: NO_ASSET,
  judge: (a: { id: string; registered: boolean; fieldsMissing: number }) => (!a.registered ? ['fail', 'asset.not_registered'] : a.fieldsMissing > 0 ? ['partial', 'asset.incomplete'] : ['pass', 'asset.complete']),
  figures: (rows) => ({ unknown: rows.filter((r) => !r.registered).length, incomplete: rows.filter((r) => r.fieldsMissing > 0).length }),
});

/**
 * No device works before it was accepted, by somebody other than the one who put it in.
 * @source R02 §5
 * @source R18 2.1
 */
export const installAcceptance = control({
  control: 'equip.professional-install-acceptance',
  evidence: 'asset',
  parameters: [],
  reasons: ['acceptance.signed', 'acceptance.one_signature', 'acceptance.missing', 'asset.none'],
  rule: { kind: 'worst' },
  none: NO_ASSET,
  judge: (a: { id: string; accepted: boolean; signers: number }) => (!a.accepted ? ['fail', 'acceptance.missing'] : a.signers >= 2 ? ['pass', 'acceptance.signed'] : ['partial', 'acceptance.one_signature']),
});

/**
 * Devices are replaced when their service life is over, five years at most.
 * @source R02 §6
 */
export const serviceLife = control({
  control: 'equip.service-life',
  evidence: 'asset',
  parameters: ['replacement_lead_days'],
  reasons: ['life.running', 'life.ending', 'life.over', 'life.unknown', 'asset.none'],
  rule: { kind: 'worst' },
  none: NO_ASSET,
  judge: (a: { id: string; daysLeft: number | null }, { replacement_lead_days: lead }) => {
    if (a.daysLeft === null) return ['no_evidence', 'life.unknown'];
    return a.daysLeft <= 0 ? ['fail', 'life.over'] : ['pass', a.daysLeft <= lead ? 'life.ending' : 'life.running'];
  },
  figures: (rows) => ({ over: rows.filter((r) => r.daysLeft !== null && r.daysLeft <= 0).length, unknown: rows.filter((r) => r.daysLeft === null).length }),
});

/**
 * Nobody moves, turns, alters or takes down a device without an approved order.
 * @source R02 §7
 * @source R03 1.9
 */
export const changeApproved = control({
  control: 'equip.change-approved',
  evidence: 'camera',
  parameters: [],
  reasons: ['change.ordered', 'change.without_order', 'change.none'],
  rule: { kind: 'worst' },
  none: ['not_applicable', 'change.none'],
  judge: (c: { id: string; ordered: boolean }) => (c.ordered ? ['pass', 'change.ordered'] : ['fail', 'change.without_order']),
});

/** A gateway with how long it has been silent, and how much of the day its cameras were on. */
export type HealthSubject = { readonly id: string; readonly onlinePercent: number | null; readonly silentMinutes: number | null };

/**
 * The system's health is watched: cameras are on, and a silent gateway does not stay silent.
 * @source R10 §8
 * @source R13 §10
 */
export const healthWatch = control({
  control: 'equip.health-watch',
  evidence: 'gateway',
  parameters: ['camera_online_target_percent', 'gateway_silent_alert_minutes'],
  reasons: ['health.online', 'health.little_short', 'health.short', 'health.silent', 'health.never_heard', 'gateway.none'],
  rule: { kind: 'worst' },
  none: ['no_evidence', 'gateway.none'],
  judge: (g: HealthSubject, { camera_online_target_percent: target, gateway_silent_alert_minutes: silent }) => {
    if (g.silentMinutes === null || g.onlinePercent === null) return ['no_evidence', 'health.never_heard'];
    if (g.silentMinutes > silent) return ['fail', 'health.silent'];
    return g.onlinePercent >= target ? ['pass', 'health.online'] : g.onlinePercent >= target - 3 ? ['partial', 'health.little_short'] : ['fail', 'health.short'];
  },
  figures: (rows) => ({ percent: rows.length === 0 ? 0 : Math.round(Math.min(...rows.map((r) => r.onlinePercent ?? 0)) * 10) / 10 }),
});

/**
 * A fault becomes a ticket soon after its first sign; no fault is seen and left without one.
 * @source R22 2
 * @source R19 4.1
 */
export const faultReported = control({
  control: 'equip.fault-reported-promptly',
  evidence: 'fault_ticket',
  parameters: ['report_within_minutes'],
  reasons: ['fault.reported', 'fault.reported_late', 'fault.no_ticket', 'fault.none'],
  rule: { kind: 'share', passPercent: 95, partialPercent: 85 },
  none: ['not_applicable', 'fault.none'],
  judge: (t: { id: string; hasTicket: boolean; minutes: number }, { report_within_minutes: limit }) => (!t.hasTicket ? ['fail', 'fault.no_ticket'] : t.minutes <= limit ? ['pass', 'fault.reported'] : ['partial', 'fault.reported_late']),
});

/**
 * Faults are mended in time, critical ones above all.
 * @source R03 1.11
 * @source R14 4.1
 */
export const faultRepaired = control({
  control: 'equip.fault-repaired-in-time',
  evidence: 'fault_ticket',
  parameters: [],
  reasons: ['repair.in_time', 'repair.late', 'repair.critical_late', 'repair.running', 'fault.none'],
  rule: { kind: 'share', passPercent: 95, partialPercent: 85 },
  none: ['not_applicable', 'fault.none'],
  judge: (t: { id: string; repaired: boolean; late: boolean; critical: boolean }) => {
    if (!t.late) return t.repaired ? ['pass', 'repair.in_time'] : ['not_applicable', 'repair.running'];
    return t.critical ? ['fail', 'repair.critical_late'] : ['partial', 'repair.late'];
  },
});
