import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Input, Result, Routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { Tenants } from '../../../platform/database/databases.ts';
import { containing, listPage } from '../../../platform/database/listing.ts';
import { type ViolationRow, violationOf } from '../violation-case.ts';

type Page = Result<Routes['listViolationCases']>;

/** The school's cases of violation, those that wait for a decision first. */
export class ListViolationCases extends Query<Page> {
  readonly by: SchoolActor;
  readonly query: Input<Routes['listViolationCases']>['query'];
  constructor(by: SchoolActor, query: Input<Routes['listViolationCases']>['query']) {
    super();
    this.by = by;
    this.query = query;
  }
}

const SORTABLE = { columns: { happenedAt: 'happened_at', foundAt: 'found_at', decideBy: 'decide_by', person: 'person_name' }, fallback: 'outcome is not null, decide_by', tie: 'case_id' };

@QueryHandler(ListViolationCases)
export class ListViolationCasesHandler implements IQueryHandler<ListViolationCases> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  execute({ by, query: q }: ListViolationCases): Promise<Page> {
    const statement = `select * from violation_cases where school_id = $1 and ($2::boolean is null or (outcome is null) = $2) and ($3::text is null or rule = $3) and ($4::text is null or person_name ilike $4)`;
    return this.#db.read(by, async (tx) => {
      const { rows, total } = await listPage<ViolationRow>(tx, q, SORTABLE, statement, [by.schoolId, q.open === undefined ? null : q.open === 'true', q.rule ?? null, containing(q.q)]);
      return { items: rows.map((row) => violationOf(row, by)), total };
    });
  }
}
