import type { Tx } from '@guardroom/db';

/** A watch that runs now. */
export type OnShift = { readonly shiftId: string; readonly post: string; readonly plannedTo: Date; readonly signedOnAt: Date; readonly state: 'active' | 'handing_over' };

/**
 * The watch that this person keeps at the school now, or nothing. Live viewing asks it, in the transaction that opens a view.
 * With `lock` the watch cannot end before that transaction does.
 */
export async function shiftOf(tx: Tx, schoolId: string, sub: string, lock?: 'lock'): Promise<OnShift | undefined> {
  const [shift] = await tx.query<OnShift>(
    `select shift_id as "shiftId", post, planned_to as "plannedTo", signed_on_at as "signedOnAt", state
       from shifts where school_id = $1 and sub = $2 and state in ('active', 'handing_over')${lock ? ' for share' : ''}`,
    [schoolId, sub],
  );
  return shift;
}
