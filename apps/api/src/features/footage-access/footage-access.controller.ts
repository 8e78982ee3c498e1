import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { type Input, type Result, type Routes, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { By, In, Operation } from '../../platform/http/operation.ts';
import { DecideRequest } from './commands/decide-request.ts';
import { EndViewing } from './commands/end-viewing.ts';
import { FileRequest } from './commands/file-request.ts';
import { JoinViewing } from './commands/join-viewing.ts';
import { OpenViewing } from './commands/open-viewing.ts';
import { ProvePresence } from './commands/prove-presence.ts';
import { ReportFinding } from './commands/report-finding.ts';
import { WithdrawRequest } from './commands/withdraw-request.ts';
import { GetRequest } from './queries/get-request.ts';
import { GetViewing } from './queries/get-viewing.ts';
import { ListRegister } from './queries/list-register.ts';
import { ListRequests } from './queries/list-requests.ts';
import { ListViewings } from './queries/list-viewings.ts';

type Asked<K extends keyof Routes> = Input<Routes[K]>;
type Out<K extends keyof Routes> = Promise<Result<Routes[K]>>;

@Controller()
export class FootageAccessController {
  readonly #commands: CommandBus;
  readonly #queries: QueryBus;
  constructor(commands: CommandBus, queries: QueryBus) {
    this.#commands = commands;
    this.#queries = queries;
  }

  @Operation(routes.fileRequest)
  fileRequest(@By() by: SchoolActor, @In() input: Asked<'fileRequest'>): Out<'fileRequest'> {
    return this.#commands.execute(new FileRequest(by, input.body));
  }

  @Operation(routes.listRequests)
  listRequests(@By() by: SchoolActor, @In() input: Asked<'listRequests'>): Out<'listRequests'> {
    return this.#queries.execute(new ListRequests(by, input.query));
  }

  @Operation(routes.getRequest)
  getRequest(@By() by: SchoolActor, @In() input: Asked<'getRequest'>): Out<'getRequest'> {
    return this.#queries.execute(new GetRequest(by, input.params.requestId));
  }

  @Operation(routes.decideRequest)
  decideRequest(@By() by: SchoolActor, @In() input: Asked<'decideRequest'>): Out<'decideRequest'> {
    return this.#commands.execute(new DecideRequest(by, input.params.requestId, input.body));
  }

  @Operation(routes.withdrawRequest)
  withdrawRequest(@By() by: SchoolActor, @In() input: Asked<'withdrawRequest'>): Out<'withdrawRequest'> {
    return this.#commands.execute(new WithdrawRequest(by, input.params.requestId, input.body.reason));
  }

  @Operation(routes.reportFinding)
  reportFinding(@By() by: SchoolActor, @In() input: Asked<'reportFinding'>): Out<'reportFinding'> {
    return this.#commands.execute(new ReportFinding(by, input.params.requestId, input.body.words));
  }

  @Operation(routes.openViewing)
  openViewing(@By() by: SchoolActor, @In() input: Asked<'openViewing'>): Out<'openViewing'> {
    return this.#commands.execute(new OpenViewing(by, input.body.requestId, input.body.proofKeyThumbprint));
  }

  @Operation(routes.listViewings)
  listViewings(@By() by: SchoolActor, @In() input: Asked<'listViewings'>): Out<'listViewings'> {
    return this.#queries.execute(new ListViewings(by, input.query));
  }

  @Operation(routes.getViewing)
  getViewing(@By() by: SchoolActor, @In() input: Asked<'getViewing'>): Out<'getViewing'> {
    return this.#queries.execute(new GetViewing(by, input.params.sessionId));
  }

  @Operation(routes.joinViewing)
  joinViewing(@By() by: SchoolActor, @In() input: Asked<'joinViewing'>): Out<'joinViewing'> {
    return this.#commands.execute(new JoinViewing(by, input.params.sessionId));
  }

  @Operation(routes.provePresence)
  provePresence(@By() by: SchoolActor, @In() input: Asked<'provePresence'>): Out<'provePresence'> {
    return this.#commands.execute(new ProvePresence(by, input.params.sessionId));
  }

  @Operation(routes.endViewing)
  endViewing(@By() by: SchoolActor, @In() input: Asked<'endViewing'>): Out<'endViewing'> {
    return this.#commands.execute(new EndViewing(by, input.params.sessionId));
  }

  @Operation(routes.listRegister)
  listRegister(@By() by: SchoolActor, @In() input: Asked<'listRegister'>): Out<'listRegister'> {
    return this.#queries.execute(new ListRegister(by, input.query));
  }
}
