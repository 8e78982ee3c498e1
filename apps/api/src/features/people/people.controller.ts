import { type Input, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { By, In, Operation } from '../../platform/http/operation.ts';
import { EndAppointment } from './commands/end-appointment.ts';
import { ListAppointments } from './queries/list-appointments.ts';
import { ListEscorts } from './queries/list-escorts.ts';

@Controller()
export class PeopleController {
  readonly #commands: CommandBus;
  readonly #queries: QueryBus;
  constructor(commands: CommandBus, queries: QueryBus) {
    this.#commands = commands;
    this.#queries = queries;
  }

  @Operation(routes.listAppointments) listAppointments(@By() by: SchoolActor, @In() input: Input<typeof routes.listAppointments>) { return this.#queries.execute(new ListAppointments(by, input)); }
  @Operation(routes.endAppointment) endAppointment(@By() by: SchoolActor, @In() input: Input<typeof routes.endAppointment>) { return this.#commands.execute(new EndAppointment(by, input)); }
  @Operation(routes.listEscorts) listEscorts(@By() by: SchoolActor) { return this.#queries.execute(new ListEscorts(by)); }
}
