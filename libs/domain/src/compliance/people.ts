import { control } from './judge.ts';

/** Days below the minimum that a school may have had before it fails. */
const COVERED_DAYS = 3;

/**
 * There are as many watch keepers and equipment administrators as the policy asks, every day of the last thirty.
 * @source R04 1
 * @source R22 1
 */
export const minimumStaffing = control({
  control: 'people.minimum-staffing',
  evidence: 'post',
  parameters: ['min_watch_keepers', 'min_equipment_admins'],
  reasons: ['staffing.enough', 'staffing.briefly_short', 'staffing.short', 'staffing.nobody'],
  rule: { kind: 'worst' },
  none: ['no_evidence', 'staffing.nobody'],
  judge: (post: { id: string; holders: number; daysShort: number }) => {
    if (post.holders === 0) return ['fail', 'staffing.nobody'];
    return post.daysShort === 0 ? ['pass', 'staffing.enough'] : post.daysShort <= COVERED_DAYS ? ['partial', 'staffing.briefly_short'] : ['fail', 'staffing.short'];
  },
  figures: (posts, { min_watch_keepers: keepers, min_equipment_admins: admins }) => ({
    keepers: posts.find((p) => p.id === 'watch_keeper')?.holders ?? 0,
    admins: posts.find((p) => p.id === 'equipment_admin')?.holders ?? 0,
    keepersAsked: keepers,
    adminsAsked: admins,
  }),
});

/**
 * Whoever leaves a post has lost its rights within hours, at the sign-in too.
 * @source R17 §7.4
 */
export const leaverOffboarding = control({
  control: 'people.leaver-offboarding',
  evidence: 'appointment',
  parameters: ['revoke_within_hours'],
  reasons: ['leaver.revoked', 'leaver.waiting', 'leaver.late', 'leaver.none'],
  rule: { kind: 'worst' },
  none: ['not_applicable', 'leaver.none'],
  judge: (a: { id: string; hoursToRevoke: number | null; hoursSince: number }, { revoke_within_hours: limit }) => {
    if (a.hoursToRevoke === null) return a.hoursSince <= limit ? ['not_applicable', 'leaver.waiting'] : ['fail', 'leaver.late'];
    return a.hoursToRevoke <= limit ? ['pass', 'leaver.revoked'] : ['fail', 'leaver.late'];
  },
});

/** A person with a post of the room, and what they have on file. Days count from today; null: never. */
export type ClearedSubject = { readonly id: string; readonly daysValid: number | null; readonly failed: boolean; readonly onDuty: boolean };

const STAFF = ['no_evidence', 'staff.none'] as const;

/**
 * Nobody serves in the room whose background was not checked within the year.
 * @source R02 §10(1)
 * @source R24 §7.3
 */
export const backgroundCheck = control({
  control: 'people.background-check',
  evidence: 'person',
  parameters: [],
  reasons: ['check.valid', 'check.late', 'check.missing', 'check.failed', 'staff.none'],
  rule: { kind: 'worst' },
  none: STAFF,
  judge: (p: ClearedSubject) => {
    if (p.failed) return ['fail', 'check.failed'];
    if (p.daysValid === null) return ['fail', 'check.missing'];
    return p.daysValid >= 0 ? ['pass', 'check.valid'] : p.daysValid >= -14 && !p.onDuty ? ['partial', 'check.late'] : ['fail', 'check.missing'];
  },
});

/**
 * Everybody passed a training before their first watch.
 * @source R02 §11
 * @source R04 2
 */
export const trainedBeforeDuty = control({
  control: 'people.trained-before-duty',
  evidence: 'person',
  parameters: [],
  reasons: ['training.before', 'training.not_yet', 'training.after', 'training.missing', 'staff.none'],
  rule: { kind: 'worst' },
  none: STAFF,
  judge: (p: { id: string; trainedOn: string | null; firstWatchOn: string | null }) => {
    if (p.firstWatchOn === null) return p.trainedOn === null ? ['not_applicable', 'training.not_yet'] : ['pass', 'training.before'];
    if (p.trainedOn === null) return ['fail', 'training.missing'];
    return p.trainedOn <= p.firstWatchOn ? ['pass', 'training.before'] : ['partial', 'training.after'];
  },
});

/**
 * Everybody with a post of the room has a signed promise of secrecy in force.
 * @source R02 §13
 * @source R11 2.4
 */
export const confidentialityUndertaking = control({
  control: 'people.confidentiality-undertaking',
  evidence: 'person',
  parameters: [],
  reasons: ['promise.valid', 'promise.late', 'promise.missing', 'staff.none'],
  rule: { kind: 'worst' },
  none: STAFF,
  judge: (p: ClearedSubject) => {
    if (p.daysValid !== null && p.daysValid >= 0) return ['pass', 'promise.valid'];
    return p.daysValid !== null && p.daysValid >= -7 && !p.onDuty ? ['partial', 'promise.late'] : ['fail', 'promise.missing'];
  },
});
