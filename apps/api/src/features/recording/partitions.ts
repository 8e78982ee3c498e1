import type { CivilDay } from '@guardroom/kernel';
import { Injectable } from '@nestjs/common';
import { RelayDb } from '../../platform/database/databases.ts';

/**
 * Makes sure that a day has its partitions before anything is written into it. The worker keeps the coming days ready; this is for
 * the first hour of an installation and for footage that was under way for long.
 */
@Injectable()
export class Partitions {
  readonly #db: RelayDb;
  readonly #ready = new Set<CivilDay>();
  constructor(db: RelayDb) {
    this.#db = db;
  }

  /** Makes the partitions of these days where they are missing; costs nothing for days that this process knows. */
  async ensure(days: Iterable<CivilDay>): Promise<void> {
    for (const day of new Set(days)) {
      if (this.#ready.has(day)) continue;
      await this.#db.transaction((tx) => tx.sql`select gr.ensure_day_partitions(${day}::date)`);
      this.#ready.add(day);
    }
  }
}
