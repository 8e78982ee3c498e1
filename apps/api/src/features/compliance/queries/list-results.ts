import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Input, Result, Routes } from '@guardroom/contracts';
import { EVALUATED_CONTROLS, SEVERITIES, WORST_FIRST } from '@guardroom/domain';
import type { DistrictActor, SchoolActor } from '@guardroom/db';
import { control, controlTitle } from '@guardroom/policy-pack';
import { Tenants } from '../../../platform/database/databases.ts';
import { type Sortable, containing, listPage } from '../../../platform/database/listing.ts';

type Page = Result<Routes['listResults']>;
type Item = Page['items'][number];
type Row = Omit<Item, 'school' | 'day' | 'evaluatedAt' | 'clauses' | 'rubric'> & { school_id: string; school_name: string; day: Date; civil_day: string; evaluated_at: Date };
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

/** By result, the worst first; so is each day when nobody asks for another order. */
const BY_RESULT = `array_position('{${WORST_FIRST.join(',')}}'::text[], result)`;
const SORTABLE: Sortable = {
  columns: { day: 'day', control: 'control', result: BY_RESULT, severity: `array_position('{${SEVERITIES.join(',')}}'::text[], severity)`, school: 'school_name', lookedAt: '"lookedAt"', evaluatedAt: 'evaluated_at' },
  fallback: `day desc, ${BY_RESULT}`,
  tie: 'school_id, control',
};

/** Controls whose title in either language holds the words. */
const titled = (q: string | undefined): string[] => {
  const words = q?.toLowerCase();
  return words ? EVALUATED_CONTROLS.filter((id) => [controlTitle(id)?.zh, controlTitle(id)?.en].some((title) => title?.toLowerCase().includes(words))) : [];
};

@QueryHandler(ListResults)
export class ListResultsHandler implements IQueryHandler<ListResults> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  execute({ by, query: q }: ListResults): Promise<Page> {
    const statement = `
      select c.school_id, s.name as school_name, c.day, to_char(c.day, 'YYYY-MM-DD') as civil_day, c.control, c.severity, c.result, c.reason,
             c.looked_at as "lookedAt", c.evidence, c.rule, c.tally, c.parameters, c.fact_id as "factId", c.evaluated_at
        from control_results c join schools s using (school_id)
       where ($1::date is null or c.day >= $1) and ($2::date is null or c.day <= $2) and ($3::text is null or c.control = $3) and ($4::text is null or c.result = $4)
         and ($5::text is null or c.school_id = $5) and ($6::text is null or c.domain = $6) and ($7::text is null or c.severity = $7)
         and ($8::text is null or s.name ilike $8 or c.control ilike $8 or c.control = any ($9))`;
    return this.#db.read(by, async (tx) => {
      const { rows, total } = await listPage<Row>(tx, q, SORTABLE, statement, [q.from ?? null, q.to ?? null, q.control ?? null, q.result ?? null, q.schoolId ?? null, q.domain ?? null, q.severity ?? null, containing(q.q), titled(q.q)]);
      return { items: rows.map(({ school_id, school_name, civil_day, evaluated_at, ...row }) => ({ ...row, school: { id: school_id, name: school_name }, day: civil_day, evaluatedAt: evaluated_at.toISOString(), ...catalogued(row.control) })), total };
    });
  }
}
