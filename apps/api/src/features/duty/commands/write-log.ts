import type { Input, Result, dutyRoutes } from '@guardroom/contracts';
import type { SchoolActor, Tx } from '@guardroom/db';
import { sha256Hex } from '@guardroom/evidence';
import { type Instant, newId } from '@guardroom/kernel';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused, notFound } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { LOG, type LogRow, logEntryView } from '../log-view.ts';
import { type OnShift, shiftOf } from '../on-shift.ts';
import { lockWatch } from '../shift.repository.ts';

type Route = typeof dutyRoutes.writeLog;

/**
 * Writes a line into the log of the running watch. No line is ever changed: a correction is a line of its own.
 * @refuses duty.not_on_shift — to whoever has no watch
 * @refuses duty.happened_outside_shift — before the watch began, or later than now
 * @refuses duty.not_your_entry — when the corrected line is another keeper's
 * @refuses duty.already_corrected — when it was corrected: the correction is corrected instead
 */
export class WriteLog extends Command<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@CommandHandler(WriteLog)
export class WriteLogHandler implements ICommandHandler<WriteLog> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, input: { body } }: WriteLog): Promise<Result<Route>> {
    return this.#db.write(by, async (tx) => {
      await lockWatch(tx, by);
      const watch = await shiftOf(tx, by.schoolId, by.sub);
      if (!watch) throw new Refused('duty.not_on_shift');
      const at = this.#clock.now();
      const corrected = body.corrects ? await correctable(tx, by, body.corrects) : undefined;
      const happenedAt = body.happenedAt ?? corrected?.happened_at.toISOString() ?? at;
      if (!liesInside(happenedAt, corrected ? undefined : watch, at)) throw new Refused('duty.happened_outside_shift', { details: { from: watch.signedOnAt.toISOString(), to: at } });
      const entryId = newId('dle');
      await tx.sql`insert into duty_log_entries (school_id, entry_id, district_id, shift_id, post, kind, words, happened_at, written_at, written_by, written_by_name, corrects)
        values (${by.schoolId}, ${entryId}, ${by.districtId}, ${corrected?.shift_id ?? watch.shiftId}, ${watch.post}, ${body.kind}, ${body.words}, ${happenedAt}, ${at}, ${by.personId}, ${by.name}, ${body.corrects ?? null})`;
      await appendFact(tx, by, { type: body.corrects ? 'duty_log.corrected' : 'duty_log.written', subject: entryId, at, body: { shiftId: corrected?.shift_id ?? watch.shiftId, kind: body.kind, wordsSha256: sha256Hex(Buffer.from(body.words)), happenedAt, corrects: body.corrects ?? null } });
      const [row] = await tx.query<LogRow>(`${LOG} and l.entry_id = $2`, [by.schoolId, entryId]);
      if (!row) throw new Error('a written line is there');
      return logEntryView(row);
    });
  }
}

const liesInside = (happenedAt: string, watch: OnShift | undefined, now: Instant): boolean => happenedAt <= now && (!watch || happenedAt >= watch.signedOnAt.toISOString());

async function correctable(tx: Tx, by: SchoolActor, entryId: string): Promise<LogRow> {
  const [row] = await tx.query<LogRow>(`${LOG} and l.entry_id = $2`, [by.schoolId, entryId]);
  if (!row) throw notFound();
  if (row.written_by !== by.personId) throw new Refused('duty.not_your_entry');
  if (row.corrected_by) throw new Refused('duty.already_corrected', { details: { by: row.corrected_by } });
  return row;
}
