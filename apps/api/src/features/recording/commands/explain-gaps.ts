import type { Input, Result, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused, notFound } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { GapKeeper } from '../gap-keeper.ts';
import { GAPS, type GapRow, gapOf } from '../gap-view.ts';

type Route = typeof routes.explainGaps;

/**
 * Says why footage is missing: once for each gap, with the same words for all that one outage left. All are explained or none.
 * @refuses recording.gap_still_open — while footage of one is still missing
 * @refuses recording.gap_already_explained — when somebody explained one of them
 */
export class ExplainGaps extends Command<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@CommandHandler(ExplainGaps)
export class ExplainGapsHandler implements ICommandHandler<ExplainGaps> {
  readonly #db: Tenants;
  readonly #gaps: GapKeeper;
  readonly #clock: SystemClock;
  constructor(db: Tenants, gaps: GapKeeper, clock: SystemClock) {
    this.#db = db;
    this.#gaps = gaps;
    this.#clock = clock;
  }

  async execute({ by, input: { body } }: ExplainGaps): Promise<Result<Route>> {
    const { reason, words } = body;
    const gapIds = [...new Set(body.gapIds)];
    return this.#db.write(by, async (tx) => {
      await this.#gaps.standStill(tx, by);
      const asked = await tx.query<GapRow>(`${GAPS} where g.gap_id = any($1) order by g.from_at, c.name`, [gapIds]);
      if (asked.length < gapIds.length) throw notFound();
      refuseAny(asked.filter((gap) => gap.to_at === null), 'recording.gap_still_open');
      refuseAny(asked.filter((gap) => gap.reason !== null), 'recording.gap_already_explained');
      const at = this.#clock.now();
      await tx.sql`update recording_gaps set reason = ${reason}, words = ${words}, explained_by = ${by.personId}, explained_name = ${by.name}, explained_at = ${at} where gap_id = any(${gapIds})`;
      const gaps = asked.map((gap) => ({ gapId: gap.id, cameraId: gap.camera_id, fromAt: gap.from_at, toAt: gap.to_at as Date }));
      await this.#gaps.recount(tx, by, gaps);
      for (const { gapId, cameraId, fromAt, toAt } of gaps) await appendFact(tx, by, { type: 'recording_gap.explained', subject: gapId, at, body: { cameraId, from: fromAt.toISOString(), to: toAt.toISOString(), reason, words } });
      const explained = await tx.query<GapRow>(`${GAPS} where g.gap_id = any($1) order by g.from_at, c.name`, [gapIds]);
      return { items: explained.map((gap) => gapOf(gap, this.#clock.nowMs())) };
    });
  }
}

/** Names every camera whose gap stands in the way. */
function refuseAny(gaps: readonly GapRow[], code: string): void {
  if (gaps.length > 0) throw new Refused(code, { details: { gapIds: gaps.map((gap) => gap.id), cameras: [...new Set(gaps.map((gap) => gap.camera_name))] } });
}
