import { Module } from '@nestjs/common';
import { AdmitVisitorHandler } from './commands/admit-visitor.ts';
import { DecideVisitorHandler } from './commands/decide-visitor.ts';
import { NoteExitHandler } from './commands/note-exit.ts';
import { RegisterVisitorHandler } from './commands/register-visitor.ts';
import { NoteOverstay } from './due/note-overstay.ts';
import { ListVisitorsHandler } from './queries/list-visitors.ts';
import { RoomController } from './room.controller.ts';

const commands = [RegisterVisitorHandler, DecideVisitorHandler, AdmitVisitorHandler, NoteExitHandler];
const queries = [ListVisitorsHandler];

/** The visitor register of the monitoring room. */
@Module({ controllers: [RoomController], providers: [...commands, ...queries, NoteOverstay] })
export class RoomModule {}
