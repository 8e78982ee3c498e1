import type { SchoolActor, Tx } from '@guardroom/db';
import { successorUntil } from '@guardroom/domain';
import { ON_SHIFT, type ShiftRow, shiftRows } from './shift.repository.ts';

/** Others who have the watch beside this one, or are planned to follow it; who begins first comes first. */
export const successorsOf = (tx: Tx, by: Pick<SchoolActor, 'schoolId'>, watch: ShiftRow, nowMs: number): Promise<ShiftRow[]> =>
  shiftRows(tx, by, `s.post = $2 and s.person_id <> $3 and (${ON_SHIFT} or (s.state = 'planned' and s.planned_to > $4 and s.planned_from <= $5)) order by s.planned_from`, [
    watch.post,
    watch.person_id,
    new Date(nowMs),
    new Date(successorUntil(watch.planned_to.getTime(), nowMs)),
  ]);
