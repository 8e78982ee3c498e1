import type { Input, Result, dutyRoutes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { allAnswered, isOnShift, takeOver } from '@guardroom/domain';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { handoverFor, handoverView, handoverViewFor, keepAnswers, listHash } from '../handover.repository.ts';
import { beginWatch, closeWatch } from '../keep-watch.ts';
import { ownWatchOf } from '../own-watch.ts';
import { lockWatch, shiftFor, watchOf } from '../shift.repository.ts';

type Route = typeof dutyRoutes.takeOver;

/**
 * The incoming keeper's signature. In one transaction the handover is signed, the outgoing watch ends and the incoming one runs: on
 * paper the post is never empty and never doubly answered for.
 */
export class TakeOver extends Command<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@CommandHandler(TakeOver)
export class TakeOverHandler implements ICommandHandler<TakeOver> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, input: { params, body } }: TakeOver): Promise<Result<Route>> {
    return this.#db.write(by, async (tx) => {
      await lockWatch(tx, by);
      const row = await handoverFor(tx, by, params.handoverId);
      const at = this.#clock.now();
      const own = await ownWatchOf(tx, by, Date.parse(at));
      const { begins, lateMinutes } = valueOf(takeOver({ state: row.state, outgoingPersonId: row.outgoing_person_id }, own && watchOf(own), by, Date.parse(at)));
      valueOf(allAnswered(row.items.map((item) => item.no), new Map(body.answers.map(({ no, answer }) => [no, answer]))));
      if (!own) throw new Error('whoever may take over has a watch');
      if (begins) await beginWatch(tx, by, own, { lateMinutes, at });
      await keepAnswers(tx, by, row.handover_id, body.answers);
      await tx.sql`update handovers set state = 'incoming_signed', incoming_signed_at = ${at}, incoming_shift_id = ${own.shift_id}, incoming_person_id = ${by.personId}, incoming_sub = ${by.sub}, incoming_name = ${by.name}, room_score = ${body.roomScore}
        where school_id = ${by.schoolId} and handover_id = ${row.handover_id}`;
      await appendFact(tx, by, { type: 'handover.incoming_signed', subject: row.handover_id, at, body: { outgoingShiftId: row.outgoing_shift_id, incomingShiftId: own.shift_id, accepted: row.items.length, roomScore: body.roomScore, listSha256: listHash(handoverView(row)) } });
      const outgoing = await shiftFor(tx, by, row.outgoing_shift_id);
      if (isOnShift(outgoing.state)) await closeWatch(tx, by, outgoing, { kind: 'handed_over', at });
      return handoverViewFor(tx, by, row.handover_id);
    });
  }
}
