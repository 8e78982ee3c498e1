import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Input, Result, Routes } from '@guardroom/contracts';
import { type ControlDomain, type EvaluatedControl, type ResultCounts, cellResult, scoreOf } from '@guardroom/domain';
import type { DistrictActor, Tx } from '@guardroom/db';
import { addDays, type CivilDay, civilDay } from '@guardroom/kernel';
import { Tenants } from '../../../platform/database/databases.ts';
import { containing, listPage } from '../../../platform/database/listing.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { COUNTS, PERCENT, sumOf } from '../counts-sql.ts';

type Matrix = Result<Routes['getComplianceMatrix']>;
type Asked = Input<Routes['getComplianceMatrix']>['query'];

/** Days between which movement is told. */
const MOVED_OVER_DAYS = 7;
/** Failed controls that a row names. */
const NAMED = 3;

/** Schools by domains on one day; without a day the last one that has results. */
export class GetComplianceMatrix extends Query<Matrix> {
  readonly by: DistrictActor;
  readonly query: Asked;
  constructor(by: DistrictActor, query: Asked) {
    super();
    this.by = by;
    this.query = query;
  }
}

type Cell = ResultCounts & { readonly domain: ControlDomain; readonly lookedAt: number };
type Row = { school_id: string; name: string; before: number | null; worst: EvaluatedControl[] | null; cells: Cell[] | null };

const SORTABLE = { columns: { school: 'name', score: 'percent', moved: 'moved' }, fallback: 'percent asc nulls first', tie: 'school_id' };

/** One pass over the day's results makes the cells, one over those of seven days before the movement. */
const ROWS = `
  with cells as (
    select c.school_id, c.domain, sum(c.looked_at)::int as "lookedAt", ${COUNTS} from control_results c where c.district_id = $1 and c.day = $2::date group by c.school_id, c.domain),
  scores as (select c.school_id, ${PERCENT} as percent, (array_agg(c.control order by c.severity = 'critical' desc, c.severity, c.control) filter (where c.result = 'fail'))[1:${NAMED}] as worst
      from control_results c where c.district_id = $1 and c.day = $2::date group by c.school_id),
  past as (select c.school_id, ${PERCENT} as percent from control_results c where c.district_id = $1 and c.day = $3::date group by c.school_id)
  select s.school_id, s.name, n.percent, p.percent as before, n.percent - p.percent as moved, n.worst,
         (select jsonb_agg(to_jsonb(x) - 'school_id') from cells x where x.school_id = s.school_id) as cells
    from schools s left join scores n on n.school_id = s.school_id left join past p on p.school_id = s.school_id
   where s.district_id = $1 and ($4::text is null or s.name ilike $4)
     and ($5::text is null or $6::text is null or exists (select from control_results c where c.district_id = $1 and c.day = $2::date and c.school_id = s.school_id and c.domain = $5 and c.result = $6))
     and ($6::text is null or exists (select from control_results c where c.district_id = $1 and c.day = $2::date and c.school_id = s.school_id and c.result = $6))`;

@QueryHandler(GetComplianceMatrix)
export class GetComplianceMatrixHandler implements IQueryHandler<GetComplianceMatrix> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, query }: GetComplianceMatrix): Promise<Matrix> {
    return this.#db.read(by, async (tx) => {
      const day = (query.day as CivilDay | undefined) ?? (await lastDay(tx, by, civilDay(this.#clock.now())));
      if (!day) return { items: [], total: 0, day: null, before: null, district: districtOf(sumOf([])) };
      const before = addDays(day, -MOVED_OVER_DAYS);
      const { rows, total } = await listPage<Row>(tx, query, SORTABLE, ROWS, [by.districtId, day, before, containing(query.q), query.domain ?? null, query.result ?? null]);
      const [district] = await tx.query<ResultCounts>(`select ${COUNTS} from control_results c where c.district_id = $1 and c.day = $2::date`, [by.districtId, day]);
      return { items: rows.map(rowOf), total, day, before, district: districtOf(district ?? sumOf([])) };
    });
  }
}

const districtOf = ({ noEvidenceCritical, ...counts }: ResultCounts): Matrix['district'] => ({ ...counts, ...scoreOf({ ...counts, noEvidenceCritical }) });

async function lastDay(tx: Tx, by: DistrictActor, today: CivilDay): Promise<CivilDay | undefined> {
  const [row] = await tx.sql<{ day: CivilDay | null }>`select to_char(max(day), 'YYYY-MM-DD') as day from control_results where district_id = ${by.districtId} and day <= ${today}::date`;
  return row?.day ?? undefined;
}

function rowOf({ school_id, name, before, worst, cells }: Row): Matrix['items'][number] {
  const score = scoreOf(sumOf(cells ?? []));
  return {
    school: { id: school_id, name },
    ...score,
    percentBefore: before,
    moved: score.percent === null || before === null ? null : Math.round((score.percent - before) * 10) / 10,
    worst: worst ?? [],
    cells: (cells ?? []).map(({ noEvidenceCritical, ...cell }) => ({ ...cell, result: cellResult({ ...cell, noEvidenceCritical }) })),
  };
}
