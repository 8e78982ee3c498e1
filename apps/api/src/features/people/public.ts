export { clearancesOf } from './clearance-view.ts';
export { ProposeAppointment, ProposeAppointmentHandler } from './commands/propose-appointment.ts';
export { RecordClearance, RecordClearanceHandler } from './commands/record-clearance.ts';
export { SignUndertaking, SignUndertakingHandler } from './commands/sign-undertaking.ts';
