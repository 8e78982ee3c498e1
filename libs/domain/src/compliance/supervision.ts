import { control } from './judge.ts';

/**
 * The bureau's orders are carried out in time, critical ones above all.
 * @source R24 §12
 * @source R24 §13
 */
export const rectificationClosed = control({
  control: 'supervision.rectification-closed',
  evidence: 'rectification_order',
  parameters: [],
  reasons: ['order.closed', 'order.late', 'order.critical_late', 'order.running', 'order.none'],
  rule: { kind: 'share', passPercent: 100, partialPercent: 95 },
  none: ['not_applicable', 'order.none'],
  judge: (o: { id: string; settled: boolean; late: boolean; critical: boolean }) => {
    if (o.late) return o.critical ? ['fail', 'order.critical_late'] : ['partial', 'order.late'];
    return o.settled ? ['pass', 'order.closed'] : ['not_applicable', 'order.running'];
  },
});

/** A visit that is late by less is partly kept. Days. */
const LATE_DAYS = 15;

/**
 * The school is inspected in the interval, and nothing on the list is skipped.
 * @source R10 §5(2)
 * @source R24 §12
 */
export const periodicInspection = control({
  control: 'supervision.periodic-inspection',
  evidence: 'inspection',
  parameters: ['school_inspection_days'],
  reasons: ['inspection.done', 'inspection.late', 'inspection.items_skipped', 'inspection.none'],
  rule: { kind: 'worst' },
  none: ['no_evidence', 'inspection.none'],
  judge: (v: { id: string; daysSince: number; skipped: number }, { school_inspection_days: limit }) => {
    if (v.daysSince > limit + LATE_DAYS) return ['fail', 'inspection.late'];
    if (v.skipped > 0) return ['fail', 'inspection.items_skipped'];
    return v.daysSince <= limit ? ['pass', 'inspection.done'] : ['partial', 'inspection.late'];
  },
  figures: (rows) => ({ days: rows[0]?.daysSince ?? 0, skipped: rows[0]?.skipped ?? 0 }),
});
