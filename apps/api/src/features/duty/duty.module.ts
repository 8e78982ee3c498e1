import { Module } from '@nestjs/common';
import { BeginStandInHandler } from './commands/begin-stand-in.ts';
import { DecideStandInHandler } from './commands/decide-stand-in.ts';
import { DisputeHandoverHandler } from './commands/dispute-handover.ts';
import { EndShiftHandler } from './commands/end-shift.ts';
import { PrepareHandoverHandler } from './commands/prepare-handover.ts';
import { PublishRosterHandler } from './commands/publish-roster.ts';
import { SaveRosterHandler } from './commands/save-roster.ts';
import { SignHandoverHandler } from './commands/sign-handover.ts';
import { SignOnHandler } from './commands/sign-on.ts';
import { TakeOverHandler } from './commands/take-over.ts';
import { WriteLogHandler } from './commands/write-log.ts';
import { JudgeAbsent } from './due/judge-absent.ts';
import { NoteEndOverdue } from './due/note-end-overdue.ts';
import { DutyController } from './duty.controller.ts';
import { GetHandoverHandler } from './queries/get-handover.ts';
import { GetMyShiftHandler } from './queries/get-my-shift.ts';
import { GetRosterWeekHandler } from './queries/get-roster-week.ts';
import { ListHandoversHandler } from './queries/list-handovers.ts';
import { ListLogHandler } from './queries/list-log.ts';
import { ListRostersHandler } from './queries/list-rosters.ts';
import { ListShiftsHandler } from './queries/list-shifts.ts';
import { EndWatchOfLeaver } from './reactions/end-watch-of-leaver.ts';

const commands = [SaveRosterHandler, PublishRosterHandler, SignOnHandler, BeginStandInHandler, DecideStandInHandler, EndShiftHandler, WriteLogHandler, PrepareHandoverHandler, SignHandoverHandler, TakeOverHandler, DisputeHandoverHandler];
const queries = [GetRosterWeekHandler, ListRostersHandler, ListShiftsHandler, GetMyShiftHandler, ListLogHandler, GetHandoverHandler, ListHandoversHandler];

/** Rosters, watches, the duty log and handovers. */
@Module({ controllers: [DutyController], providers: [...commands, ...queries, JudgeAbsent, NoteEndOverdue, EndWatchOfLeaver] })
export class DutyModule {}
