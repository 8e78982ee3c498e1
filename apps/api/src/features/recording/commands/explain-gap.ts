import type { Input, Result, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused, notFound } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { GapKeeper } from '../gap-keeper.ts';
import { GAPS, type GapRow, gapOf } from '../gap-view.ts';

type Route = typeof routes.explainGap;

/**
 * Says why footage is missing; once.
 * @refuses recording.gap_still_open — while footage is still missing
 * @refuses recording.gap_already_explained — when somebody explained it
 */
export class ExplainGap extends Command<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@CommandHandler(ExplainGap)
export class ExplainGapHandler implements ICommandHandler<ExplainGap> {
  readonly #db: Tenants;
  readonly #gaps: GapKeeper;
  readonly #clock: SystemClock;
  constructor(db: Tenants, gaps: GapKeeper, clock: SystemClock) {
    this.#db = db;
    this.#gaps = gaps;
    this.#clock = clock;
  }

  async execute({ by, input: { params, body } }: ExplainGap): Promise<Result<Route>> {
    const key = { schoolId_gapId: { schoolId: by.schoolId, gapId: params.gapId } };
    return this.#db.write(by, async (tx) => {
      const gap = await tx.prisma.recordingGap.findUnique({ where: key });
      if (!gap) throw notFound();
      if (!gap.toAt) throw new Refused('recording.gap_still_open');
      const at = this.#clock.now();
      const { count } = await tx.prisma.recordingGap.updateMany({ where: { ...key.schoolId_gapId, explainedAt: null }, data: { ...body, explainedBy: by.personId, explainedName: by.name, explainedAt: at } });
      if (count === 0) throw new Refused('recording.gap_already_explained', { details: { by: gap.explainedName, at: gap.explainedAt?.toISOString() } });
      await this.#gaps.recount(tx, by, gap.cameraId, gap.fromAt, gap.toAt);
      await appendFact(tx, by, { type: 'recording_gap.explained', subject: gap.gapId, at, body: { cameraId: gap.cameraId, from: gap.fromAt.toISOString(), to: gap.toAt.toISOString(), ...body } });
      const [explained] = await tx.query<GapRow>(`${GAPS} where g.gap_id = $1`, [gap.gapId]);
      return gapOf(explained as GapRow, this.#clock.nowMs());
    });
  }
}
