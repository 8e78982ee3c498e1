import { Module } from '@nestjs/common';
import { AnswerHoldReleaseHandler } from './commands/answer-hold-release.ts';
import { CloseIncidentHandler } from './commands/close-incident.ts';
import { DispatchGuardHandler } from './commands/dispatch-guard.ts';
import { ExtendIncidentHoldHandler } from './commands/extend-incident-hold.ts';
import { MoveDispatchHandler } from './commands/move-dispatch.ts';
import { NoteIncidentHandler } from './commands/note-incident.ts';
import { OpenIncidentHandler } from './commands/open-incident.ts';
import { RequestHoldReleaseHandler } from './commands/request-hold-release.ts';
import { ResolveIncidentHandler } from './commands/resolve-incident.ts';
import { TriageIncidentHandler } from './commands/triage-incident.ts';
import { WriteIncidentReportHandler } from './commands/write-incident-report.ts';
import { ReviewHold } from './due/review-hold.ts';
import { WatchReport } from './due/watch-report.ts';
import { IncidentsController } from './incidents.controller.ts';
import { GetIncidentHandler } from './queries/get-incident.ts';
import { ListIncidentsHandler } from './queries/list-incidents.ts';

const commands = [OpenIncidentHandler, TriageIncidentHandler, NoteIncidentHandler, DispatchGuardHandler, MoveDispatchHandler, ResolveIncidentHandler, WriteIncidentReportHandler, CloseIncidentHandler, ExtendIncidentHoldHandler, RequestHoldReleaseHandler, AnswerHoldReleaseHandler];
const queries = [ListIncidentsHandler, GetIncidentHandler];

/** What happened at a school, how it was handled, and the footage that is kept for it. */
@Module({ controllers: [IncidentsController], providers: [...commands, ...queries, WatchReport, ReviewHold] })
export class IncidentsModule {}
