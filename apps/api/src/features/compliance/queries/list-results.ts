import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Input, Result, Routes } from '@guardroom/contracts';
import type { DistrictActor, SchoolActor } from '@guardroom/db';
import { control } from '@guardroom/policy-pack';
import { Tenants } from '../../../platform/database/databases.ts';

type Page = Result<Routes['listResults']>;
type Item = Page['items'][number];
type Asked = Input<Routes['listDistrictResults']>['query'];

/** Results of the controls, of the reader's school or of all schools of the reader's district: row security decides. */
export class ListResults extends Query<Page> {
  readonly by: SchoolActor | DistrictActor;
  readonly query: Asked;
  constructor(by: SchoolActor | DistrictActor, query: Asked) {
    super();
    this.by = by;
    this.query = query;
  }
}

/** What the catalogue says of a control. */
function catalogued(id: string): Pick<Item, 'clauses' | 'rubric'> {
  const known = control(id);
  const words = (line: { readonly en: string; readonly zh?: string | undefined } | undefined) => ({ en: line?.en ?? '', zh: line?.zh ?? line?.en ?? '' });
  return { clauses: [...(known?.clauses ?? [])], rubric: { pass: words(known?.rubric.pass), partial: words(known?.rubric.partial), fail: words(known?.rubric.fail) } };
}

const ORDERS: Record<string, string> = { day: 'c.day', control: 'c.control', result: 'c.result', school: 's.name', evaluatedAt: 'c.evaluated_at' };

@QueryHandler(ListResults)
export class ListResultsHandler implements IQueryHandler<ListResults> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  execute({ by, query: q }: ListResults): Promise<Page> {
    const where = `($1::date is null or c.day >= $1) and ($2::date is null or c.day <= $2) and ($3::text is null or c.control = $3) and ($4::text is null or c.result = $4)
      and ($5::text is null or c.school_id = $5) and ($7::text is null or c.domain = $7) and ($6::text is null or s.name ilike '%' || $6 || '%' or c.control ilike '%' || $6 || '%')`;
    const filters = [q.from ?? null, q.to ?? null, q.control ?? null, q.result ?? null, q.schoolId ?? null, q.q ?? null, q.domain ?? null];
    const order = ORDERS[(q.sort ?? '-day').replace('-', '')] ?? 'c.day';
    const direction = (q.sort ?? '-day').startsWith('-') ? 'desc' : 'asc';
    return this.#db.read(by, async (tx) => {
      const rows = await tx.query<Omit<Item, 'clauses' | 'rubric'>>(
        `select jsonb_build_object('id', c.school_id, 'name', s.name) as school, to_char(c.day, 'YYYY-MM-DD') as day, c.control, c.severity, c.result, c.reason,
                c.looked_at as "lookedAt", c.evidence, c.rule, c.tally, c.parameters, c.fact_id as "factId", to_char(c.evaluated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "evaluatedAt"
           from control_results c join schools s using (school_id) where ${where} order by ${order} ${direction}, c.school_id, c.control limit $8 offset $9`,
        [...filters, q.perPage, (q.page - 1) * q.perPage],
      );
      const [count] = await tx.query<{ n: string }>(`select count(*) as n from control_results c join schools s using (school_id) where ${where}`, filters);
      return { items: rows.map((row) => ({ ...row, ...catalogued(row.control) })), total: Number(count?.n ?? 0) };
    });
  }
}
