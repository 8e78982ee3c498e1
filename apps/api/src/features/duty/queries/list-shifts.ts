import type { Input, Result, dutyRoutes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { type Sortable, containing, listPage } from '../../../platform/database/listing.ts';
import { SHIFTS, type ShiftRow, shiftView } from '../shift.repository.ts';

type Route = typeof dutyRoutes.listShifts;
const SORT: Sortable = { columns: { plannedFrom: 'planned_from', person: 'person_name', state: 'state', lateMinutes: 'late_minutes', signedOnAt: 'signed_on_at', endedAt: 'ended_at' }, fallback: 'planned_from desc', tie: 'shift_id' };

/** The attendance list: watches planned and kept, newest first. */
export class ListShifts extends Query<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@QueryHandler(ListShifts)
export class ListShiftsHandler implements IQueryHandler<ListShifts> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async execute({ by, input: { query } }: ListShifts): Promise<Result<Route>> {
    const statement = `${SHIFTS} and ($2::text is null or s.person_name ilike $2 or s.stand_in_reason ilike $2 or s.end_reason ilike $2) and ($3::text is null or s.state = $3) and ($4::text is null or s.person_id = $4)
      and ($5::timestamptz is null or s.planned_to > $5) and ($6::timestamptz is null or s.planned_from < $6) and ($7::boolean is null or (s.stand_in_reason is not null) = $7) and ($8::boolean is null or (s.planned_from <= clock_timestamp()) = $8)`;
    const { rows, total } = await this.#db.read(by, (tx) => listPage<ShiftRow>(tx, query, SORT, statement, [by.schoolId, containing(query.q), query.state ?? null, query.personId ?? null, query.from ?? null, query.to ?? null, query.standIn ?? null, query.begun ?? null]));
    return { items: rows.map(shiftView), total };
  }
}
