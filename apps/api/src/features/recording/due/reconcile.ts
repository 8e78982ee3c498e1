import type { MachineActor } from '@guardroom/db';
import { Injectable } from '@nestjs/common';
import { type Due, DueWork, type DueWorkHandler } from '../../../platform/jobs/work.ts';
import { GapKeeper } from '../gap-keeper.ts';
import { RECONCILE_DAY, cameraDayOf } from '../reconcile-notes.ts';

/** The running round: what is missing lately at a school. */
@Injectable()
@DueWork('recording.reconcile', { everySeconds: 10 })
export class Reconcile implements DueWorkHandler {
  readonly #gaps: GapKeeper;
  constructor(gaps: GapKeeper) {
    this.#gaps = gaps;
  }
  handle(by: MachineActor): Promise<void> {
    return this.#gaps.round(by);
  }
}

/** A round of one camera and day, noted when something came late. */
@Injectable()
@DueWork(RECONCILE_DAY)
export class ReconcileDay implements DueWorkHandler {
  readonly #gaps: GapKeeper;
  constructor(gaps: GapKeeper) {
    this.#gaps = gaps;
  }
  handle(by: MachineActor, due: Due): Promise<void> {
    const { cameraId, day } = cameraDayOf(due.subject);
    return this.#gaps.day(by, cameraId, day);
  }
}
