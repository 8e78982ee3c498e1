import type { Input, Result, dutyRoutes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { type Sortable, containing, listPage } from '../../../platform/database/listing.ts';
import { LOG, type LogRow, logEntryView } from '../log-view.ts';

type Route = typeof dutyRoutes.listLog;
const SORT: Sortable = { columns: { happenedAt: 'happened_at', writtenAt: 'written_at', kind: 'kind', by: 'written_by_name' }, fallback: 'happened_at desc', tie: 'entry_id' };

/** The duty log, newest first; corrected lines stay in it. */
export class ListLog extends Query<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@QueryHandler(ListLog)
export class ListLogHandler implements IQueryHandler<ListLog> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async execute({ by, input: { query } }: ListLog): Promise<Result<Route>> {
    const statement = `${LOG} and ($2::text is null or l.words ilike $2 or l.written_by_name ilike $2) and ($3::text is null or l.kind = $3) and ($4::text is null or l.shift_id = $4) and ($5::timestamptz is null or l.happened_at >= $5) and ($6::timestamptz is null or l.happened_at < $6)`;
    const { rows, total } = await this.#db.read(by, (tx) => listPage<LogRow>(tx, query, SORT, statement, [by.schoolId, containing(query.q), query.kind ?? null, query.shiftId ?? null, query.from ?? null, query.to ?? null]));
    return { items: rows.map(logEntryView), total };
  }
}
