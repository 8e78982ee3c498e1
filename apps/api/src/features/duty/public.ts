export { EndShift, EndShiftHandler } from './commands/end-shift.ts';
export { PublishRoster, PublishRosterHandler } from './commands/publish-roster.ts';
export { SaveRoster, SaveRosterHandler } from './commands/save-roster.ts';
export { SignOn, SignOnHandler } from './commands/sign-on.ts';
export { WriteLog, WriteLogHandler } from './commands/write-log.ts';
export { type OnShift, shiftOf } from './on-shift.ts';
