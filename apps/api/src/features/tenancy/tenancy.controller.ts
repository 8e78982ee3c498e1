import { routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { Controller } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { By, Me, Operation } from '../../platform/http/operation.ts';
import type { Principal } from '../../platform/identity/identity.ts';
import { GetMe } from './queries/get-me.ts';
import { GetSchool } from './queries/get-school.ts';

@Controller()
export class TenancyController {
  readonly #queries: QueryBus;
  constructor(queries: QueryBus) {
    this.#queries = queries;
  }

  @Operation(routes.getMe) getMe(@Me() me: Principal) { return this.#queries.execute(new GetMe(me)); }
  @Operation(routes.getSchool) getSchool(@By() by: SchoolActor, @Me() me: Principal) { return this.#queries.execute(new GetSchool(by, me)); }
}
