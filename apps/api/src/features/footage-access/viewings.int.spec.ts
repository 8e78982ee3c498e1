import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Result, type Routes, footageAccessRoutes, identityRoutes } from '@guardroom/contracts';
import { type Camera, type School, aCamera, aGateway } from '../../../../../libs/testkit/src/builders/index.ts';
import { startApi, type TestApi } from '../../testing/start-api.ts';
import { PeopleModule } from '../people/people.module.ts';
import { WatchViewing } from './due/watch-viewing.ts';
import { FootageAccessModule } from './footage-access.module.ts';
import { GONE, STAYS, type Viewing, ViewerTab, approved, lastThere } from './testing/viewer-tab.ts';

type Page = Result<Routes['listViewings']>;

let api: TestApi;
let camera: Camera;
beforeAll(async () => {
  api = await startApi({ features: [FootageAccessModule, PeopleModule], routes: { ...footageAccessRoutes, ...identityRoutes } });
  camera = await aCamera(api.database, await aGateway(api.database, api.schools[0] as School));
});
afterAll(() => api?.close());

const ago = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);
const sessions = () => `/v1/schools/${api.schools[0].schoolId}/viewing-sessions`;
const requests = () => `/v1/schools/${api.schools[0].schoolId}/footage-requests`;
const beat = (who: string, id: string) => api.call<Viewing>(who, 'POST', `${sessions()}/${id}/presence`, {});
const join = (who: string, id: string) => api.call<Viewing>(who, 'POST', `${sessions()}/${id}/escort`, {});
const see = async (id: string, who = 'zhao.an') => (await api.call<Viewing>(who, 'GET', `${sessions()}/${id}`)).body;
const grant = (fulfilment: 'result_only' | 'escorted_viewing') => approved(api, [camera.cameraId], ago(30), ago(20), fulfilment);
const factsOf = async (id: string) => (await api.database.admin.query<{ type: string; body: Record<string, unknown>; occurred_at: Date }>(`select type, body, occurred_at from facts where body->>'sessionId' = $1 order by recorded_at, fact_id`, [id])).rows;
const typesOf = async (id: string) => (await factsOf(id)).map((f) => f.type.replace('viewing_session.', ''));

async function opened(fulfilment: 'result_only' | 'escorted_viewing', who = fulfilment === 'result_only' ? 'zhao.an' : 'li.wei'): Promise<Viewing> {
  const request = await grant(fulfilment);
  const answer = await (await ViewerTab.of(api, who)).open(request.id);
  if (answer.error) throw new Error(JSON.stringify(answer.error));
  return answer.body;
}

describe('an escorted viewing', () => {
  test('plays only while applicant and escort are both there, each with an own sign-in', async () => {
    const session = await opened('escorted_viewing');
    expect(session).toMatchObject({ state: 'authenticating', escortNeeded: true, escort: null, viewer: { name: '李薇' } });
    expect(session.mark).toMatch(new RegExp(`^李薇 · 明德小学 · ${session.id.slice(-6)} · \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d$`));
    expect((await beat('li.wei', session.id)).body).toMatchObject({ state: 'authenticating', viewerPresent: true });
    await lastThere(api, session.id, 'viewer', STAYS);
    expect((await join('li.wei', session.id)).error?.code).toBe('identity.not_permitted');
    expect((await beat('sun.ping', session.id)).error?.code).toBe('viewing.not_your_session');
    expect((await join('sun.ping', session.id)).body).toMatchObject({ state: 'playing', escort: { name: '孙平' }, escortPresent: true, viewerPresent: true });
    expect((await join('zhao.an', session.id)).error?.code).toBe('viewing.escort_taken');
    await lastThere(api, session.id, 'escort', GONE);
    expect(await see(session.id)).toMatchObject({ state: 'blanked', escortPresent: false, viewerPresent: true });
    expect((await beat('sun.ping', session.id)).body).toMatchObject({ state: 'playing', escortPresent: true });
    await lastThere(api, session.id, 'escort', STAYS);
    await lastThere(api, session.id, 'viewer', GONE);
    expect(await see(session.id)).toMatchObject({ state: 'blanked', escortPresent: true, viewerPresent: false });
    expect((await beat('li.wei', session.id)).body).toMatchObject({ state: 'playing', viewerPresent: true });
    await lastThere(api, session.id, 'viewer', STAYS);
    expect((await api.call<Viewing>('sun.ping', 'POST', `${sessions()}/${session.id}/end`, {})).body).toMatchObject({ state: 'ended', endReason: 'closed_by_escort' });
    expect(await typesOf(session.id)).toEqual(['opened', 'joined', 'blanked', 'resumed', 'blanked', 'resumed', 'ended']);
    expect((await factsOf(session.id)).filter((f) => f.type.endsWith('blanked')).map((f) => f.body['absent'])).toEqual(['escort', 'viewer']);
    expect((await beat('li.wei', session.id)).error?.code).toBe('viewing.ended');
  });

  test('is never escorted by its own viewer', async () => {
    const request = await api.call<Result<Routes['getRequest']>>('sun.ping', 'POST', requests(), { relation: 'duty_staff', purpose: 'intrusion', reason: '夜间有人翻越围墙，需要查看', cameraIds: [camera.cameraId], from: ago(30), to: ago(20), fulfilment: 'escorted_viewing', liabilityAccepted: true });
    await api.call('chen.ming', 'POST', `${requests()}/${request.body.id}/decision`, { kind: 'approve', reasons: '同意', fulfilment: 'escorted_viewing', viewingConsent: { reason: '需要本人辨认' } });
    const { body: session } = await (await ViewerTab.of(api, 'sun.ping')).open(request.body.id);
    expect((await join('sun.ping', session.id)).error?.code).toBe('viewing.escort_is_viewer');
    expect((await api.call<Viewing>('sun.ping', 'POST', `${sessions()}/${session.id}/end`, {})).body.endReason).toBe('closed_by_applicant');
  });

  test('ends when the escort stays away a minute, as of the moment it was true, though nobody looked', async () => {
    const session = await opened('escorted_viewing');
    await join('zhao.an', session.id);
    await api.database.admin.query(`update viewing_sessions set escort_seen_at = clock_timestamp() - interval '61 seconds', viewer_seen_at = clock_timestamp() where session_id = $1`, [session.id]);
    expect(await see(session.id)).toMatchObject({ state: 'ended', endReason: 'escort_absent' });
    const watch = async () => api.app.get(WatchViewing, { strict: false }).handle(await api.machine(api.schools[0]), { kind: 'viewing.watch', subject: session.id, dueAt: new Date() });
    await watch();
    await watch();
    const ended = (await factsOf(session.id)).filter((f) => f.type === 'viewing_session.ended');
    expect(ended).toMatchObject([{ body: { reason: 'escort_absent' } }]);
    expect(Date.now() - ended[0]!.occurred_at.getTime()).toBeGreaterThan(900);
    expect((await beat('li.wei', session.id)).error).toMatchObject({ code: 'viewing.ended', details: { endReason: 'escort_absent' } });
  });
});

describe('opening a viewing', () => {
  test('needs a grant that still holds, and is for the one who looks', async () => {
    const teacher = await ViewerTab.of(api, 'li.wei');
    const lead = await ViewerTab.of(api, 'zhao.an');
    const result = await grant('result_only');
    expect((await teacher.open(result.id)).error).toMatchObject({ code: 'viewing.not_the_viewer', details: { fulfilment: 'result_only' } });
    expect((await (await ViewerTab.of(api, 'chen.ming')).open(result.id)).error?.code).toBe('viewing.not_the_viewer');
    expect((await (await ViewerTab.of(api, 'qian.hua')).open(result.id)).status).toBe(404);
    const escorted = await grant('escorted_viewing');
    expect((await lead.open(escorted.id)).error?.code).toBe('viewing.not_the_viewer');
    await api.database.admin.query(`update footage_requests set valid_until = now() - interval '1 second' where request_id = $1`, [escorted.id]);
    expect((await teacher.open(escorted.id)).error?.code).toBe('viewing.grant_expired');
    await api.call('li.wei', 'POST', `${requests()}/${result.id}/withdrawal`, {});
    expect((await lead.open(result.id)).error).toMatchObject({ code: 'viewing.request_not_approved', details: { state: 'withdrawn' } });
  });

  test('ends with the grant when that is sooner than half an hour', async () => {
    const request = await grant('result_only');
    const { rows: [soon] } = await api.database.admin.query<{ at: Date }>(`update footage_requests set valid_until = date_trunc('milliseconds', now() + interval '5 minutes') where request_id = $1 returning valid_until as at`, [request.id]);
    const { body } = await (await ViewerTab.of(api, 'zhao.an')).open(request.id);
    expect(body.expiresAt).toBe(soon!.at.toISOString());
    const { expiresAt, openedAt } = await opened('result_only');
    expect(Date.parse(expiresAt) - Date.parse(openedAt)).toBe(30 * 60_000);
  });

  test('ends the viewer\'s older viewing, also when two are opened at once', async () => {
    const older = await opened('result_only');
    const [a, b] = await Promise.all([grant('result_only'), grant('result_only')]);
    const tab = await ViewerTab.of(api, 'zhao.an');
    const both = await Promise.all([tab.open(a.id), tab.open(b.id)]);
    expect(both.map((o) => o.status)).toEqual([201, 201]);
    expect(await see(older.id)).toMatchObject({ state: 'ended' });
    const open = await api.database.admin.query(`select 1 from viewing_sessions where viewer_name = '赵安' and state <> 'ended'`);
    expect(open.rowCount).toBe(1);
  });
});

describe('a viewing', () => {
  test('ends when its request is withdrawn', async () => {
    const session = await opened('result_only');
    await api.call('li.wei', 'POST', `${requests()}/${session.request.id}/withdrawal`, {});
    expect(await see(session.id)).toMatchObject({ state: 'ended', endReason: 'revoked' });
  });

  test('writes no fact for proofs of presence', async () => {
    const session = await opened('result_only');
    for (let i = 0; i < 5; i += 1) {
      await lastThere(api, session.id, 'viewer', STAYS); // a machine that is slow between two proofs is nobody's absence
      expect((await beat('zhao.an', session.id)).body).toMatchObject({ state: 'playing', viewerPresent: true });
    }
    expect(await typesOf(session.id)).toEqual(['opened']);
  });

  test('is listed for its people, and those that wait for an escort are found first', async () => {
    const waiting = await opened('escorted_viewing');
    await lastThere(api, waiting.id, 'viewer', STAYS);
    const list = (who: string, query: string) => api.call<Page>(who, 'GET', `${sessions()}?${query}`);
    expect((await list('sun.ping', 'state=authenticating')).body).toMatchObject({ total: 1, items: [{ id: waiting.id, state: 'authenticating' }] });
    expect((await list('sun.ping', 'sort=waiting')).body.items[0]?.id).toBe(waiting.id);
    expect((await list('sun.ping', `q=${waiting.request.number}`)).body.items.map((v) => v.id)).toEqual([waiting.id]);
    const own = await list('li.wei', 'perPage=100');
    expect(own.body.total).toBeGreaterThan(0);
    expect((await list('qian.hua', '')).body).toEqual({ items: [], total: 0 });
    expect((await api.call('qian.hua', 'GET', `${sessions()}/${waiting.id}`)).status).toBe(404);
    expect((await list('sun.ping', 'state=ended&perPage=100')).body.items.every((v) => v.endedAt !== null)).toBe(true);
  });
});
