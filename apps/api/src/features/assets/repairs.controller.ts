import { type Input, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { By, In, Operation } from '../../platform/http/operation.ts';
import { OpenTicket } from './commands/open-ticket.ts';
import { ProposeChange } from './commands/propose-change.ts';
import { StepOrder } from './commands/step-order.ts';
import { StepTicket } from './commands/step-ticket.ts';
import { GetChangeOrder, ListChangeOrders } from './queries/list-change-orders.ts';
import { GetTicket, ListTickets } from './queries/list-tickets.ts';

/** Fault tickets and change orders. */
@Controller()
export class RepairsController {
  readonly #commands: CommandBus;
  readonly #queries: QueryBus;
  constructor(commands: CommandBus, queries: QueryBus) {
    this.#commands = commands;
    this.#queries = queries;
  }

  @Operation(routes.listTickets) listTickets(@By() by: SchoolActor, @In() input: Input<typeof routes.listTickets>) { return this.#queries.execute(new ListTickets(by, input.query)); }
  @Operation(routes.getTicket) getTicket(@By() by: SchoolActor, @In() input: Input<typeof routes.getTicket>) { return this.#queries.execute(new GetTicket(by, input.params.ticketId)); }
  @Operation(routes.openTicket) openTicket(@By() by: SchoolActor, @In() input: Input<typeof routes.openTicket>) { return this.#commands.execute(new OpenTicket(by, input.body)); }
  @Operation(routes.assignTicket) assignTicket(@By() by: SchoolActor, @In() { params, body }: Input<typeof routes.assignTicket>) { return this.#commands.execute(new StepTicket(by, params.ticketId, { verb: 'assign', ...body })); }
  @Operation(routes.startTicket) startTicket(@By() by: SchoolActor, @In() { params }: Input<typeof routes.startTicket>) { return this.#commands.execute(new StepTicket(by, params.ticketId, { verb: 'start' })); }
  @Operation(routes.repairTicket) repairTicket(@By() by: SchoolActor, @In() { params, body }: Input<typeof routes.repairTicket>) { return this.#commands.execute(new StepTicket(by, params.ticketId, { verb: 'repair', ...body })); }
  @Operation(routes.verifyTicket) verifyTicket(@By() by: SchoolActor, @In() { params, body }: Input<typeof routes.verifyTicket>) { return this.#commands.execute(new StepTicket(by, params.ticketId, { verb: 'verify', ...body })); }
  @Operation(routes.noteTicket) noteTicket(@By() by: SchoolActor, @In() { params, body }: Input<typeof routes.noteTicket>) { return this.#commands.execute(new StepTicket(by, params.ticketId, { verb: 'note', ...body })); }

  @Operation(routes.listChangeOrders) listChangeOrders(@By() by: SchoolActor, @In() input: Input<typeof routes.listChangeOrders>) { return this.#queries.execute(new ListChangeOrders(by, input.query)); }
  @Operation(routes.getChangeOrder) getChangeOrder(@By() by: SchoolActor, @In() input: Input<typeof routes.getChangeOrder>) { return this.#queries.execute(new GetChangeOrder(by, input.params.orderId)); }
  @Operation(routes.proposeChange) proposeChange(@By() by: SchoolActor, @In() input: Input<typeof routes.proposeChange>) { return this.#commands.execute(new ProposeChange(by, input.body)); }
  @Operation(routes.decideChange) decideChange(@By() by: SchoolActor, @In() { params, body }: Input<typeof routes.decideChange>) { return this.#commands.execute(new StepOrder(by, params.orderId, { verb: body.kind, words: body.words })); }
  @Operation(routes.startChange) startChange(@By() by: SchoolActor, @In() { params }: Input<typeof routes.startChange>) { return this.#commands.execute(new StepOrder(by, params.orderId, { verb: 'start' })); }
  @Operation(routes.closeChange) closeChange(@By() by: SchoolActor, @In() { params, body }: Input<typeof routes.closeChange>) { return this.#commands.execute(new StepOrder(by, params.orderId, { verb: 'close', result: body.result })); }
}
