import { Controller, StreamableFile } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { type Input, type Result, type Routes, routes } from '@guardroom/contracts';
import type { DistrictActor, SchoolActor } from '@guardroom/db';
import { By, In, Operation } from '../../platform/http/operation.ts';
import { CheckLedger } from './commands/check-ledger.ts';
import { ListDistrictFacts, ListFacts } from './queries/list-facts.ts';
import { ProveFact } from './queries/prove-fact.ts';
import { GetLedger, ReadLog } from './queries/read-log.ts';

@Controller()
export class LedgerController {
  readonly #queries: QueryBus;
  readonly #commands: CommandBus;
  constructor(queries: QueryBus, commands: CommandBus) {
    this.#queries = queries;
    this.#commands = commands;
  }

  @Operation(routes.listFacts)
  listFacts(@By() by: SchoolActor, @In() input: Input<Routes['listFacts']>): Promise<Result<Routes['listFacts']>> {
    return this.#queries.execute(new ListFacts(by, input.query));
  }

  @Operation(routes.proveFact)
  proveFact(@By() by: SchoolActor, @In() input: Input<Routes['proveFact']>): Promise<Result<Routes['proveFact']>> {
    return this.#queries.execute(new ProveFact(by, input.params.factId));
  }

  @Operation(routes.getLedger)
  getLedger(@By() by: DistrictActor): Promise<Result<Routes['getLedger']>> {
    return this.#queries.execute(new GetLedger(by));
  }

  @Operation(routes.checkLedger)
  checkLedger(@By() by: DistrictActor, @In() input: Input<Routes['checkLedger']>): Promise<Result<Routes['checkLedger']>> {
    return this.#commands.execute(new CheckLedger(by, input.body.checkpoint));
  }

  @Operation(routes.listDistrictFacts)
  listDistrictFacts(@By() by: DistrictActor, @In() input: Input<Routes['listDistrictFacts']>): Promise<Result<Routes['listDistrictFacts']>> {
    return this.#queries.execute(new ListDistrictFacts(by, input.query));
  }

  @Operation(routes.proveDistrictFact)
  proveDistrictFact(@By() by: DistrictActor, @In() input: Input<Routes['proveDistrictFact']>): Promise<Result<Routes['proveDistrictFact']>> {
    return this.#queries.execute(new ProveFact(by, input.params.factId));
  }

  @Operation(routes.getCheckpoint)
  async getCheckpoint(@In() input: Input<Routes['getCheckpoint']>): Promise<StreamableFile> {
    return new StreamableFile(await this.#queries.execute(new ReadLog(input.params.districtId, 'checkpoint')), { type: 'text/plain; charset=utf-8' });
  }

  @Operation(routes.getLedgerKey)
  async getLedgerKey(@In() input: Input<Routes['getLedgerKey']>): Promise<StreamableFile> {
    return new StreamableFile(await this.#queries.execute(new ReadLog(input.params.districtId, 'key')), { type: 'text/plain; charset=utf-8' });
  }

  @Operation(routes.getTile)
  async getTile(@In() input: Input<Routes['getTile']>): Promise<StreamableFile> {
    return new StreamableFile(await this.#queries.execute(new ReadLog(input.params.districtId, `tile/${input.params['*']}`)), { type: 'application/octet-stream' });
  }
}
