import { Controller, StreamableFile } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { type Input, type Result, type Routes, routes } from '@guardroom/contracts';
import type { DistrictActor, SchoolActor } from '@guardroom/db';
import { By, In, Operation } from '../../platform/http/operation.ts';
import { DecideViolationCase } from './commands/decide-violation-case.ts';
import { ExportCompliance } from './queries/export-compliance.ts';
import { GetComplianceMatrix } from './queries/get-compliance-matrix.ts';
import { ListDistrictSchools } from './queries/list-district-schools.ts';
import { ListResults } from './queries/list-results.ts';
import { ListViolationCases } from './queries/list-violation-cases.ts';

@Controller()
export class ComplianceController {
  readonly #queries: QueryBus;
  readonly #commands: CommandBus;
  constructor(queries: QueryBus, commands: CommandBus) {
    this.#queries = queries;
    this.#commands = commands;
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

  @Operation(routes.getComplianceMatrix)
  getComplianceMatrix(@By() by: DistrictActor, @In() input: Input<Routes['getComplianceMatrix']>): Promise<Result<Routes['getComplianceMatrix']>> {
    return this.#queries.execute(new GetComplianceMatrix(by, input.query));
  }

  @Operation(routes.exportCompliance)
  async exportCompliance(@By() by: DistrictActor, @In() { query }: Input<Routes['exportCompliance']>): Promise<StreamableFile> {
    return new StreamableFile(await this.#queries.execute(new ExportCompliance(by, query, 'json')), { type: 'application/json', disposition: `attachment; filename="compliance-${query.from}-${query.to}.json"` });
  }

  @Operation(routes.exportComplianceTable)
  async exportComplianceTable(@By() by: DistrictActor, @In() { query }: Input<Routes['exportComplianceTable']>): Promise<StreamableFile> {
    return new StreamableFile(await this.#queries.execute(new ExportCompliance(by, query, 'csv')), { type: 'text/csv; charset=utf-8', disposition: `attachment; filename="compliance-${query.from}-${query.to}.csv"` });
  }

  @Operation(routes.listViolationCases)
  listViolationCases(@By() by: SchoolActor, @In() input: Input<Routes['listViolationCases']>): Promise<Result<Routes['listViolationCases']>> {
    return this.#queries.execute(new ListViolationCases(by, input.query));
  }

  @Operation(routes.decideViolationCase)
  decideViolationCase(@By() by: SchoolActor, @In() input: Input<Routes['decideViolationCase']>): Promise<Result<Routes['decideViolationCase']>> {
    return this.#commands.execute(new DecideViolationCase(by, input.params.caseId, input.body));
  }
}
