import { SCHOOL_ROLES, clashingPosts, mayAppoint, type SchoolRole } from '@guardroom/domain';

/** An offer while it is being written. */
export type Offer = {
  readonly kind: 'known' | 'login' | 'new';
  readonly personId: string;
  readonly username: string;
  readonly name: string;
  readonly role: SchoolRole | '';
  readonly startsOn: string;
};

/** Whom the API is told. */
export type Candidate = { kind: 'known'; personId: string } | { kind: 'login'; username: string } | { kind: 'new'; name: string; username: string };

const isUsername = (text: string): boolean => /^[a-z][a-z0-9._-]{1,62}[a-z0-9]$/.test(text);

/** The posts that somebody with these posts appoints to. */
export const offeredBy = (by: readonly SchoolRole[]): SchoolRole[] => SCHOOL_ROLES.filter((role) => mayAppoint(by, role).ok);

/** The posts of the chosen person that stand in the way of the chosen one. */
export const clashOf = (offer: Offer, held: readonly SchoolRole[]): SchoolRole[] => (offer.role === '' ? [] : clashingPosts(offer.role, held));

/** Whom the offer names; nothing while the form says too little. */
export function candidateOf({ kind, personId, username, name }: Offer): Candidate | undefined {
  if (kind === 'known') return personId ? { kind, personId } : undefined;
  if (!isUsername(username)) return undefined;
  if (kind === 'login') return { kind, username };
  return name.trim().length >= 2 ? { kind, name: name.trim(), username } : undefined;
}
