import type { Input, Result, policyRoutes } from '@guardroom/contracts';
import type { DistrictActor, SchoolActor } from '@guardroom/db';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { type Sortable, containing, listPage } from '../../../platform/database/listing.ts';
import { type VersionRow, ownerId, versionOf, versionsOf } from '../policy-versions.ts';

type Page = Result<typeof policyRoutes.listSchoolPolicyVersions>;
type Asked = Input<typeof policyRoutes.listSchoolPolicyVersions>['query'];
const SORT: Sortable = { columns: { proposedAt: 'proposed_at', effectiveFrom: 'effective_from', state: 'state' }, fallback: 'proposed_at desc', tie: 'policy_id' };

/** Versions of policy, the district's or a school's own, newest first. */
export class ListPolicyVersions extends Query<Page> {
  readonly by: SchoolActor | DistrictActor;
  readonly query: Asked;
  constructor(by: SchoolActor | DistrictActor, query: Asked) {
    super();
    this.by = by;
    this.query = query;
  }
}

@QueryHandler(ListPolicyVersions)
export class ListPolicyVersionsHandler implements IQueryHandler<ListPolicyVersions> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async execute({ by, query }: ListPolicyVersions): Promise<Page> {
    const statement = `${versionsOf(by.kind)} and ($2::text is null or concat_ws(' ', p.reason, p.proposed_by_name, p.decided_by_name) ilike $2)`;
    const { rows, total } = await this.#db.read(by, (tx) => listPage<VersionRow>(tx, query, SORT, statement, [ownerId(by), containing(query.q)]));
    return { items: rows.map(versionOf), total };
  }
}
