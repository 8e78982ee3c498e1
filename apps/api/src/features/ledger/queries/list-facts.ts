import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Input, Result, Routes } from '@guardroom/contracts';
import type { DistrictActor, SchoolActor, Tx } from '@guardroom/db';
import type { Instant } from '@guardroom/kernel';
import { Tenants } from '../../../platform/database/databases.ts';
import { boundsOf, containing } from '../../../platform/database/listing.ts';
import { bodyFor, isOutsideTheRoom } from '../body-for.ts';

type Page = Result<Routes['listDistrictFacts']>;
type Asked = Input<Routes['listDistrictFacts']>['query'];

/** The facts of one school, newest first; with a subject its custody line. */
export class ListFacts extends Query<Result<Routes['listFacts']>> {
  readonly by: SchoolActor;
  readonly query: Input<Routes['listFacts']>['query'];
  constructor(by: SchoolActor, query: Input<Routes['listFacts']>['query']) {
    super();
    this.by = by;
    this.query = query;
  }
}

/** The facts of all schools of the district. */
export class ListDistrictFacts extends Query<Page> {
  readonly by: DistrictActor;
  readonly query: Asked;
  constructor(by: DistrictActor, query: Asked) {
    super();
    this.by = by;
    this.query = query;
  }
}

type Row = {
  id: string; type: string; subject: string; actor_name: string; actor_kind: 'person' | 'gateway' | 'machine';
  occurred_at: Date; recorded_at: Date; body: Record<string, unknown>; leaf_index: string | null; is_staged: boolean; school_id: string | null; school_name: string | null;
};

/** Row security has already narrowed the facts to the reader's; the filters only narrow further. */
async function pageOf(tx: Tx, by: SchoolActor | DistrictActor, q: Asked): Promise<Page> {
  const where = `($1::text is null or f.subject = $1) and ($2::text is null or f.type = $2 or split_part(f.type, '.', 1) = $2) and ($3::text is null or f.school_id = $3)
    and ($4::text is null or f.actor_name ilike $4 or f.type ilike $4 or f.subject = $7 or f.fact_id = $7)
    and ($5::timestamptz is null or f.recorded_at >= $5) and ($6::timestamptz is null or f.recorded_at < $6)`;
  const filters = [q.subject ?? null, q.type ?? null, q.schoolId ?? null, containing(q.q), ...boundsOf(q), q.q ?? null];
  const direction = q.sort === 'recordedAt' ? 'asc' : 'desc';
  const rows = await tx.query<Row>(
    `select f.fact_id as id, f.type, f.subject, f.actor_name, f.actor_kind, f.occurred_at, f.recorded_at, f.body, e.leaf_index, f.school_id, s.name as school_name,
            exists (select from ledger_staged t where t.district_id = f.district_id and t.fact_id = f.fact_id) as is_staged
       from facts f left join ledger_entries e using (fact_id) left join schools s on s.school_id = f.school_id
      where ${where} order by f.recorded_at ${direction}, f.fact_id ${direction} limit $8 offset $9`,
    [...filters, q.perPage, (q.page - 1) * q.perPage],
  );
  const [count] = await tx.query<{ n: string }>(`select count(*) as n from facts f where ${where}`, filters);
  return {
    total: Number(count?.n ?? 0),
    items: rows.map((r) => ({
      id: r.id,
      type: r.type,
      subject: r.subject,
      actor: { name: r.actor_name, kind: r.actor_kind },
      occurredAt: r.occurred_at.toISOString() as Instant,
      recordedAt: r.recorded_at.toISOString() as Instant,
      body: bodyFor(by, r),
      leafIndex: r.leaf_index === null ? null : Number(r.leaf_index),
      place: r.leaf_index !== null ? 'sealed' : r.is_staged ? 'staged' : 'planted',
      school: r.school_id ? { id: r.school_id, name: r.school_name ?? '' } : null,
    })),
  };
}

@QueryHandler(ListFacts)
export class ListFactsHandler implements IQueryHandler<ListFacts> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }
  /** Staff who keep no post in the room see the facts of what they are part of only: a subject must be named. */
  execute({ by, query }: ListFacts): Promise<Result<Routes['listFacts']>> {
    if (isOutsideTheRoom(by) && !query.subject) return Promise.resolve({ items: [], total: 0 });
    return this.#db.read(by, async (tx) => {
      const { items, total } = await pageOf(tx, by, query);
      return { items: items.map(({ school: _school, ...fact }) => fact), total };
    });
  }
}

@QueryHandler(ListDistrictFacts)
export class ListDistrictFactsHandler implements IQueryHandler<ListDistrictFacts> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }
  execute({ by, query }: ListDistrictFacts): Promise<Page> {
    return this.#db.read(by, (tx) => pageOf(tx, by, query));
  }
}
