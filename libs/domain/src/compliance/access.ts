import { control } from './judge.ts';

const VIEWING = ['not_applicable', 'viewing.none'] as const;

/**
 * Every viewing goes back to a complete written application.
 * @source R11 2.5
 * @source R22 3
 * @source R24 §11.1
 */
export const writtenApplication = control({
  control: 'access.written-application',
  evidence: 'viewing_session',
  parameters: [],
  reasons: ['application.complete', 'application.incomplete', 'application.not_approved', 'viewing.none'],
  rule: { kind: 'worst' },
  none: VIEWING,
  judge: (v: { id: string; requestComplete: boolean; approvedBefore: boolean }) =>
    !v.requestComplete ? ['fail', 'application.incomplete'] : v.approvedBefore ? ['pass', 'application.complete'] : ['fail', 'application.not_approved'],
});

/**
 * Nothing is played before it was approved, nor after the approval has run out.
 * @source R22 3
 * @source R22 8
 */
export const approvalBeforeViewing = control({
  control: 'access.approval-before-viewing',
  evidence: 'viewing_session',
  parameters: [],
  reasons: ['approval.before', 'approval.missing', 'approval.expired', 'viewing.none'],
  rule: { kind: 'worst' },
  none: VIEWING,
  judge: (v: { id: string; approvedBefore: boolean; insideValidity: boolean }) => (!v.approvedBefore ? ['fail', 'approval.missing'] : v.insideValidity ? ['pass', 'approval.before'] : ['fail', 'approval.expired']),
});

/**
 * Decisions are made by those whom the school named for it, and never on an own application.
 * @source R22 3
 * @source R11 2.5
 */
export const approverAuthority = control({
  control: 'access.approver-authority',
  evidence: 'footage_request',
  parameters: [],
  reasons: ['approver.in_matrix', 'approver.without_post', 'approver.own_request', 'decision.none'],
  rule: { kind: 'worst' },
  none: ['not_applicable', 'decision.none'],
  judge: (r: { id: string; heldPost: boolean; ownRequest: boolean }) => (r.ownRequest ? ['fail', 'approver.own_request'] : r.heldPost ? ['pass', 'approver.in_matrix'] : ['fail', 'approver.without_post']),
});

/**
 * The result is reported, in time; being present needs a written reason.
 * @source R22 3
 * @source R11 2.5
 */
export const resultOnlyByDefault = control({
  control: 'access.result-only-by-default',
  evidence: 'footage_request',
  parameters: ['reply_within_days'],
  reasons: ['reply.in_time', 'reply.late', 'reply.waiting', 'reply.presence_without_reason', 'request.none'],
  rule: { kind: 'share', passPercent: 95, partialPercent: 85 },
  none: ['not_applicable', 'request.none'],
  judge: (r: { id: string; daysToReply: number | null; daysOpen: number; presenceWithoutReason: boolean }, { reply_within_days: limit }) => {
    if (r.presenceWithoutReason) return ['fail', 'reply.presence_without_reason'];
    if (r.daysToReply === null && r.daysOpen <= limit) return ['not_applicable', 'reply.waiting'];
    return r.daysToReply !== null && r.daysToReply <= limit ? ['pass', 'reply.in_time'] : ['partial', 'reply.late'];
  },
});

/**
 * An escorted viewing shows nothing before the escort is there, and goes dark while they are away.
 * @source R12 6
 * @source R22 3
 */
export const escortedViewing = control({
  control: 'access.escorted-viewing',
  evidence: 'viewing_session',
  parameters: [],
  reasons: ['escort.present', 'escort.blanked', 'escort.missing', 'viewing.none'],
  rule: { kind: 'worst' },
  none: VIEWING,
  judge: (v: { id: string; servedUnescorted: number; timesBlanked: number }) => (v.servedUnescorted > 0 ? ['fail', 'escort.missing'] : v.timesBlanked > 0 ? ['partial', 'escort.blanked'] : ['pass', 'escort.present']),
});

/**
 * Nothing outside the approved cameras and minutes was shown. The rule is absolute: attempts are told, a served fragment fails.
 * @source R22 7
 */
export const noOverRange = control({
  control: 'access.no-over-range',
  evidence: 'viewing_session',
  parameters: [],
  reasons: ['range.kept', 'range.exceeded', 'viewing.none'],
  rule: { kind: 'worst' },
  none: VIEWING,
  judge: (v: { id: string; fragments: number; outside: number; attempts: number }) => (v.outside > 0 ? ['fail', 'range.exceeded'] : ['pass', 'range.kept']),
  figures: (rows) => ({ fragments: sum(rows, (v) => v.fragments), outside: sum(rows, (v) => v.outside), attempts: sum(rows, (v) => v.attempts) }),
});

/**
 * The record of a viewing is sealed into the log: within a day it is in time, within three it is late.
 * @source R22 7
 * @source R14 6.3
 */
export const viewingRecordArchived = control({
  control: 'access.viewing-record-archived',
  evidence: 'viewing_session',
  parameters: [],
  reasons: ['record.sealed', 'record.sealed_late', 'record.waiting', 'record.missing', 'viewing.none'],
  rule: { kind: 'worst' },
  none: VIEWING,
  judge: (v: { id: string; hasRecord: boolean; hoursToSeal: number | null; hoursOpen: number }) => {
    const hours = v.hoursToSeal ?? v.hoursOpen;
    if (!v.hasRecord || hours > 72) return ['fail', 'record.missing'];
    if (v.hoursToSeal === null && hours <= 24) return ['not_applicable', 'record.waiting'];
    return hours <= 24 ? ['pass', 'record.sealed'] : ['partial', 'record.sealed_late'];
  },
});

/**
 * Whoever does not belong to the school is shown nothing but by an authority's request.
 * @source R22 4
 */
export const outsidersRefused = control({
  control: 'access.outsiders-refused-by-default',
  evidence: 'footage_request',
  parameters: [],
  reasons: ['outsider.insiders_only', 'outsider.refused', 'outsider.approved', 'decision.none'],
  rule: { kind: 'worst' },
  none: ['not_applicable', 'decision.none'],
  judge: (r: { id: string; insider: boolean; approved: boolean }) => (r.insider ? ['pass', 'outsider.insiders_only'] : r.approved ? ['fail', 'outsider.approved'] : ['pass', 'outsider.refused']),
});

/**
 * Who asks accepts, in writing and before anything opens, to answer for what they see.
 * @source R11 2.6
 * @source R22 3
 */
export const applicantUndertaking = control({
  control: 'access.applicant-undertaking',
  evidence: 'footage_request',
  parameters: [],
  reasons: ['undertaking.signed', 'undertaking.missing', 'decision.none'],
  rule: { kind: 'worst' },
  none: ['not_applicable', 'decision.none'],
  judge: (r: { id: string; accepted: boolean }) => (r.accepted ? ['pass', 'undertaking.signed'] : ['fail', 'undertaking.missing']),
});

const AUTHORITY = ['not_applicable', 'authority.none'] as const;

/**
 * Papers of an authority are checked by two people before anything is handed over.
 * @source R22 4
 */
export const authorityVerified = control({
  control: 'access.authority-verified',
  evidence: 'authority_request',
  parameters: [],
  reasons: ['authority.verified_by_two', 'authority.unverified', 'authority.none'],
  rule: { kind: 'worst' },
  none: AUTHORITY,
  judge: (r: { id: string; verifiedBefore: number; papersMissing: number }) => (r.verifiedBefore >= 2 && r.papersMissing === 0 ? ['pass', 'authority.verified_by_two'] : ['fail', 'authority.unverified']),
});

/**
 * A competent authority is answered in time, and what it asks for is held meanwhile.
 * @source R22 4
 * @source R17 §4.4
 */
export const authorityCooperation = control({
  control: 'access.authority-cooperation',
  evidence: 'authority_request',
  parameters: ['authority_reply_hours'],
  reasons: ['authority.answered', 'authority.late', 'authority.not_held', 'authority.waiting', 'authority.none'],
  rule: { kind: 'share', passPercent: 95, partialPercent: 85 },
  none: AUTHORITY,
  judge: (r: { id: string; hoursToAnswer: number | null; hoursOpen: number; held: boolean }, { authority_reply_hours: limit }) => {
    if (!r.held) return ['fail', 'authority.not_held'];
    if (r.hoursToAnswer === null && r.hoursOpen <= limit) return ['not_applicable', 'authority.waiting'];
    return r.hoursToAnswer !== null && r.hoursToAnswer <= limit ? ['pass', 'authority.answered'] : ['partial', 'authority.late'];
  },
});

/**
 * Copies leave only with the approval of two people, inside what they approved, and against a receipt.
 * @source R22 5
 * @source R11 2.6
 */
export const exportApproved = control({
  control: 'access.export-approved',
  evidence: 'evidence_package',
  parameters: [],
  reasons: ['export.receipted', 'export.receipt_open', 'export.receipt_late', 'export.unapproved', 'export.none'],
  rule: { kind: 'worst' },
  none: ['not_applicable', 'export.none'],
  judge: (p: { id: string; approvals: number; receipted: boolean; daysSinceServed: number }) => {
    if (p.approvals < 2) return ['fail', 'export.unapproved'];
    if (p.receipted) return ['pass', 'export.receipted'];
    return p.daysSinceServed <= 7 ? ['pass', 'export.receipt_open'] : ['partial', 'export.receipt_late'];
  },
});

/**
 * Evidence is built from sealed originals, signed and whole, and arrives undamaged.
 * @source R17 §3.3
 * @source R17 §4.2
 */
export const evidencePackage = control({
  control: 'access.evidence-package',
  evidence: 'evidence_package',
  parameters: ['package_ready_hours'],
  reasons: ['package.ready', 'package.late', 'package.damaged', 'package.failed', 'package.building', 'export.none'],
  rule: { kind: 'worst' },
  none: ['not_applicable', 'export.none'],
  judge: (p: { id: string; state: string; hours: number; damaged: boolean }, { package_ready_hours: limit }) => {
    if (p.damaged) return ['fail', 'package.damaged'];
    if (p.state === 'failed') return ['fail', 'package.failed'];
    if (p.hours > limit) return ['partial', 'package.late'];
    return p.state === 'ready' ? ['pass', 'package.ready'] : ['not_applicable', 'package.building'];
  },
});

const sum = <Row>(rows: readonly Row[], of: (row: Row) => number): number => rows.reduce((total, row) => total + of(row), 0);
