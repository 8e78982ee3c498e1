import { Controller } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { type Input, type Result, type Routes, routes } from '@guardroom/contracts';
import type { DistrictActor, SchoolActor } from '@guardroom/db';
import { By, In, Operation } from '../../platform/http/operation.ts';
import { ListDistrictSchools } from './queries/list-district-schools.ts';
import { ListResults } from './queries/list-results.ts';

@Controller()
export class ComplianceController {
  readonly #queries: QueryBus;
  constructor(queries: QueryBus) {
    this.#queries = queries;
  }

  @Operation(routes.listResults)
  listResults(@By() by: SchoolActor, @In() input: Input<Routes['listResults']>): Promise<Result<Routes['listResults']>> {
    return this.#queries.execute(new ListResults(by, input.query));
  }

  @Operation(routes.listDistrictResults)
  listDistrictResults(@By() by: DistrictActor, @In() input: Input<Routes['listDistrictResults']>): Promise<Result<Routes['listDistrictResults']>> {
    return this.#queries.execute(new ListResults(by, input.query));
  }

  @Operation(routes.listDistrictSchools)
  listDistrictSchools(@By() by: DistrictActor, @In() input: Input<Routes['listDistrictSchools']>): Promise<Result<Routes['listDistrictSchools']>> {
    return this.#queries.execute(new ListDistrictSchools(by, input.query));
  }
}
