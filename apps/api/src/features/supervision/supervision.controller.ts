import { type Input, supervisionRoutes as routes } from '@guardroom/contracts';
import type { DistrictActor, SchoolActor } from '@guardroom/db';
import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { By, In, Operation } from '../../platform/http/operation.ts';
import { AnswerOrder } from './commands/answer-order.ts';
import { Inspect } from './commands/inspect.ts';
import { IssueOrder } from './commands/issue-order.ts';
import { AcknowledgeVisit, MoveVisit } from './commands/move-visit.ts';
import { PlanVisit } from './commands/plan-visit.ts';
import { AcceptOrder, SubmitProof } from './commands/rectify.ts';
import { ListInspectors } from './queries/list-inspectors.ts';
import { GetOrder, ListOrders } from './queries/orders.ts';
import { GetVisit, ListVisits } from './queries/visits.ts';

@Controller()
export class SupervisionController {
  readonly #commands: CommandBus;
  readonly #queries: QueryBus;
  constructor(commands: CommandBus, queries: QueryBus) {
    this.#commands = commands;
    this.#queries = queries;
  }

  @Operation(routes.listInspectors) listInspectors(@By() by: DistrictActor) { return this.#queries.execute(new ListInspectors(by)); }
  @Operation(routes.listDistrictVisits) listDistrictVisits(@By() by: DistrictActor, @In() input: Input<typeof routes.listDistrictVisits>) { return this.#queries.execute(new ListVisits(by, input.query)); }
  @Operation(routes.getDistrictVisit) getDistrictVisit(@By() by: DistrictActor, @In() input: Input<typeof routes.getDistrictVisit>) { return this.#queries.execute(new GetVisit(by, input.params.visitId)); }
  @Operation(routes.planVisit) planVisit(@By() by: DistrictActor, @In() input: Input<typeof routes.planVisit>) { return this.#commands.execute(new PlanVisit(by, input.body)); }
  @Operation(routes.startVisit) startVisit(@By() by: DistrictActor, @In() input: Input<typeof routes.startVisit>) { return this.#commands.execute(new MoveVisit(by, input.params.visitId, { verb: 'start' })); }
  @Operation(routes.answerItem) answerItem(@By() by: DistrictActor, @In() input: Input<typeof routes.answerItem>) { return this.#commands.execute(new Inspect(by, input.params.visitId, { verb: 'answer', answer: input.body })); }
  @Operation(routes.addFinding) addFinding(@By() by: DistrictActor, @In() input: Input<typeof routes.addFinding>) { return this.#commands.execute(new Inspect(by, input.params.visitId, { verb: 'find', finding: input.body })); }
  @Operation(routes.withdrawFinding) withdrawFinding(@By() by: DistrictActor, @In() input: Input<typeof routes.withdrawFinding>) { return this.#commands.execute(new Inspect(by, input.params.visitId, { verb: 'withdraw', findingId: input.params.findingId })); }
  @Operation(routes.signOffVisit) signOffVisit(@By() by: DistrictActor, @In() input: Input<typeof routes.signOffVisit>) { return this.#commands.execute(new MoveVisit(by, input.params.visitId, { verb: 'sign_off', ...input.body })); }
  @Operation(routes.cancelVisit) cancelVisit(@By() by: DistrictActor, @In() input: Input<typeof routes.cancelVisit>) { return this.#commands.execute(new MoveVisit(by, input.params.visitId, { verb: 'cancel', ...input.body })); }
  @Operation(routes.listSchoolVisits) listSchoolVisits(@By() by: SchoolActor, @In() input: Input<typeof routes.listSchoolVisits>) { return this.#queries.execute(new ListVisits(by, input.query)); }
  @Operation(routes.getSchoolVisit) getSchoolVisit(@By() by: SchoolActor, @In() input: Input<typeof routes.getSchoolVisit>) { return this.#queries.execute(new GetVisit(by, input.params.visitId)); }
  @Operation(routes.acknowledgeVisit) acknowledgeVisit(@By() by: SchoolActor, @In() input: Input<typeof routes.acknowledgeVisit>) { return this.#commands.execute(new AcknowledgeVisit(by, input.params.visitId, input.body.words)); }
  @Operation(routes.listDistrictOrders) listDistrictOrders(@By() by: DistrictActor, @In() input: Input<typeof routes.listDistrictOrders>) { return this.#queries.execute(new ListOrders(by, input.query)); }
  @Operation(routes.getDistrictOrder) getDistrictOrder(@By() by: DistrictActor, @In() input: Input<typeof routes.getDistrictOrder>) { return this.#queries.execute(new GetOrder(by, input.params.orderId)); }
  @Operation(routes.issueOrder) issueOrder(@By() by: DistrictActor, @In() input: Input<typeof routes.issueOrder>) { return this.#commands.execute(new IssueOrder(by, input.body)); }
  @Operation(routes.verifyProof) verifyProof(@By() by: DistrictActor, @In() input: Input<typeof routes.verifyProof>) { return this.#commands.execute(new AnswerOrder(by, input.params.orderId, { verb: 'verify', ...input.body })); }
  @Operation(routes.returnProof) returnProof(@By() by: DistrictActor, @In() input: Input<typeof routes.returnProof>) { return this.#commands.execute(new AnswerOrder(by, input.params.orderId, { verb: 'return', ...input.body })); }
  @Operation(routes.closeOrder) closeOrder(@By() by: DistrictActor, @In() input: Input<typeof routes.closeOrder>) { return this.#commands.execute(new AnswerOrder(by, input.params.orderId, { verb: 'close' })); }
  @Operation(routes.extendOrder) extendOrder(@By() by: DistrictActor, @In() input: Input<typeof routes.extendOrder>) { return this.#commands.execute(new AnswerOrder(by, input.params.orderId, { verb: 'extend', ...input.body })); }
  @Operation(routes.listOrders) listOrders(@By() by: SchoolActor, @In() input: Input<typeof routes.listOrders>) { return this.#queries.execute(new ListOrders(by, input.query)); }
  @Operation(routes.getOrder) getOrder(@By() by: SchoolActor, @In() input: Input<typeof routes.getOrder>) { return this.#queries.execute(new GetOrder(by, input.params.orderId)); }
  @Operation(routes.acceptOrder) acceptOrder(@By() by: SchoolActor, @In() input: Input<typeof routes.acceptOrder>) { return this.#commands.execute(new AcceptOrder(by, input.params.orderId)); }
  @Operation(routes.submitProof) submitProof(@By() by: SchoolActor, @In() input: Input<typeof routes.submitProof>) { return this.#commands.execute(new SubmitProof(by, input.params.orderId, input.body)); }
}
