import { createRoot } from 'react-dom/client';
import { localStorageStore } from 'react-admin';
import { ApiError, type Client } from '@guardroom/client';
import { instantOf } from '@guardroom/kernel';
import { App } from '../src/App.tsx';
import { localeNamed, makeI18n } from '../src/messages/index.ts';
import { dataProviderOf } from '../src/providers/data-provider.ts';
import type { Me } from '../src/providers/session.tsx';
import '../src/theme/fonts.css';
import '../src/theme/print.css';
import * as police from './authority.ts';
import * as data from './data.ts';
import { supervisionAnswers } from './supervision.ts';
import * as duty from './duty.ts';
import { assets, equipmentAnswers, orders, tickets } from './equipment.ts';

const search = new URLSearchParams(location.search);
const who = search.get('as') ?? 'principal';
const state = search.get('viewing');
const roles: Record<string, Me['schools'][number]['roles']> = { principal: ['principal', 'staff'], staff: ['staff'], security: ['security_lead', 'staff'], equipment: ['equipment_admin', 'staff'], keeper: ['watch_keeper', 'staff'] };
const names: Record<string, string> = { principal: data.people.principal, staff: data.people.teacher, security: data.people.security, equipment: data.people.equipment, keeper: data.people.keeper, bureau: data.people.officer, liaison: '彭飞' };
const isBureau = who === 'bureau';
const isLiaison = who === 'liaison';
const me: Me = { personId: `psn_${names[who]}`, name: names[who] ?? '', secondFactor: true, district: { ...data.district, roles: isBureau ? ['district_officer'] : [] }, agency: isLiaison ? police.agency : null, schools: isBureau || isLiaison ? [] : [{ ...data.schools[0]!, roles: roles[who] ?? [] }] };
if (search.get('locale')) localStorage.setItem('RaStoreGuardroom.locale', JSON.stringify(search.get('locale')));

const authorityRequests = police.authorityRequests(data.cameras);
const page = <T,>(items: T[]) => async () => ({ items, total: items.length });
const isEmpty = search.has('empty');
const list = <T,>(items: T[]) => page(isEmpty ? [] : items);
const session = { ...data.viewing, ...(state === 'playing' ? { state: 'playing' as const, escort: { id: 'psn_x', name: data.people.keeper }, escortPresent: true } : state === 'ended' ? { state: 'ended' as const, endReason: 'escort_absent' as const, endedAt: instantOf(Date.now()) } : {}) };
const answers: Partial<Record<keyof Client, (call: { params: Record<string, string>; query: Record<string, string> }) => Promise<unknown>>> = {
  ...supervisionAnswers,
  getMe: async () => me,
  listCaseSchools: page(data.schools),
  listCases: list(police.cases),
  getCase: async ({ params }) => police.cases.find((one) => one.id === params['caseId']) ?? police.cases[0],
  listAuthorityRequests: list(authorityRequests),
  getAuthorityRequest: async ({ params }) => authorityRequests.find((one) => one.id === params['requestId']) ?? authorityRequests[0],
  getEvidenceKey: async () => police.evidenceKey,
  getSchool: async () => ({ ...data.schools[0], district: data.district, policy: { retentionDays: 30, maxRangeHours: 24, maxCamerasPerRequest: 8, maxGapSeconds: 10, explainWithinHours: 24, completenessTargetPercent: 99.5 } }),
  listCameras: async () => {
    if (isBureau) throw new ApiError(404, { kind: 'refusal', code: 'request.not_found', requestId: '6f1c2a70-31c4' });
    return list(data.cameras)();
  },
  getCamera: async ({ params }) => data.cameras.find((camera) => camera.id === params['cameraId']) ?? data.cameras[4],
  listGateways: list(data.gateways),
  ...equipmentAnswers,
  getMyShift: async () => duty.myShift(search.get('shift')),
  getRosterWeek: async ({ params }) => duty.rosterWeek(params['week'] ?? duty.thisMonday, search.has('draft')),
  listShifts: async ({ query }) => list(duty.shifts.filter((shift) => !query['standIn'] || shift.standIn))(),
  listLog: list(duty.log),
  listRosters: list(duty.rosters),
  listHandovers: list(duty.handovers),
  getHandover: async ({ params }) => duty.handovers.find((handover) => handover.id === params['handoverId']) ?? duty.handovers[1],
  listVisitors: async ({ query }) => list(duty.visitors.filter((visitor) => !query['state'] || visitor.state === query['state']))(),
  getTimeline: async ({ params, query }) => data.timeline(params['cameraId']!, query['from']!, query['to']!),
  listCameraDays: list([]),
  listGaps: async ({ query }) => list(query['explained'] === 'false' ? data.gaps.filter((gap) => !gap.explanation) : data.gaps)(),
  listRequests: async ({ query }) => list(data.requests.filter((request) => (!query['state'] || request.state === query['state']) && (!query['mine'] || request.applicant.name === me.name)))(),
  getRequest: async ({ params }) => data.requests.find((request) => request.id === params['requestId']) ?? data.requests[2],
  listAppointments: list(data.appointments),
  listOwnAppointments: list(data.ownAppointments),
  listOwnClearances: list(data.clearances.filter((clearance) => clearance.person.name === data.people.keeper)),
  listClearances: list(data.clearances),
  recordClearance: async () => data.clearances[3],
  listPeople: list(data.appointments.slice(0, 6).map(({ person, role }) => ({ id: person.id, name: person.name, roles: [role] }))),
  listIncidents: list(data.incidents),
  getIncident: async ({ params }) => data.incidents.find((incident) => incident.id === params['incidentId']) ?? data.incidents[0],
  listRegister: list(data.register),
  listResults: list(data.results.filter((r) => r.school.id === data.schools[0]!.id)),
  listDistrictResults: async ({ query }) => list(data.results.filter((r) => (!query['schoolId'] || r.school.id === query['schoolId']) && (!query['domain'] || r.control.startsWith(`${query['domain']}.`))))(),
  getComplianceMatrix: async () => data.matrix,
  listViolationCases: list(data.violations),
  listDistrictSchools: list(data.districtSchools),
  listViewings: async ({ query }) => list(query['state'] === session.state ? [session] : [])(),
  getViewing: async () => session,
  openViewing: async () => session,
  joinViewing: async () => ({ ...session, state: 'playing', escort: { id: me.personId, name: me.name }, escortPresent: true }),
  provePresence: async () => ({ ...session, serverTime: instantOf(Date.now()) }),
  openLiveView: async () => {
    if (search.has('off-shift')) throw new ApiError(409, { kind: 'refusal', code: 'live.not_on_shift', requestId: '6f1c2a70-31c4' });
    return data.liveViews[0];
  },
  getLiveView: async ({ params }) => data.liveViews.find((view) => view.id === params['viewId']) ?? data.liveViews[0],
  endLiveView: async () => data.liveViews[1],
  listLiveViews: list(data.liveViews),
  listFacts: list(data.facts),
  listDistrictFacts: list(data.facts.map((fact) => ({ ...fact, school: data.schools[0] }))),
  getLedger: async () => ({ districtId: data.district.id, origin: `guardroom/${data.district.id}`, verifierKey: `guardroom/${data.district.id}+7f3a21bc+AfDq0mXl3yJvG2cVb1o7m6T0k8sYQWcJtq1f3S5K2h9Z`, size: 18_214, root: 'Zk1tWc0n3o2J8f0N0c1bV9d4lqk3bqk7m2S1u0e8x3Y=', checkpoint: `guardroom/${data.district.id}\n18214\nZk1tWc0n3o2J8f0N0c1bV9d4lqk3bqk7m2S1u0e8x3Y=\n\n— guardroom/${data.district.id} fzohvNnK0m8c1mK0pQx5rT8r1J2bWm3v4q7fE9yUdXs5l2GkQnR6zH0cYtB1aVjP3eDwSuIoL8hCxNfZm4rKpT7gQwE=\n`, sealedAt: instantOf(Date.now() - 1_400), staged: 0 }),
  checkLedger: async () => ({ checkedAt: instantOf(Date.now()), factsLookedAt: 18_214, leavesLookedAt: 18_214, rootMatches: true, signatureValid: true, changed: [], verdict: 'intact' }),
  proveFact: async () => ({ factId: '', verdict: 'staged', leafIndex: null, treeSize: null, entry: null, inclusion: [], checkpoint: null, checkpointAt: null }),
  createGateway: async () => ({ gateway: data.gateways[1], enrolmentCode: 'K7QW-93MD-X2VF-8RTN', expiresAt: instantOf(Date.now() + 3_600_000) }),
};
const client = new Proxy({} as Client, {
  get: (_target, name) => (call: { params?: Record<string, string>; query?: Record<string, string> } = {}) =>
    answers[name as keyof Client]?.({ params: call.params ?? {}, query: call.query ?? {} }) ?? Promise.reject(new ApiError(409, { kind: 'refusal', code: 'footage.second_consent_needed', requestId: '6f1c2a70-31c4' })),
});

const store = localStorageStore('1', 'Guardroom');
const i18nProvider = await makeI18n(localeNamed(search.get('locale')));
const nobody = async (): Promise<void> => undefined;
Object.assign(window, { gallery: { cases: police.cases.map((one) => one.id), asked: authorityRequests.map((one) => one.id), request: data.requests[2]!.id, camera: data.cameras[0]!.id, broken: data.cameras[4]!.id, incident: data.incidents[0]!.id, filed: data.incidents[1]!.id, viewing: data.viewing.id, asset: assets[4]!.id, ticket: tickets[1]!.id, order: orders[0]!.id } });
createRoot(document.getElementById('console') as HTMLElement).render(
  <App session={{ me, client, signIn: { token: async () => 'gallery', leave: nobody, again: nobody } }} dataProvider={dataProviderOf(client, () => data.schools[0]!.id)} i18nProvider={i18nProvider} store={store} />,
);
