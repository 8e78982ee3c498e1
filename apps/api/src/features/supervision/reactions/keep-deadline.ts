import { Injectable } from '@nestjs/common';
import type { MachineActor, Tx } from '@guardroom/db';
import { dayBounds, parseCivilDay } from '@guardroom/kernel';
import type { StoredFact } from '../../../platform/facts/stored-fact.ts';
import { Reaction, type ReactionHandler, noteDue } from '../../../platform/jobs/work.ts';
import { WATCH_DEADLINE } from '../due/watch-deadline.ts';

/** Notes the end of an order's last day as due, for every deadline that it is given. */
@Injectable()
@Reaction('supervision.keep-deadline', ['rectification_order.issued', 'rectification_order.extended', 'rectification_order.reopened'])
export class KeepDeadline implements ReactionHandler {
  async handle(by: MachineActor, fact: StoredFact, tx: Tx): Promise<void> {
    const { dueOn } = fact.body as { dueOn: string };
    await noteDue(tx, by, { kind: WATCH_DEADLINE, subject: fact.subject, dueAt: new Date(dayBounds(parseCivilDay(dueOn)).to) });
  }
}
