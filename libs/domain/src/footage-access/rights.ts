import { APPROVER_ROLES } from '../people/index.ts';
import { mayTransition } from './machine.ts';
import { type Granted, type Person, isEscort, isViewer } from './viewing.ts';

/** What somebody may do with a request. */
export type RequestRight = 'decide' | 'withdraw' | 'open_viewing' | 'report_finding';

/** True for those who decide requests. @source R22 3 */
export const isApprover = (person: Pick<Person, 'roles'>): boolean => person.roles.some((role) => APPROVER_ROLES.includes(role));

/** True for those who may know of every request of the school: they decide or serve it. @source R22 3 */
export const seesAllRequests = (person: Pick<Person, 'roles'>): boolean => isApprover(person) || isEscort(person);

/**
 * What a person may do with a request now; the commands ask the same rules again.
 * @source R22 3
 * @source R22 8
 */
export function rightsOn(request: Granted & { readonly hasLooked: boolean }, by: Person, nowMs: number): RequestRight[] {
  const own = request.applicantPersonId === by.personId;
  const rights: Record<RequestRight, boolean> = {
    decide: mayTransition(request.state, 'approve') && isApprover(by) && !own,
    withdraw: mayTransition(request.state, 'withdraw') && own,
    open_viewing: request.state === 'approved' && (request.validUntilMs ?? 0) > nowMs && isViewer(request, by),
    report_finding: mayTransition(request.state, 'fulfil') && isEscort(by) && request.hasLooked,
  };
  return (Object.keys(rights) as RequestRight[]).filter((right) => rights[right]);
}
