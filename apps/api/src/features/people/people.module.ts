import { Module } from '@nestjs/common';
import { AnswerOfferHandler } from './commands/answer-offer.ts';
import { EndAppointmentHandler } from './commands/end-appointment.ts';
import { EndOfficialHandler } from './commands/end-official.ts';
import { ProposeAppointmentHandler } from './commands/propose-appointment.ts';
import { RecordClearanceHandler } from './commands/record-clearance.ts';
import { RevokeClearanceHandler } from './commands/revoke-clearance.ts';
import { SignUndertakingHandler } from './commands/sign-undertaking.ts';
import { BeginAppointment } from './due/begin-appointment.ts';
import { CarryEndedOfficials } from './due/carry-ended-officials.ts';
import { PeopleController } from './people.controller.ts';
import { ListAppointmentsHandler } from './queries/list-appointments.ts';
import { ListClearancesHandler } from './queries/list-clearances.ts';
import { ListEscortsHandler } from './queries/list-escorts.ts';
import { ListOfficialsHandler } from './queries/list-officials.ts';
import { ListOwnAppointmentsHandler } from './queries/list-own-appointments.ts';
import { ListOwnClearancesHandler } from './queries/list-own-clearances.ts';
import { ListPeopleHandler } from './queries/list-people.ts';
import { ListRepresentativesHandler } from './queries/list-representatives.ts';
import { CarryAcceptedAppointment } from './reactions/carry-accepted-appointment.ts';
import { CarryEndedAppointment } from './reactions/carry-ended-appointment.ts';
import { CarryOffer } from './reactions/carry-offer.ts';

const commands = [ProposeAppointmentHandler, AnswerOfferHandler, EndAppointmentHandler, EndOfficialHandler, RecordClearanceHandler, RevokeClearanceHandler, SignUndertakingHandler];
const queries = [ListAppointmentsHandler, ListPeopleHandler, ListRepresentativesHandler, ListOfficialsHandler, ListOwnAppointmentsHandler, ListClearancesHandler, ListOwnClearancesHandler, ListEscortsHandler];

/** Posts at schools, at the bureau and of authorities' officers, what they ask of people, and what follows from their beginning and end. */
@Module({ controllers: [PeopleController], providers: [...commands, ...queries, CarryOffer, CarryAcceptedAppointment, CarryEndedAppointment, BeginAppointment, CarryEndedOfficials] })
export class PeopleModule {}
