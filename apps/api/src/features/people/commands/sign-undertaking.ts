import type { SchoolActor } from '@guardroom/db';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { type ClearanceView, clearanceFor } from '../clearance-view.ts';
import { signUndertaking } from '../undertakings.ts';

/** Signs the undertaking anew, by the person alone. */
export class SignUndertaking extends Command<ClearanceView> {
  readonly by: SchoolActor;
  readonly version: string;
  constructor(by: SchoolActor, version: string) {
    super();
    this.by = by;
    this.version = version;
  }
}

@CommandHandler(SignUndertaking)
export class SignUndertakingHandler implements ICommandHandler<SignUndertaking> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, version }: SignUndertaking): Promise<ClearanceView> {
    return this.#db.write(by, async (tx) => {
      await signUndertaking(tx, by, version, this.#clock.now());
      return clearanceFor(tx, { id: by.personId, name: by.name }, 'undertaking');
    });
  }
}
