import type { Input, Result, roomRoutes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { admitVisitor } from '@guardroom/domain';
import { instantOf } from '@guardroom/kernel';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { noteDue } from '../../../platform/jobs/work.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { NOTE_OVERSTAY } from '../due/note-overstay.ts';
import { visitorFor, visitorViewFor } from '../visitor.repository.ts';

type Route = typeof roomRoutes.admitVisitor;

/** Goes in with a visitor: the escort is whoever does this, by their own sign-in. */
export class AdmitVisitor extends Command<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@CommandHandler(AdmitVisitor)
export class AdmitVisitorHandler implements ICommandHandler<AdmitVisitor> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, input: { params, body } }: AdmitVisitor): Promise<Result<Route>> {
    return this.#db.write(by, async (tx) => {
      const row = await visitorFor(tx, by, params.visitorId, 'lock');
      const at = this.#clock.now();
      const { leaveByMs } = valueOf(admitVisitor({ state: row.state, decidedAtMs: row.decided_at?.getTime() ?? null }, Date.parse(at)));
      await tx.sql`update visitor_entries set state = 'inside', escort_person_id = ${by.personId}, escort_sub = ${by.sub}, escort_name = ${by.name}, escort_signed_at = ${at}, goods_checked = ${body.goodsChecked}, phones_stored = ${body.phonesStored},
        entered_at = ${at}, leave_by = ${instantOf(leaveByMs)} where school_id = ${by.schoolId} and visitor_id = ${row.visitor_id}`;
      await noteDue(tx, by, { kind: NOTE_OVERSTAY, subject: row.visitor_id, dueAt: new Date(leaveByMs) });
      await appendFact(tx, by, { type: 'visitor.entered', subject: row.visitor_id, at, body: { escortPersonId: by.personId, goodsChecked: body.goodsChecked, phonesStored: body.phonesStored, leaveBy: instantOf(leaveByMs) } });
      return visitorViewFor(tx, by, row.visitor_id);
    });
  }
}
