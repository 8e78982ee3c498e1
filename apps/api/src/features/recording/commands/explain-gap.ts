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
    return this.#db.write(by, async (tx) => {
      const [gap] = await tx.query<GapRow>(`${GAPS} where g.gap_id = $1 for update of g`, [params.gapId]);
      if (!gap) throw notFound();
      if (!gap.to_at) throw new Refused('recording.gap_still_open');
      if (gap.reason) throw new Refused('recording.gap_already_explained', { details: { by: gap.explained_name, at: gap.explained_at?.toISOString() } });
      const at = this.#clock.now();
      await tx.sql`update recording_gaps set reason = ${body.reason}, words = ${body.words}, explained_by = ${by.personId}, explained_name = ${by.name}, explained_at = ${at} where gap_id = ${gap.id}`;
      await this.#gaps.recount(tx, by, gap.camera_id, gap.from_at, gap.to_at);
      await appendFact(tx, by, { type: 'recording_gap.explained', subject: gap.id, at, body: { cameraId: gap.camera_id, from: gap.from_at.toISOString(), to: gap.to_at.toISOString(), reason: body.reason, words: body.words } });
      const [explained] = await tx.query<GapRow>(`${GAPS} where g.gap_id = $1`, [gap.id]);
      return gapOf(explained as GapRow, this.#clock.nowMs());
    });
  }
}
