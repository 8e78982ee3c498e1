import { type Input, routes } from '@guardroom/contracts';
import type { GatewayActor } from '@guardroom/db';
import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { By, In, Operation } from '../../platform/http/operation.ts';
import { AnnounceSegments } from './commands/announce-segments.ts';
import { Enrol } from './commands/enrol.ts';
import { GrantUploads } from './commands/grant-uploads.ts';
import { SealMinutes } from './commands/seal-minutes.ts';
import { SendHeartbeat } from './commands/send-heartbeat.ts';
import { GetDesiredState } from './queries/get-desired-state.ts';

@Controller()
export class GatewaysController {
  readonly #commands: CommandBus;
  readonly #queries: QueryBus;
  constructor(commands: CommandBus, queries: QueryBus) {
    this.#commands = commands;
    this.#queries = queries;
  }

  @Operation(routes.enrol) enrol(@In() input: Input<typeof routes.enrol>) { return this.#commands.execute(new Enrol(input.body)); }
  @Operation(routes.getDesiredState) getDesiredState(@By() by: GatewayActor, @In() input: Input<typeof routes.getDesiredState>) { return this.#queries.execute(new GetDesiredState(by, input)); }
  @Operation(routes.sendHeartbeat) sendHeartbeat(@By() by: GatewayActor, @In() input: Input<typeof routes.sendHeartbeat>) { return this.#commands.execute(new SendHeartbeat(by, input.body)); }
  @Operation(routes.grantUploads) grantUploads(@By() by: GatewayActor, @In() input: Input<typeof routes.grantUploads>) { return this.#commands.execute(new GrantUploads(by, input.body)); }
  @Operation(routes.announceSegments) announceSegments(@By() by: GatewayActor, @In() input: Input<typeof routes.announceSegments>) { return this.#commands.execute(new AnnounceSegments(by, input.body)); }
  @Operation(routes.sealMinutes) sealMinutes(@By() by: GatewayActor, @In() input: Input<typeof routes.sealMinutes>) { return this.#commands.execute(new SealMinutes(by, input.body)); }
}
