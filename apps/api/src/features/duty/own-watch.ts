import type { SchoolActor, Tx } from '@guardroom/db';
import { ON_SHIFT, type ShiftRow, shiftRows } from './shift.repository.ts';

/** The watch that the person has now, or else the next one on the roster that is not over; a judged absence counts until its end. */
export async function ownWatchOf(tx: Tx, by: SchoolActor, nowMs: number): Promise<ShiftRow | undefined> {
  const [own] = await shiftRows(tx, by, `s.sub = $2 and (${ON_SHIFT} or (s.state in ('planned', 'judged_absent') and s.planned_to > $3)) order by (${ON_SHIFT}) desc, s.planned_from limit 1`, [by.sub, new Date(nowMs)]);
  return own;
}
