import type { Input, Result, policyRoutes } from '@guardroom/contracts';
import type { DistrictActor } from '@guardroom/db';
import { POLICY_PARAMETER_NAMES } from '@guardroom/domain';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { type Sortable, containing, listPage } from '../../../platform/database/listing.ts';
import { IN_FORCE } from './get-policy.ts';

type Route = typeof policyRoutes.listSchoolPolicies;
const SORT: Sortable = {
  columns: { school: `school ->> 'name'`, ...Object.fromEntries(POLICY_PARAMETER_NAMES.map((name) => [name, `("inForce" ->> '${name}')::numeric`])) },
  fallback: `school ->> 'name'`,
  tie: `school ->> 'id'`,
};

/** What counts at each school of the district, and what each set itself. */
export class ListSchoolPolicies extends Query<Result<Route>> {
  readonly by: DistrictActor;
  readonly query: Input<Route>['query'];
  constructor(by: DistrictActor, query: Input<Route>['query']) {
    super();
    this.by = by;
    this.query = query;
  }
}

const STATEMENT = `
  select jsonb_build_object('id', s.school_id, 'name', s.name) as school, ${IN_FORCE} as "inForce",
         coalesce((select p.figures from school_policies p where p.school_id = s.school_id and p.state = 'confirmed' and p.effective_from <= (now() at time zone 'Asia/Shanghai')::date
                    order by p.effective_from desc, p.decided_at desc limit 1), '{}') as own,
         exists (select from school_policies p where p.school_id = s.school_id and p.state = 'proposed') as "hasProposal",
         (select jsonb_build_object('days', r.days, 'objects', r.objects, 'since', to_char(r.noted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
            from retention_extensions r where r.school_id = s.school_id and r.finished_at is null order by r.noted_at desc limit 1) as relocking
    from schools s left join rectification_terms t using (school_id)
   where ($1::text is null or s.name ilike $1)`;

@QueryHandler(ListSchoolPolicies)
export class ListSchoolPoliciesHandler implements IQueryHandler<ListSchoolPolicies> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async execute({ by, query }: ListSchoolPolicies): Promise<Result<Route>> {
    const { rows, total } = await this.#db.read(by, (tx) => listPage<Result<Route>['items'][number]>(tx, query, SORT, `select * from (${STATEMENT}) p where case $2::text when 'own' then own <> '{}' when 'proposed' then "hasProposal" else true end`, [containing(query.q), query.only ?? null]));
    return { items: rows, total };
  }
}
