import type { MachineActor, Tx } from '@guardroom/db';
import { KEEPER_ROLES } from '@guardroom/domain';
import { Injectable } from '@nestjs/common';
import type { StoredFact } from '../../../platform/facts/stored-fact.ts';
import { Reaction, type ReactionHandler } from '../../../platform/jobs/work.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { closeWatch } from '../keep-watch.ts';
import { ON_SHIFT, lockWatch, shiftRows } from '../shift.repository.ts';

/** Ends the watch of somebody who no longer holds a watch post here: a post that nobody can sign off from would count as kept for ever. */
@Injectable()
@Reaction('duty.end-watch-of-leaver', ['appointment.ended'])
export class EndWatchOfLeaver implements ReactionHandler {
  readonly #clock: SystemClock;
  constructor(clock: SystemClock) {
    this.#clock = clock;
  }

  async handle(by: MachineActor, fact: StoredFact, tx: Tx): Promise<void> {
    const { sub } = fact.body as { sub: string };
    await lockWatch(tx, by);
    const [row] = await shiftRows(tx, by, `${ON_SHIFT} and s.sub = $2 and not exists (select from appointments a where a.school_id = s.school_id and a.sub = s.sub and a.ended_at is null and a.role = any(string_to_array($3, ',')))`, [sub, KEEPER_ROLES.join(',')]);
    if (row) await closeWatch(tx, by, row, { kind: 'no_successor', reason: '任命已结束', at: this.#clock.now() });
  }
}
