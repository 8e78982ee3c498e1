import { Injectable } from '@nestjs/common';
import type { MachineActor, Tx } from '@guardroom/db';
import { type CivilDay, addDays, civilDay, dayBounds, earlier } from '@guardroom/kernel';
import { Tenants } from '../../platform/database/databases.ts';
import { type Due, DueWork, type DueWorkHandler } from '../../platform/jobs/work.ts';
import { SystemClock } from '../../platform/platform.module.ts';
import { EVALUATORS } from './evaluators/index.ts';
import { type NewResult, storeResults } from './store-results.ts';
import { openViolationCases } from './violation-finder.ts';

/**
 * Judges the controls that the database alone can answer: today, and the day before where late records still count. One transaction and
 * one statement per control and school-day, then one that stores what came of it. With 64 cameras a round takes about a tenth of a second of
 * one worker; the control that reads every signed minute, and the day before, take their turn every five minutes: about a third of a second.
 */
@Injectable()
@DueWork('compliance.evaluate', { everySeconds: 60 })
export class SchoolEvaluator implements DueWorkHandler {
  readonly #db: Tenants;
  readonly #clock: SystemClock;

  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async handle(by: MachineActor, _due: Due): Promise<void> {
    const now = this.#clock.now();
    const today = civilDay(now);
    await this.#db.write(by, (tx) => openViolationCases(tx, by, now));
    for (const day of [addDays(today, -1), today]) {
      const { from, to } = dayBounds(day);
      const schoolDay = { schoolId: by.schoolId, schoolNo: by.schoolNo, day, from, to, asOf: earlier(now, to) };
      await this.#db.write(by, async (tx) => {
        const fresh = await freshOf(tx, by.schoolId, day);
        const results: NewResult[] = [];
        for (const { control, evidence, looksAt, readsSegments, judge } of EVALUATORS) {
          const isDue = day === today ? !readsSegments || !fresh.has(control) : looksAt === 'day' && !fresh.has(control);
          if (isDue) results.push({ control, evidence, ...(await judge(tx, schoolDay)) });
        }
        if (results.length > 0) await storeResults(tx, by, day, now, results);
      });
    }
  }
}

/** Controls whose result of that day is younger than five minutes: what changes little or reads much is looked at again only then. */
async function freshOf(tx: Tx, schoolId: string, day: CivilDay): Promise<ReadonlySet<string>> {
  const rows = await tx.sql<{ control: string }>`select control from control_results where school_id = ${schoolId} and day = ${day}::date and evaluated_at > now() - interval '5 minutes'`;
  return new Set(rows.map(({ control }) => control));
}
