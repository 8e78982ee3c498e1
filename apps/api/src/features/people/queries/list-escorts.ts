import type { Result, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { ESCORT_ROLES, type SchoolRole } from '@guardroom/domain';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';

/** People who may stand beside an applicant while footage plays; never the applicant. */
export class ListEscorts extends Query<Result<typeof routes.listEscorts>> {
  readonly by: SchoolActor;
  constructor(by: SchoolActor) {
    super();
    this.by = by;
  }
}

@QueryHandler(ListEscorts)
export class ListEscortsHandler implements IQueryHandler<ListEscorts> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async execute({ by }: ListEscorts): Promise<Result<typeof routes.listEscorts>> {
    const items = await this.#db.read(
      by,
      (tx) => tx.sql<{ id: string; name: string; role: SchoolRole }>`
        select distinct on (person_name, person_id) person_id as id, person_name as name, role from appointments
         where ended_at is null and starts_on <= (now() at time zone 'Asia/Shanghai')::date and role = any(${[...ESCORT_ROLES]}) and sub <> ${by.sub}
         order by person_name, person_id, array_position(${[...ESCORT_ROLES]}::text[], role)`,
    );
    return { items };
  }
}
