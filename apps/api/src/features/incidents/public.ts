export { CloseIncident, CloseIncidentHandler } from './commands/close-incident.ts';
export { DispatchGuard, DispatchGuardHandler } from './commands/dispatch-guard.ts';
export { MoveDispatch, MoveDispatchHandler } from './commands/move-dispatch.ts';
export { NoteIncident, NoteIncidentHandler } from './commands/note-incident.ts';
export { OpenIncident, OpenIncidentHandler } from './commands/open-incident.ts';
export { ResolveIncident, ResolveIncidentHandler } from './commands/resolve-incident.ts';
export { WriteIncidentReport, WriteIncidentReportHandler } from './commands/write-incident-report.ts';
