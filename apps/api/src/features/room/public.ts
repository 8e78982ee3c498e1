export { AdmitVisitor, AdmitVisitorHandler } from './commands/admit-visitor.ts';
export { DecideVisitor, DecideVisitorHandler } from './commands/decide-visitor.ts';
export { NoteExit, NoteExitHandler } from './commands/note-exit.ts';
export { RegisterVisitor, RegisterVisitorHandler } from './commands/register-visitor.ts';
