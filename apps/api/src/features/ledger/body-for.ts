import type { DistrictActor, SchoolActor } from '@guardroom/db';

/** What the bureau reads of its schools' facts: rules, judgements and what it orders. Bodies of others name places, people and reasons that stay at the school. */
const OF_THE_BUREAU = ['policy', 'control_result', 'rectification_order', 'supervision_visit', 'supervision_item', 'supervision_finding'];
/** What everybody at a school may read in full. */
const OF_EVERYBODY = ['policy'];

type Told = { readonly type: string; readonly school_id: string | null; readonly body: Record<string, unknown> };

/** True for staff who keep no post in the room. */
export const isOutsideTheRoom = (by: SchoolActor): boolean => by.roles.every((role) => role === 'staff' || role === 'contractor');

/** The body of a fact as far as this reader may know it; that it happened, who did it and when is told in any case. */
export function bodyFor(by: SchoolActor | DistrictActor, { type, school_id, body }: Told): Record<string, unknown> {
  const about = type.slice(0, type.indexOf('.'));
  const isOpen = by.kind === 'district' ? school_id === null || OF_THE_BUREAU.includes(about) : !isOutsideTheRoom(by) || OF_EVERYBODY.includes(about);
  return isOpen ? body : {};
}
