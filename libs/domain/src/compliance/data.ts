import { control } from './judge.ts';

/**
 * Whatever was recorded was sealed to a key of its camera and day.
 * @source R17 §5.2
 * @source R23 4.2
 */
export const encryptedAtRest = control({
  control: 'data.encrypted-at-rest',
  evidence: 'camera_day',
  parameters: ['key_rotation_days'],
  reasons: ['encryption.sealed', 'encryption.key_old', 'encryption.no_key', 'recording.none'],
  rule: { kind: 'worst' },
  none: ['no_evidence', 'recording.none'],
  judge: (d: { id: string; keyAgeDays: number | null }, { key_rotation_days: limit }) =>
    d.keyAgeDays === null ? ['fail', 'encryption.no_key'] : d.keyAgeDays <= limit ? ['pass', 'encryption.sealed'] : d.keyAgeDays <= limit + 30 ? ['partial', 'encryption.key_old'] : ['fail', 'encryption.key_old'],
});

/**
 * No byte of footage leaves without the approval that stands behind it.
 * @source R11 2.6
 * @source R22 5
 */
export const noUnauthorisedCopy = control({
  control: 'data.no-unauthorised-copy',
  evidence: 'viewing_session',
  parameters: [],
  reasons: ['copy.none_unapproved', 'copy.unapproved', 'copy.nothing_left'],
  rule: { kind: 'worst' },
  none: ['not_applicable', 'copy.nothing_left'],
  judge: (v: { id: string; pieces: number; unapproved: number }) => (v.unapproved > 0 ? ['fail', 'copy.unapproved'] : ['pass', 'copy.none_unapproved']),
  figures: (rows) => ({ pieces: rows.reduce((sum, r) => sum + r.pieces, 0), unapproved: rows.reduce((sum, r) => sum + r.unapproved, 0) }),
});

/** A fact of the day against its leaf in the log. */
export type LogSubject = { readonly id: string; readonly sealed: boolean; readonly intact: boolean; readonly hoursOld: number };

/**
 * What happened is in the log, unchanged.
 * @source R01 3.1(2)
 * @source R21 2.3
 */
export const auditLogImmutable = control({
  control: 'data.audit-log-immutable',
  evidence: 'fact',
  parameters: ['chain_check_hours'],
  reasons: ['ledger.intact', 'ledger.changed', 'ledger.late', 'ledger.missing', 'ledger.waiting', 'fact.none'],
  rule: { kind: 'worst' },
  none: ['no_evidence', 'fact.none'],
  judge: (f: LogSubject, { chain_check_hours: limit }) => {
    if (f.sealed) return f.intact ? ['pass', 'ledger.intact'] : ['fail', 'ledger.changed'];
    return f.hoursOld <= 1 ? ['not_applicable', 'ledger.waiting'] : f.hoursOld <= limit ? ['partial', 'ledger.late'] : ['fail', 'ledger.missing'];
  },
});
