import { type Refusal, type Result, ok, refuse } from '@guardroom/kernel';
import { HOLD_KEEPERS } from '../incidents/machine.ts';
import type { SchoolRole } from '../people/index.ts';
import { AUTHORITY_PAPERS, type AuthorityPaper, type AuthorityState, type ReceiptResult, mayHappen } from './machine.ts';

/** Who verifies an authority's papers: they call the unit back on a number from the directory. @source R22 4 */
export const VERIFIER_ROLES: readonly SchoolRole[] = ['security_lead', 'centre_head', 'deputy_head', 'deputy_safety'];

/** Who approves that footage leaves the school. @source R22 5 */
export const EXPORT_APPROVER_ROLES: readonly SchoolRole[] = ['principal', 'legal_representative', 'deputy_safety'];

/** So many people verify, and so many others approve. @source R22 4 */
export const SIGNATURES_NEEDED = 2;

/** A notice speaks of at most so many hours; a longer time is another notice. */
export const NOTICE_LONGEST_HOURS = 168;

/** At most so much of a camera leaves in one package. Minutes. @source R22 5 */
export const EXPORT_LONGEST_MINUTES = 480;

/** Footage under a request that nobody has decided is held so many days from filing, and granted footage so many from the grant. */
export const AUTHORITY_HOLD_DAYS = { undecided: 30, granted: 90 } as const;

/** A package waits this long to be fetched. Days. */
export const PACKAGE_KEPT_DAYS = 30;

/** A fetching must begin this soon after it was opened. Minutes. */
export const DOWNLOAD_OPEN_MINUTES = 10;

/** A notice as it is filed; epoch milliseconds. */
export type Notice = { readonly fromMs: number; readonly toMs: number; readonly deadlineMs: number };

/**
 * Whether a notice can be filed.
 * @refuses authority.range_empty, authority.range_too_long, authority.range_in_future, authority.deadline_passed — the first that is wrong, and all of them in the details
 * @source R22 4
 */
export function judgeNotice({ fromMs, toMs, deadlineMs }: Notice, nowMs: number): Result<void> {
  const faults = {
    range_empty: toMs <= fromMs,
    range_too_long: toMs - fromMs > NOTICE_LONGEST_HOURS * 3_600_000,
    range_in_future: toMs > nowMs,
    deadline_passed: deadlineMs <= nowMs,
  };
  const findings = (Object.keys(faults) as (keyof typeof faults)[]).filter((name) => faults[name]);
  const [first] = findings;
  return first ? refuse(`authority.${first}`, { clauses: ['R22:4'], findings, longestHours: NOTICE_LONGEST_HOURS }) : ok(undefined);
}

/** The required papers that no scan shows yet. @source R22 4 */
export const missingPapers = (brought: readonly AuthorityPaper[]): AuthorityPaper[] => AUTHORITY_PAPERS.filter((paper) => !brought.includes(paper));

/** A signature on a request: who verified or approved. */
export type Signature = { readonly part: 'verification' | 'approval'; readonly personId: string };

/** A request as the school's decisions are held against it; epoch milliseconds. */
export type Case = {
  readonly state: AuthorityState;
  readonly fromMs: number;
  readonly toMs: number;
  /** Cameras that the school found for the places of the notice. */
  readonly cameraIds: readonly string[];
  readonly signatures: readonly Signature[];
  /** What the first approver granted; nothing before. */
  readonly granted: Part | undefined;
};

/** Cameras and a stretch of time. */
export type Part = { readonly fromMs: number; readonly toMs: number; readonly cameraIds: readonly string[] };

type By = { readonly personId: string };

const notOpen = ({ state }: Pick<Case, 'state'>) => refuse('authority.not_open', { clauses: ['R22:4'], state });
const ownSignature = () => refuse('authority.signed_already', { clauses: ['R22:4', 'R22:5'], people: 2 * SIGNATURES_NEEDED });
const hasSigned = ({ signatures }: Case, { personId }: By): boolean => signatures.some((s) => s.personId === personId);
const signed = ({ signatures }: Case, part: Signature['part']): number => signatures.filter((s) => s.part === part).length;

/**
 * Which cameras the places of a notice are; nothing is fixed until the first approver has signed.
 * @refuses authority.not_open — when the request is settled
 * @refuses authority.grant_fixed — when an approver has signed for the cameras as they are
 * @source R22 4
 */
export function mapCameras(asked: Case): Result<void> {
  if (!mayHappen(asked.state, 'map')) return notOpen(asked);
  return asked.granted ? refuse('authority.grant_fixed', { clauses: ['R22:4'] }) : ok(undefined);
}

/**
 * The signature under a verification, and whether the papers are verified with it. Two people verify, so that neither a forged
 * notice nor a friend's favour passes one pair of eyes.
 * @refuses authority.not_open — before all papers are there, or when the request is settled
 * @refuses authority.signed_already — when this person has signed the request before
 * @source R22 4
 */
export function verifyPapers(asked: Case, by: By): Result<{ readonly ordinal: number; readonly complete: boolean }> {
  if (!mayHappen(asked.state, 'verify')) return notOpen(asked);
  if (hasSigned(asked, by)) return ownSignature();
  const ordinal = signed(asked, 'verification') + 1;
  return ok({ ordinal, complete: ordinal >= SIGNATURES_NEEDED });
}

/** What an approval grants, and whether it is granted with it. */
export type Approval = { readonly ordinal: number; readonly complete: boolean; readonly grant: Part };

/**
 * The signature under an approval. The first approver says what is granted: the whole notice, or a part of it; the second signs
 * for exactly that.
 * @refuses authority.not_open — before the papers are verified, or when the request is settled
 * @refuses authority.signed_already — when this person verified, or approved before
 * @refuses authority.no_cameras — before the school has found cameras for the places
 * @refuses authority.grant_fixed — when the second approver would grant something else
 * @refuses authority.beyond_notice — when the part is not inside the notice
 * @refuses authority.export_too_long — when more would leave than one package holds
 * @source R22 4
 * @source R22 5
 * @source R22 7
 */
export function approveExport(asked: Case, by: By, part: Part | undefined): Result<Approval> {
  if (!mayHappen(asked.state, 'approve')) return notOpen(asked);
  if (hasSigned(asked, by)) return ownSignature();
  if (asked.cameraIds.length === 0) return refuse('authority.no_cameras', { clauses: ['R22:4'] });
  const ordinal = signed(asked, 'approval') + 1;
  const complete = ordinal >= SIGNATURES_NEEDED;
  if (asked.granted) return part && !isSame(part, asked.granted) ? refuse('authority.grant_fixed', { clauses: ['R22:4'] }) : ok({ ordinal, complete, grant: asked.granted });
  const grant = part ?? { fromMs: asked.fromMs, toMs: asked.toMs, cameraIds: asked.cameraIds };
  return beyondNotice(asked, grant) ?? tooLong(grant) ?? ok({ ordinal, complete, grant });
}

const isSame = (a: Part, b: Part): boolean => a.fromMs === b.fromMs && a.toMs === b.toMs && [...a.cameraIds].sort().join() === [...b.cameraIds].sort().join();

function beyondNotice(asked: Case, part: Part): { ok: false; error: Refusal } | undefined {
  const cameraIds = part.cameraIds.filter((id) => !asked.cameraIds.includes(id));
  if (cameraIds.length === 0 && part.fromMs >= asked.fromMs && part.toMs <= asked.toMs && part.toMs > part.fromMs) return undefined;
  return refuse('authority.beyond_notice', { clauses: ['R22:4', 'R22:7'], cameraIds });
}

const tooLong = ({ fromMs, toMs }: Part) => (toMs - fromMs > EXPORT_LONGEST_MINUTES * 60_000 ? refuse('authority.export_too_long', { clauses: ['R22:5'], longestMinutes: EXPORT_LONGEST_MINUTES }) : undefined);

/**
 * Whether a request may be refused still.
 * @refuses authority.not_open — when it is settled
 * @source R22 4
 */
export const refuseRequest = (asked: Pick<Case, 'state'>): Result<void> => (mayHappen(asked.state, 'refuse') ? ok(undefined) : notOpen(asked));

/**
 * Whether an agency may take its request back: before the school's answer, since what is granted has been given.
 * @refuses authority.not_open — when it is settled, or granted
 * @source R22 4
 */
export const withdrawNotice = (asked: Pick<Case, 'state'>): Result<void> => (mayHappen(asked.state, 'withdraw') ? ok(undefined) : notOpen(asked));

/** Footage that is preserved because it was granted: whether it still is, what the agency found, and who asked to let it go. */
export type Preserved = Pick<Case, 'state'> & { readonly isHeld: boolean; readonly receipt: ReceiptResult | undefined; readonly releaseAskedBy: string | undefined };

/**
 * Whether somebody may ask to let granted footage go before its time. The agency has it whole by then, so nothing is lost to the case.
 * @refuses authority.not_preserved — when nothing was granted, or it went its ordinary way already
 * @refuses authority.not_received — before the agency has found its package intact
 * @refuses authority.release_asked — when somebody asked
 * @source R19 2.2
 */
export function askRelease({ state, isHeld, receipt, releaseAskedBy }: Preserved): Result<void> {
  if (state !== 'fulfilled' || !isHeld) return refuse('authority.not_preserved', { clauses: ['R19:2.2'], state });
  if (receipt !== 'verified') return refuse('authority.not_received', { clauses: ['R19:2.2'] });
  return releaseAskedBy === undefined ? ok(undefined) : refuse('authority.release_asked', { clauses: ['R19:2.2'] });
}

/**
 * Whether somebody may answer who asked to let granted footage go.
 * @refuses authority.release_not_asked — when nobody asks, or the footage went its ordinary way already
 * @refuses authority.release_needs_another — for who asked
 * @source R19 2.2
 */
export function answerRelease({ isHeld, releaseAskedBy }: Preserved, { personId }: By): Result<void> {
  if (!isHeld || releaseAskedBy === undefined) return refuse('authority.release_not_asked');
  return releaseAskedBy === personId ? refuse('authority.release_needs_another', { clauses: ['R19:2.2'] }) : ok(undefined);
}

/** What somebody of the school may do with an authority's request. */
export type AuthorityRight = 'map' | 'verify' | 'approve' | 'refuse' | 'ask_release' | 'answer_release';

/** True for those who may know of authorities' requests: they verify or approve them. @source R22 4 */
export const seesAuthorityRequests = ({ roles }: { readonly roles: readonly SchoolRole[] }): boolean => [...VERIFIER_ROLES, ...EXPORT_APPROVER_ROLES].some((role) => roles.includes(role));

/**
 * What somebody of the school may do with a request now; the commands ask the same rules again.
 * @source R22 4
 */
export function rightsOnCase(asked: Case & Preserved, by: By & { readonly roles: readonly SchoolRole[] }): AuthorityRight[] {
  const holds = (roles: readonly SchoolRole[]): boolean => roles.some((role) => by.roles.includes(role));
  const rights: Record<AuthorityRight, boolean> = {
    map: holds([...VERIFIER_ROLES, ...EXPORT_APPROVER_ROLES]) && mapCameras(asked).ok,
    verify: holds(VERIFIER_ROLES) && verifyPapers(asked, by).ok,
    approve: holds(EXPORT_APPROVER_ROLES) && approveExport(asked, by, asked.granted ?? { fromMs: asked.fromMs, toMs: Math.min(asked.toMs, asked.fromMs + EXPORT_LONGEST_MINUTES * 60_000), cameraIds: asked.cameraIds }).ok,
    refuse: holds(EXPORT_APPROVER_ROLES) && refuseRequest(asked).ok,
    ask_release: holds(HOLD_KEEPERS) && askRelease(asked).ok,
    answer_release: holds(HOLD_KEEPERS) && answerRelease(asked, by).ok,
  };
  return (Object.keys(rights) as AuthorityRight[]).filter((right) => rights[right]);
}
