import type { MachineActor, Tx } from '@guardroom/db';
import { Injectable } from '@nestjs/common';
import type { StoredFact } from '../../../platform/facts/stored-fact.ts';
import { Reaction, type ReactionHandler } from '../../../platform/jobs/work.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { releaseHoldsOf } from '../../retention/public.ts';

/** Lets the footage of a request that its agency took back go its ordinary way again. */
@Injectable()
@Reaction('authority.release-withdrawn', ['authority_request.withdrawn'])
export class ReleaseWithdrawn implements ReactionHandler {
  readonly #clock: SystemClock;
  constructor(clock: SystemClock) {
    this.#clock = clock;
  }

  async handle(by: MachineActor, { subject: requestId }: StoredFact, tx: Tx): Promise<void> {
    await releaseHoldsOf(tx, by, requestId, this.#clock.now(), 'withdrawn');
  }
}
