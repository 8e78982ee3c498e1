import type { Result, routes } from '@guardroom/contracts';
import type { BureauRole, SchoolRole } from '@guardroom/domain';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { notFound } from '../../../platform/errors/refused.ts';
import type { Principal } from '../../../platform/identity/identity.ts';

/** Who is signed in, and where they hold which posts. */
export class GetMe extends Query<Result<typeof routes.getMe>> {
  readonly me: Principal;
  constructor(me: Principal) {
    super();
    this.me = me;
  }
}

@QueryHandler(GetMe)
export class GetMeHandler implements IQueryHandler<GetMe> {
  async execute({ me: { claims, resolved } }: GetMe): Promise<Result<typeof routes.getMe>> {
    if (!resolved.personId || !resolved.district) throw notFound();
    return {
      personId: resolved.personId,
      name: resolved.name,
      secondFactor: claims.secondFactor,
      district: { ...resolved.district, roles: resolved.districtRoles as BureauRole[] },
      agency: resolved.agency && { id: resolved.agency.id, name: resolved.agency.name },
      schools: resolved.schools.map(({ id, name, roles }) => ({ id, name, roles: roles as SchoolRole[] })),
    };
  }
}
