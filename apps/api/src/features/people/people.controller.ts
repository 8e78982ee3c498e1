import { type Input, routes } from '@guardroom/contracts';
import type { DistrictActor, SchoolActor } from '@guardroom/db';
import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { By, In, Me, Operation } from '../../platform/http/operation.ts';
import type { Principal } from '../../platform/identity/identity.ts';
import { AnswerOffer } from './commands/answer-offer.ts';
import { EndAppointment } from './commands/end-appointment.ts';
import { EndOfficial } from './commands/end-official.ts';
import { ProposeAppointment } from './commands/propose-appointment.ts';
import { RecordClearance } from './commands/record-clearance.ts';
import { RevokeClearance } from './commands/revoke-clearance.ts';
import { SignUndertaking } from './commands/sign-undertaking.ts';
import { ListAppointments } from './queries/list-appointments.ts';
import { ListClearances } from './queries/list-clearances.ts';
import { ListEscorts } from './queries/list-escorts.ts';
import { ListOfficials } from './queries/list-officials.ts';
import { ListOwnAppointments } from './queries/list-own-appointments.ts';
import { ListOwnClearances } from './queries/list-own-clearances.ts';
import { ListPeople } from './queries/list-people.ts';
import { ListRepresentatives } from './queries/list-representatives.ts';

@Controller()
export class PeopleController {
  readonly #commands: CommandBus;
  readonly #queries: QueryBus;
  constructor(commands: CommandBus, queries: QueryBus) {
    this.#commands = commands;
    this.#queries = queries;
  }

  @Operation(routes.listAppointments) listAppointments(@By() by: SchoolActor, @In() input: Input<typeof routes.listAppointments>) { return this.#queries.execute(new ListAppointments(by, input)); }
  @Operation(routes.endAppointment) endAppointment(@By() by: SchoolActor, @In() input: Input<typeof routes.endAppointment>) { return this.#commands.execute(new EndAppointment(by, by.schoolId, input.params.appointmentId, input.body.reason)); }
  @Operation(routes.listEscorts) listEscorts(@By() by: SchoolActor) { return this.#queries.execute(new ListEscorts(by)); }
  @Operation(routes.proposeAppointment) proposeAppointment(@By() by: SchoolActor, @In() { body }: Input<typeof routes.proposeAppointment>) { return this.#commands.execute(new ProposeAppointment(by, by.schoolId, body)); }
  @Operation(routes.listRepresentatives) listRepresentatives(@By() by: DistrictActor, @In() { query }: Input<typeof routes.listRepresentatives>) { return this.#queries.execute(new ListRepresentatives(by, query)); }
  @Operation(routes.proposeRepresentative) proposeRepresentative(@By() by: DistrictActor, @In() { params, body }: Input<typeof routes.proposeRepresentative>) { return this.#commands.execute(new ProposeAppointment(by, params.schoolId, { ...body, role: 'legal_representative' })); }
  @Operation(routes.endRepresentative) endRepresentative(@By() by: DistrictActor, @In() { params, body }: Input<typeof routes.endRepresentative>) { return this.#commands.execute(new EndAppointment(by, params.schoolId, params.appointmentId, body.reason)); }
  @Operation(routes.listOfficials) listOfficials(@By() by: DistrictActor, @In() { query }: Input<typeof routes.listOfficials>) { return this.#queries.execute(new ListOfficials(by, query)); }
  @Operation(routes.endOfficial) endOfficial(@By() by: DistrictActor, @In() { params, body }: Input<typeof routes.endOfficial>) { return this.#commands.execute(new EndOfficial(by, params.appointmentId, body.reason)); }
  @Operation(routes.listPeople) listPeople(@By() by: SchoolActor, @In() { query }: Input<typeof routes.listPeople>) { return this.#queries.execute(new ListPeople(by, query)); }
  @Operation(routes.listOwnAppointments) listOwnAppointments(@Me() me: Principal) { return this.#queries.execute(new ListOwnAppointments(me)); }
  @Operation(routes.acceptAppointment) acceptAppointment(@Me() me: Principal, @In() { params, body }: Input<typeof routes.acceptAppointment>) { return this.#commands.execute(new AnswerOffer(me, params.appointmentId, { kind: 'accept', ...body })); }
  @Operation(routes.declineAppointment) declineAppointment(@Me() me: Principal, @In() { params, body }: Input<typeof routes.declineAppointment>) { return this.#commands.execute(new AnswerOffer(me, params.appointmentId, { kind: 'decline', ...body })); }
  @Operation(routes.listClearances) listClearances(@By() by: SchoolActor, @In() { query }: Input<typeof routes.listClearances>) { return this.#queries.execute(new ListClearances(by, query)); }
  @Operation(routes.recordClearance) recordClearance(@By() by: SchoolActor, @In() { body }: Input<typeof routes.recordClearance>) { return this.#commands.execute(new RecordClearance(by, body)); }
  @Operation(routes.revokeClearance) revokeClearance(@By() by: SchoolActor, @In() { params, body }: Input<typeof routes.revokeClearance>) { return this.#commands.execute(new RevokeClearance(by, params.clearanceId, body.reason)); }
  @Operation(routes.listOwnClearances) listOwnClearances(@By() by: SchoolActor) { return this.#queries.execute(new ListOwnClearances(by)); }
  @Operation(routes.signUndertaking) signUndertaking(@By() by: SchoolActor, @In() { body }: Input<typeof routes.signUndertaking>) { return this.#commands.execute(new SignUndertaking(by, body.version)); }
}
