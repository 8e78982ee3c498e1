import type { Input, Result, dutyRoutes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { signOutgoing } from '@guardroom/domain';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { handoverFor, handoverViewFor, signAsOutgoing } from '../handover.repository.ts';
import { lockWatch } from '../shift.repository.ts';

type Route = typeof dutyRoutes.signHandover;

/** The outgoing keeper's signature, by their own sign-in. */
export class SignHandover extends Command<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@CommandHandler(SignHandover)
export class SignHandoverHandler implements ICommandHandler<SignHandover> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, input: { params } }: SignHandover): Promise<Result<Route>> {
    return this.#db.write(by, async (tx) => {
      await lockWatch(tx, by);
      const row = await handoverFor(tx, by, params.handoverId);
      valueOf(signOutgoing({ state: row.state, outgoingPersonId: row.outgoing_person_id }, by));
      await signAsOutgoing(tx, by, row.handover_id, this.#clock.now());
      return handoverViewFor(tx, by, row.handover_id);
    });
  }
}
