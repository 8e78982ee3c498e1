import type { Result, dutyRoutes } from '@guardroom/contracts';
import type { SchoolActor, Tx } from '@guardroom/db';
import { LOG_EVERY_MS, isOnShift, signOnOpens, standIn } from '@guardroom/domain';
import { instantOf } from '@guardroom/kernel';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { handoverRows, handoverView } from '../handover.repository.ts';
import { LOG, type LogRow, logEntryView } from '../log-view.ts';
import { openMattersOf } from '../open-matters.ts';
import { ownWatchOf } from '../own-watch.ts';
import { postNow } from '../post-now.ts';
import { ON_SHIFT, type ShiftRow, shiftRows, shiftView, watchOf } from '../shift.repository.ts';
import { successorsOf } from '../successors.ts';

type View = Result<typeof dutyRoutes.getMyShift>;

/** A keeper's first screen in one answer. */
export class GetMyShift extends Query<View> {
  readonly by: SchoolActor;
  constructor(by: SchoolActor) {
    super();
    this.by = by;
  }
}

@QueryHandler(GetMyShift)
export class GetMyShiftHandler implements IQueryHandler<GetMyShift> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by }: GetMyShift): Promise<View> {
    const nowMs = this.#clock.nowMs();
    return this.#db.read(by, async (tx) => {
      const own = await ownWatchOf(tx, by, nowMs);
      const onShift = own && isOnShift(own.state) ? own : undefined;
      const next = own && !onShift ? own : undefined;
      const others = await shiftRows(tx, by, `${ON_SHIFT} and s.sub <> $2 order by s.signed_on_at`, [by.sub]);
      const [successor] = onShift ? (await successorsOf(tx, by, onShift, nowMs)).filter((row) => !isOnShift(row.state)) : [];
      const [handingOver] = onShift ? await handoverRows(tx, by, `h.outgoing_shift_id = $2 and h.state in ('prepared', 'outgoing_signed')`, [onShift.shift_id]) : [];
      const mayTake = onShift || (next && signOnOpens(watchOf(next)) <= nowMs);
      const takingOver = mayTake ? await handoverRows(tx, by, `h.state = 'outgoing_signed' and h.outgoing_sub <> $2 order by h.outgoing_signed_at`, [by.sub]) : [];
      const log = onShift ? await tx.query<LogRow>(`${LOG} and l.shift_id = $2 order by l.happened_at desc, l.entry_id desc limit 50`, [by.schoolId, onShift.shift_id]) : [];
      return {
        now: instantOf(nowMs),
        onShift: onShift ? shiftView(onShift) : null,
        next: next ? shiftView(next) : null,
        signOnFrom: next ? instantOf(signOnOpens(watchOf(next))) : null,
        colleagues: others.map(colleague),
        successor: successor ? { person: { id: successor.person_id, name: successor.person_name }, plannedFrom: successor.planned_from.toISOString() } : null,
        mayStandIn: !onShift && standIn(await postNow(tx, by, nowMs), by, nowMs).ok,
        openMatters: await openMattersOf(tx, by, onShift, nowMs),
        handingOver: handingOver ? handoverView(handingOver) : null,
        takingOver: takingOver.map(handoverView),
        log: log.map(logEntryView),
        logDueAt: onShift ? await logDueAt(tx, by, onShift) : null,
      };
    });
  }
}

const colleague = (row: ShiftRow) => ({ person: { id: row.person_id, name: row.person_name }, since: (row.signed_on_at ?? row.planned_from).toISOString(), plannedTo: row.planned_to.toISOString() });

async function logDueAt(tx: Tx, by: SchoolActor, watch: ShiftRow): Promise<string> {
  const [last] = await tx.sql<{ at: Date | null }>`select max(written_at) as at from duty_log_entries where school_id = ${by.schoolId} and shift_id = ${watch.shift_id}`;
  return instantOf((last?.at ?? watch.signed_on_at ?? watch.planned_from).getTime() + LOG_EVERY_MS);
}
