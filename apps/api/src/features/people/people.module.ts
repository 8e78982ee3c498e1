import { Module } from '@nestjs/common';
import { EndAppointmentHandler } from './commands/end-appointment.ts';
import { PeopleController } from './people.controller.ts';
import { ListAppointmentsHandler } from './queries/list-appointments.ts';
import { ListEscortsHandler } from './queries/list-escorts.ts';
import { CarryEndedAppointment } from './reactions/carry-ended-appointment.ts';

/** Posts at a school and what follows from their end. */
@Module({ controllers: [PeopleController], providers: [ListAppointmentsHandler, ListEscortsHandler, EndAppointmentHandler, CarryEndedAppointment] })
export class PeopleModule {}
