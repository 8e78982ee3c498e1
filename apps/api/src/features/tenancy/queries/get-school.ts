import type { Result, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { notFound } from '../../../platform/errors/refused.ts';
import type { Principal } from '../../../platform/identity/identity.ts';
import { policyOf } from '../policy.ts';

/** A school with the policy in force. */
export class GetSchool extends Query<Result<typeof routes.getSchool>> {
  readonly by: SchoolActor;
  readonly me: Principal;
  constructor(by: SchoolActor, me: Principal) {
    super();
    this.by = by;
    this.me = me;
  }
}

@QueryHandler(GetSchool)
export class GetSchoolHandler implements IQueryHandler<GetSchool> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async execute({ by, me }: GetSchool): Promise<Result<typeof routes.getSchool>> {
    const school = await this.#db.read(by, (tx) => policyOf(tx, by.schoolId));
    if (!school || !me.resolved.district) throw notFound();
    return { id: by.schoolId, name: school.name, district: me.resolved.district, policy: school.policy };
  }
}
