import { type Input, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { By, In, Operation } from '../../platform/http/operation.ts';
import { ChangeCamera } from './commands/change-camera.ts';
import { CreateGateway } from './commands/create-gateway.ts';
import { RegisterCamera } from './commands/register-camera.ts';
import { RenewEnrolmentCode } from './commands/renew-enrolment-code.ts';
import { ReviewCamera } from './commands/review-camera.ts';
import { RevokeGateway } from './commands/revoke-gateway.ts';
import { GetCamera } from './queries/get-camera.ts';
import { ListCameras } from './queries/list-cameras.ts';
import { ListGateways } from './queries/list-gateways.ts';

@Controller()
export class EquipmentController {
  readonly #commands: CommandBus;
  readonly #queries: QueryBus;
  constructor(commands: CommandBus, queries: QueryBus) {
    this.#commands = commands;
    this.#queries = queries;
  }

  @Operation(routes.listCameras) listCameras(@By() by: SchoolActor, @In() input: Input<typeof routes.listCameras>) { return this.#queries.execute(new ListCameras(by, input)); }
  @Operation(routes.getCamera) getCamera(@By() by: SchoolActor, @In() input: Input<typeof routes.getCamera>) { return this.#queries.execute(new GetCamera(by, input)); }
  @Operation(routes.registerCamera) registerCamera(@By() by: SchoolActor, @In() input: Input<typeof routes.registerCamera>) { return this.#commands.execute(new RegisterCamera(by, input.body)); }
  @Operation(routes.changeCamera) changeCamera(@By() by: SchoolActor, @In() input: Input<typeof routes.changeCamera>) { return this.#commands.execute(new ChangeCamera(by, input)); }
  @Operation(routes.reviewCamera) reviewCamera(@By() by: SchoolActor, @In() input: Input<typeof routes.reviewCamera>) { return this.#commands.execute(new ReviewCamera(by, input)); }
  @Operation(routes.listGateways) listGateways(@By() by: SchoolActor, @In() input: Input<typeof routes.listGateways>) { return this.#queries.execute(new ListGateways(by, input)); }
  @Operation(routes.createGateway) createGateway(@By() by: SchoolActor, @In() input: Input<typeof routes.createGateway>) { return this.#commands.execute(new CreateGateway(by, input.body)); }
  @Operation(routes.renewEnrolmentCode) renewEnrolmentCode(@By() by: SchoolActor, @In() input: Input<typeof routes.renewEnrolmentCode>) { return this.#commands.execute(new RenewEnrolmentCode(by, input.params.gatewayId)); }
  @Operation(routes.revokeGateway) revokeGateway(@By() by: SchoolActor, @In() input: Input<typeof routes.revokeGateway>) { return this.#commands.execute(new RevokeGateway(by, input)); }
}
