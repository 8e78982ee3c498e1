import { type Result, ok, refuse } from '@guardroom/kernel';
import type { Role, SchoolRole } from './roles.ts';

/** What an appointment is: offered, accepted and not begun, held, over, or never taken up. */
export const APPOINTMENT_STATES = ['proposed', 'accepted', 'current', 'ended', 'not_taken_up'] as const;
export type AppointmentState = (typeof APPOINTMENT_STATES)[number];

/** How a proposal ended. */
export const PROPOSAL_ANSWERS = ['accepted', 'declined', 'withdrawn'] as const;
export type ProposalAnswer = (typeof PROPOSAL_ANSWERS)[number];

const heads: readonly SchoolRole[] = ['legal_representative', 'principal'];

/** Who may appoint to a post and end it; nobody at the school appoints its legal representative, the bureau does. @source R10 §6(1) */
export const APPOINTED_BY = {
  legal_representative: ['district_admin'],
  principal: ['legal_representative'],
  deputy_safety: heads,
  leading_group_member: heads,
  security_lead: heads,
  centre_head: heads,
  deputy_head: heads,
  duty_cadre: heads,
  watch_keeper: heads,
  equipment_admin: heads,
  student_affairs: heads,
  staff: heads,
  contractor: heads,
} as const satisfies Record<SchoolRole, readonly Role[]>;

/** Posts that one person of a school holds at a time. @source R10 §6(1) */
export const SINGLE_POSTS: readonly SchoolRole[] = ['legal_representative'];

/**
 * Posts that run the system, posts that run security, and posts that decide and oversee: nobody holds posts of two of these lines.
 * @source R10 §6(1)
 */
export const SEPARATE_LINES = {
  system: ['equipment_admin', 'contractor'],
  security: ['security_lead'],
  oversight: ['legal_representative', 'principal', 'deputy_safety'],
} as const satisfies Record<string, readonly SchoolRole[]>;
type Line = keyof typeof SEPARATE_LINES;

const lineOf = (role: SchoolRole): Line | undefined => (Object.keys(SEPARATE_LINES) as Line[]).find((line) => (SEPARATE_LINES[line] as readonly SchoolRole[]).includes(role));

/** The posts of a person that cannot be held beside a role. @source R10 §6(1) */
export const clashingPosts = (role: SchoolRole, held: readonly SchoolRole[]): SchoolRole[] => {
  const line = lineOf(role);
  return line === undefined ? [] : held.filter((other) => lineOf(other) !== undefined && lineOf(other) !== line);
};

/**
 * Whether somebody with these posts may appoint to a post, or end it.
 * @refuses people.may_not_appoint — naming the posts that may
 * @source R10 §6(1)
 */
export function mayAppoint(by: readonly Role[], role: SchoolRole): Result<void> {
  const appointedBy: readonly Role[] = APPOINTED_BY[role];
  return by.some((post) => appointedBy.includes(post)) ? ok(undefined) : refuse('people.may_not_appoint', { clauses: ['R10:§6(1)'], role, appointedBy });
}

/** A proposal may begin at most so far ahead. Days. */
export const LONGEST_NOTICE_DAYS = 365;

/**
 * What a proposal is judged against: posts of the person here, offers that wait for their answer, posts at the bureau or an authority,
 * and who else holds or was offered a post that is held by one person.
 */
export type AppointmentCandidate = { readonly held: readonly SchoolRole[]; readonly offered: readonly SchoolRole[]; readonly servesElsewhere: boolean; readonly holder?: string | undefined };

/**
 * Whether a post may be offered to a person from a civil day on.
 * @refuses people.start_out_of_range — for a day before today, or more than a year ahead
 * @refuses people.already_appointed — when they hold or were offered this very post
 * @refuses people.post_taken — naming who holds or was offered a post that one person holds
 * @refuses people.posts_must_be_separate — naming the posts that cannot be held beside it; people of the bureau or an authority hold no post at a school but `staff`
 * @source R10 §6(1)
 */
export function judgeAppointment(offer: { readonly role: SchoolRole; readonly startsInDays: number }, candidate: AppointmentCandidate): Result<void> {
  const { role, startsInDays } = offer;
  if (startsInDays < 0 || startsInDays > LONGEST_NOTICE_DAYS) return refuse('people.start_out_of_range', { startsInDays, longestNoticeDays: LONGEST_NOTICE_DAYS });
  if ([...candidate.held, ...candidate.offered].includes(role)) return refuse('people.already_appointed', { role });
  if (candidate.holder !== undefined) return refuse('people.post_taken', { role, holder: candidate.holder });
  const clashing = [...new Set(clashingPosts(role, [...candidate.held, ...candidate.offered]))];
  const isAudited = candidate.servesElsewhere && role !== 'staff';
  if (clashing.length > 0 || isAudited) return refuse('people.posts_must_be_separate', { clauses: ['R10:§6(1)', 'LAW-ACC-14'], role, clashing, servesElsewhere: isAudited });
  return ok(undefined);
}
