import { Injectable } from '@nestjs/common';
import type { MachineActor } from '@guardroom/db';
import { addDays, civilDay, dayBounds, earlier } from '@guardroom/kernel';
import { Tenants } from '../../platform/database/databases.ts';
import { type Due, DueWork, type DueWorkHandler } from '../../platform/jobs/work.ts';
import { SystemClock } from '../../platform/platform.module.ts';
import { EVALUATORS } from './evaluators/index.ts';
import { type NewResult, storeResults } from './store-results.ts';
import { openViolationCases } from './violation-finder.ts';

/**
 * Judges the controls that the database alone can answer: today, and the day before where late records still count. One transaction and
 * one statement per control and school-day, then one that stores what came of it.
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
        const results: NewResult[] = [];
        for (const { control, evidence, looksAt, judge } of EVALUATORS) {
          if (looksAt === 'day' || day === today) results.push({ control, evidence, ...(await judge(tx, schoolDay)) });
        }
        await storeResults(tx, by, day, now, results);
      });
    }
  }
}
