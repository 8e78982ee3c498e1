import type { Input, Result, dutyRoutes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { prepareHandover } from '@guardroom/domain';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused, valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { handoverRows, handoverViewFor, listWhatIsOpen } from '../handover.repository.ts';
import { lockWatch, shiftFor, watchOf } from '../shift.repository.ts';

type Route = typeof dutyRoutes.prepareHandover;

/**
 * Lists what is open for whoever takes over; until it is signed it may be listed anew.
 * @refuses duty.handover_not_open — when the list was signed already
 */
export class PrepareHandover extends Command<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@CommandHandler(PrepareHandover)
export class PrepareHandoverHandler implements ICommandHandler<PrepareHandover> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, input: { params, body } }: PrepareHandover): Promise<Result<Route>> {
    return this.#db.write(by, async (tx) => {
      await lockWatch(tx, by);
      const row = await shiftFor(tx, by, params.shiftId);
      valueOf(prepareHandover(watchOf(row), by, row.log_entries));
      const [signed] = await handoverRows(tx, by, `h.outgoing_shift_id = $2 and h.state = 'outgoing_signed'`, [row.shift_id]);
      if (signed) throw new Refused('duty.handover_not_open', { details: { state: signed.state } });
      const at = this.#clock.now();
      const handoverId = await listWhatIsOpen(tx, by, row, body, at);
      await tx.sql`update shifts set state = 'handing_over' where school_id = ${by.schoolId} and shift_id = ${row.shift_id}`;
      const view = await handoverViewFor(tx, by, handoverId);
      await appendFact(tx, by, { type: 'handover.prepared', subject: handoverId, at, body: { shiftId: row.shift_id, items: view.items.length } });
      return view;
    });
  }
}
