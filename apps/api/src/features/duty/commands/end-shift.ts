import type { Input, Result, dutyRoutes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { endWithoutSuccessor } from '@guardroom/domain';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { handoverRows, listWhatIsOpen, signAsOutgoing } from '../handover.repository.ts';
import { closeWatch } from '../keep-watch.ts';
import { lockWatch, shiftFor, shiftViewFor, watchOf } from '../shift.repository.ts';
import { successorsOf } from '../successors.ts';

type Route = typeof dutyRoutes.endShift;

/** Ends a watch that nobody follows. What is open is listed and signed all the same: whoever comes next takes it over. */
export class EndShift extends Command<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@CommandHandler(EndShift)
export class EndShiftHandler implements ICommandHandler<EndShift> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, input: { params, body } }: EndShift): Promise<Result<Route>> {
    return this.#db.write(by, async (tx) => {
      await lockWatch(tx, by);
      const row = await shiftFor(tx, by, params.shiftId);
      const at = this.#clock.now();
      const nowMs = Date.parse(at);
      const successors = await successorsOf(tx, by, row, nowMs);
      valueOf(endWithoutSuccessor(watchOf(row), by, { successors: successors.length, logLines: row.log_entries }, nowMs));
      const [signed] = await handoverRows(tx, by, `h.outgoing_shift_id = $2 and h.state = 'outgoing_signed'`, [row.shift_id]);
      if (!signed) await signAsOutgoing(tx, by, await listWhatIsOpen(tx, by, row, { openMatters: body.openMatters, roomNote: '' }, at), at);
      await closeWatch(tx, by, row, { kind: 'no_successor', reason: body.reason, at });
      return shiftViewFor(tx, by, row.shift_id);
    });
  }
}
