import { Injectable } from '@nestjs/common';
import type { MachineActor } from '@guardroom/db';
import { Tenants } from '../../../platform/database/databases.ts';
import { DueWork, type DueWorkHandler } from '../../../platform/jobs/work.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { settlePolicy } from '../settle-policy.ts';

/** Brings versions whose first day has come into effect, minutes after midnight in Shanghai at the latest. */
@Injectable()
@DueWork('policy.settle', { everySeconds: 300, missed: 'latest' })
export class SettleDaily implements DueWorkHandler {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async handle(by: MachineActor): Promise<void> {
    await this.#db.write(by, (tx) => settlePolicy(tx, by, this.#clock.now(), null));
  }
}
