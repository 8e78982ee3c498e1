import type { SchoolActor, Tx } from '@guardroom/db';
import type { PostNow } from '@guardroom/domain';
import { ON_SHIFT, type ShiftRow, shiftRows, watchOf } from './shift.repository.ts';

/** The post at this moment, with the watch that its keeper has not taken up and the next planned beginning (epoch milliseconds). */
export async function postNow(tx: Tx, by: Pick<SchoolActor, 'schoolId'>, nowMs: number): Promise<PostNow & { readonly missedRow: ShiftRow | undefined; readonly nextFromMs: number | undefined }> {
  const now = new Date(nowMs);
  const running = await shiftRows(tx, by, ON_SHIFT);
  const [missed] = await shiftRows(tx, by, `s.state in ('planned', 'judged_absent') and s.planned_from <= $2 and s.planned_to > $2 and not exists (select from shifts i where i.school_id = s.school_id and i.stand_in_for = s.shift_id) order by s.planned_from limit 1`, [now]);
  const [next] = await shiftRows(tx, by, `s.state = 'planned' and s.planned_from > $2 order by s.planned_from limit 1`, [now]);
  return { onShift: running.length, missed: missed ? watchOf(missed) : undefined, missedRow: missed, nextFromMs: next?.planned_from.getTime() };
}
