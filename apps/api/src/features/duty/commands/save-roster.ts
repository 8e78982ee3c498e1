import type { Input, Result, dutyRoutes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { POSTS } from '@guardroom/domain';
import { newId } from '@guardroom/kernel';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused } from '../../../platform/errors/refused.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { begunOf, keepersOf, rosterOf, rosterWeekFor } from '../roster.repository.ts';
import { lockWatch } from '../shift.repository.ts';

type Route = typeof dutyRoutes.saveRoster;

/**
 * Saves the draft of a week, whatever is still wrong with it; publishing is where faults stop it.
 * @refuses duty.unknown_person — for somebody who keeps no watch at this school and kept none this week
 */
export class SaveRoster extends Command<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@CommandHandler(SaveRoster)
export class SaveRosterHandler implements ICommandHandler<SaveRoster> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, input: { params, body } }: SaveRoster): Promise<Result<Route>> {
    return this.#db.write(by, async (tx) => {
      await lockWatch(tx, by);
      const at = this.#clock.now();
      const begun = await begunOf(tx, by, params.week, Date.parse(at));
      const people = new Map([...begun.map((row) => [row.person_id, { sub: row.sub, name: row.person_name }] as const), ...(await keepersOf(tx, by)).map((keeper) => [keeper.id, keeper] as const)]);
      const unknown = [...new Set(body.lines.map((line) => line.personId).filter((id) => !people.has(id)))];
      if (unknown.length > 0) throw new Refused('duty.unknown_person', { details: { personIds: unknown } });
      const present = await rosterOf(tx, by, params.week, 'draft');
      const rosterId = present?.roster_id ?? newId('ros');
      if (present) {
        await tx.sql`update rosters set drafted_by = ${by.personId}, drafted_by_name = ${by.name}, drafted_at = ${at} where school_id = ${by.schoolId} and roster_id = ${rosterId}`;
        await tx.sql`delete from roster_entries where school_id = ${by.schoolId} and roster_id = ${rosterId}`;
      } else {
        await tx.sql`insert into rosters (school_id, roster_id, district_id, post, week, version, state, drafted_by, drafted_by_name, drafted_at)
          select ${by.schoolId}, ${rosterId}, ${by.districtId}, ${POSTS[0]}, ${params.week}::date, coalesce(max(version), 0) + 1, 'draft', ${by.personId}, ${by.name}, ${at}::timestamptz
            from rosters where school_id = ${by.schoolId} and post = ${POSTS[0]} and week = ${params.week}::date`;
      }
      for (const [i, line] of body.lines.entries()) {
        const person = people.get(line.personId);
        await tx.sql`insert into roster_entries (school_id, roster_id, entry_no, district_id, person_id, sub, person_name, from_at, to_at)
          values (${by.schoolId}, ${rosterId}, ${i + 1}, ${by.districtId}, ${line.personId}, ${person?.sub ?? ''}, ${person?.name ?? ''}, ${line.from}, ${line.to})`;
      }
      return rosterWeekFor(tx, by, params.week, Date.parse(at));
    });
  }
}
