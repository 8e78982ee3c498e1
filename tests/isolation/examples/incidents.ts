import type { incidentRoutes } from '@guardroom/contracts';
import type { SchoolRole } from '@guardroom/domain';
import { CloseIncident } from '../../../apps/api/src/features/incidents/commands/close-incident.ts';
import { DispatchGuard } from '../../../apps/api/src/features/incidents/commands/dispatch-guard.ts';
import { NoteIncident } from '../../../apps/api/src/features/incidents/commands/note-incident.ts';
import { OpenIncident } from '../../../apps/api/src/features/incidents/commands/open-incident.ts';
import { RequestHoldRelease } from '../../../apps/api/src/features/incidents/commands/request-hold-release.ts';
import { ResolveIncident } from '../../../apps/api/src/features/incidents/commands/resolve-incident.ts';
import { WriteIncidentReport } from '../../../apps/api/src/features/incidents/commands/write-incident-report.ts';
import type { IncidentView } from '../../../apps/api/src/features/incidents/incident.repository.ts';
import { actorFor, aPerson } from '../../../libs/testkit/src/builders/index.ts';
import { run, type Scene } from '../world.ts';
import { type Examples, at, minutesAgo } from './example.ts';

const somebody = async ({ api, school }: Scene, role: SchoolRole) => actorFor(api.database, await aPerson(api.database, school, { roles: [role] }));

const mark = ({ filmed }: Scene) => ({ category: 'fight' as const, severity: 'general' as const, place: '东门', description: '两名学生推搡', cameraIds: [filmed.cameraId], from: minutesAgo(12), to: minutesAgo(2) });

/** What somebody of the school marked. */
const opened = async (scene: Scene): Promise<IncidentView> => run(scene, new OpenIncident(await somebody(scene, 'watch_keeper'), mark(scene)));

/** An incident whose record lacks nothing. */
async function resolved(scene: Scene): Promise<IncidentView> {
  const [{ id }, by] = [await opened(scene), await somebody(scene, 'watch_keeper')];
  await run(scene, new NoteIncident(by, id, { kind: 'report', recipient: 'principal', words: '电话报告' }));
  await run(scene, new NoteIncident(by, id, { kind: 'action', words: '到场劝离' }));
  await run(scene, new WriteIncidentReport(by, id, { summary: '学生推搡', cause: '排队', measures: '加强值守', peopleCodes: ['S-001'], unitsInvolved: [] }));
  return run(scene, new ResolveIncident(by, id, '已平息'));
}

async function closed(scene: Scene): Promise<IncidentView> {
  const { id } = await resolved(scene);
  return run(scene, new CloseIncident(await somebody(scene, 'principal'), id));
}

const of = (scene: Scene, { id }: IncidentView) => ({ ...at(scene), incidentId: id });

export const incidentExamples: Examples<keyof typeof incidentRoutes> = {
  openIncident: { as: 'watch_keeper', make: async (scene) => ({ params: at(scene), body: mark(scene) }) },
  listIncidents: { as: 'watch_keeper', make: async (scene) => (await opened(scene), { params: at(scene) }) },
  getIncident: { as: 'watch_keeper', make: async (scene) => ({ params: of(scene, await opened(scene)) }) },
  triageIncident: { as: 'watch_keeper', make: async (scene) => ({ params: of(scene, await opened(scene)), body: { severity: 'major' } }) },
  noteIncident: { as: 'watch_keeper', make: async (scene) => ({ params: of(scene, await opened(scene)), body: { kind: 'contact', recipient: 'police', words: '报警' } }) },
  dispatchGuard: { as: 'watch_keeper', make: async (scene) => ({ params: of(scene, await opened(scene)), body: { assignee: '保安李', task: '到东门' } }) },
  moveDispatch: {
    as: 'watch_keeper',
    make: async (scene) => {
      const incident = await opened(scene);
      const sent = await run<IncidentView>(scene, new DispatchGuard(await somebody(scene, 'watch_keeper'), incident.id, { assignee: '保安李', task: '到东门' }));
      return { params: { ...of(scene, incident), dispatchId: sent.dispatches[0]!.id }, body: { state: 'arrived' } };
    },
  },
  resolveIncident: { as: 'watch_keeper', make: async (scene) => ({ params: of(scene, await opened(scene)), body: { result: '已平息' } }) },
  writeIncidentReport: { as: 'watch_keeper', make: async (scene) => ({ params: of(scene, await opened(scene)), body: { summary: '学生推搡', peopleCodes: ['S-001'] } }) },
  closeIncident: { as: 'security_lead', make: async (scene) => ({ params: of(scene, await resolved(scene)), body: {} }) },
  extendIncidentHold: { as: 'principal', make: async (scene) => ({ params: of(scene, await opened(scene)), body: { until: minutesAgo(-300 * 1440), reason: '案件未结' } }) },
  requestHoldRelease: { as: 'principal', make: async (scene) => ({ params: of(scene, await closed(scene)), body: { reason: '案结，不再需要' } }) },
  answerHoldRelease: {
    as: 'principal',
    make: async (scene) => {
      const incident = await closed(scene);
      await run(scene, new RequestHoldRelease(await somebody(scene, 'security_lead'), incident.id, '案结，不再需要'));
      return { params: of(scene, incident), body: { release: true } };
    },
  },
};
