import { type Input, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { By, In, Operation } from '../../platform/http/operation.ts';
import { AnswerHoldRelease } from './commands/answer-hold-release.ts';
import { CloseIncident } from './commands/close-incident.ts';
import { DispatchGuard } from './commands/dispatch-guard.ts';
import { ExtendIncidentHold } from './commands/extend-incident-hold.ts';
import { GetIncident } from './queries/get-incident.ts';
import { ListIncidents } from './queries/list-incidents.ts';
import { MoveDispatch } from './commands/move-dispatch.ts';
import { NoteIncident } from './commands/note-incident.ts';
import { OpenIncident } from './commands/open-incident.ts';
import { RequestHoldRelease } from './commands/request-hold-release.ts';
import { ResolveIncident } from './commands/resolve-incident.ts';
import { TriageIncident } from './commands/triage-incident.ts';
import { WriteIncidentReport } from './commands/write-incident-report.ts';

@Controller()
export class IncidentsController {
  readonly #commands: CommandBus;
  readonly #queries: QueryBus;
  constructor(commands: CommandBus, queries: QueryBus) {
    this.#commands = commands;
    this.#queries = queries;
  }

  @Operation(routes.openIncident) openIncident(@By() by: SchoolActor, @In() { body }: Input<typeof routes.openIncident>) { return this.#commands.execute(new OpenIncident(by, body)); }
  @Operation(routes.listIncidents) listIncidents(@By() by: SchoolActor, @In() { query }: Input<typeof routes.listIncidents>) { return this.#queries.execute(new ListIncidents(by, query)); }
  @Operation(routes.getIncident) getIncident(@By() by: SchoolActor, @In() { params }: Input<typeof routes.getIncident>) { return this.#queries.execute(new GetIncident(by, params.incidentId)); }
  @Operation(routes.triageIncident) triageIncident(@By() by: SchoolActor, @In() { params, body }: Input<typeof routes.triageIncident>) { return this.#commands.execute(new TriageIncident(by, params.incidentId, body.severity)); }
  @Operation(routes.noteIncident) noteIncident(@By() by: SchoolActor, @In() { params, body }: Input<typeof routes.noteIncident>) { return this.#commands.execute(new NoteIncident(by, params.incidentId, body)); }
  @Operation(routes.dispatchGuard) dispatchGuard(@By() by: SchoolActor, @In() { params, body }: Input<typeof routes.dispatchGuard>) { return this.#commands.execute(new DispatchGuard(by, params.incidentId, body)); }
  @Operation(routes.moveDispatch) moveDispatch(@By() by: SchoolActor, @In() { params, body }: Input<typeof routes.moveDispatch>) { return this.#commands.execute(new MoveDispatch(by, params.incidentId, params.dispatchId, body)); }
  @Operation(routes.resolveIncident) resolveIncident(@By() by: SchoolActor, @In() { params, body }: Input<typeof routes.resolveIncident>) { return this.#commands.execute(new ResolveIncident(by, params.incidentId, body.result)); }
  @Operation(routes.writeIncidentReport) writeIncidentReport(@By() by: SchoolActor, @In() { params, body }: Input<typeof routes.writeIncidentReport>) { return this.#commands.execute(new WriteIncidentReport(by, params.incidentId, body)); }
  @Operation(routes.closeIncident) closeIncident(@By() by: SchoolActor, @In() { params }: Input<typeof routes.closeIncident>) { return this.#commands.execute(new CloseIncident(by, params.incidentId)); }
  @Operation(routes.extendIncidentHold) extendIncidentHold(@By() by: SchoolActor, @In() { params, body }: Input<typeof routes.extendIncidentHold>) { return this.#commands.execute(new ExtendIncidentHold(by, params.incidentId, body)); }
  @Operation(routes.requestHoldRelease) requestHoldRelease(@By() by: SchoolActor, @In() { params, body }: Input<typeof routes.requestHoldRelease>) { return this.#commands.execute(new RequestHoldRelease(by, params.incidentId, body.reason)); }
  @Operation(routes.answerHoldRelease) answerHoldRelease(@By() by: SchoolActor, @In() { params, body }: Input<typeof routes.answerHoldRelease>) { return this.#commands.execute(new AnswerHoldRelease(by, params.incidentId, body.release)); }
}
