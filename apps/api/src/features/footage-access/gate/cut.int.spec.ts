import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { footageAccessRoutes, identityRoutes } from '@guardroom/contracts';
import { type Camera, type School, aCamera, aGateway } from '../../../../../../libs/testkit/src/builders/index.ts';
import { startApi, type TestApi } from '../../../testing/start-api.ts';
import { PeopleModule } from '../../people/people.module.ts';
import { FootageAccessModule } from '../footage-access.module.ts';
import { store } from '../testing/sealed-footage.ts';
import { type SlowDownload, type Viewing, ViewerTab, approved, staysPresent, until } from '../testing/viewer-tab.ts';

/** No byte leaves later than this after the end. Milliseconds. */
const LATEST_MS = 2_000;
/** Far more than the buffers of a connection hold, so that a fragment is still on its way when the end comes. Bytes. */
const LARGE = 48 * 1024 * 1024;

let api: TestApi;
let camera: Camera;
let startMs: number;
/** When the server let go of a connection, by the client's port. Epoch milliseconds. */
const letGoAt = new Map<number | undefined, number>();
const present: ReturnType<typeof staysPresent>[] = [];

beforeAll(async () => {
  api = await startApi({ features: [FootageAccessModule, PeopleModule], routes: { ...footageAccessRoutes, ...identityRoutes } });
  (api.app.getHttpServer() as Server).on('connection', (socket) => {
    const port = socket.remotePort;
    socket.once('close', () => letGoAt.set(port, Date.now()));
  });
  camera = await aCamera(api.database, await aGateway(api.database, api.schools[0] as School));
  startMs = Math.floor((Date.now() - 10 * 60_000) / 1000) * 1000;
  await store(api, { init: randomBytes(700), pieces: [{ bytes: randomBytes(LARGE), seconds: 2 }] }, { camera, startedAt: new Date(startMs) });
}, 300_000);
afterEach(async () => {
  for (const people of present.splice(0)) await people.stop();
});
afterAll(() => api?.close());

/** A fragment on its way to a slow client of a viewing that plays. */
async function onItsWay(fulfilment: 'result_only' | 'escorted_viewing'): Promise<{ session: Viewing; download: SlowDownload; escort?: ReturnType<typeof staysPresent> }> {
  const request = await approved(api, [camera.cameraId], new Date(startMs - 1000), new Date(startMs + 60_000), fulfilment);
  const tab = await ViewerTab.of(api, fulfilment === 'result_only' ? 'zhao.an' : 'li.wei');
  const { body: session } = await tab.open(request.id);
  present.push(staysPresent(api, session.id, [tab.who]));
  const escort = fulfilment === 'escorted_viewing' ? await escorted(tab, session) : undefined;
  await until(async () => (await api.call<Viewing>(tab.who, 'GET', tab.path(session.id))).body.state === 'playing');
  const download = await tab.slowly(tab.path(session.id, `/cameras/${camera.cameraId}/fragments/${startMs}-0.m4s`));
  expect(download.status).toBe(200);
  return { session, download, ...(escort ? { escort } : {}) };
}

async function escorted(tab: ViewerTab, session: Viewing): Promise<ReturnType<typeof staysPresent>> {
  expect((await api.call<Viewing>('sun.ping', 'POST', tab.path(session.id, '/escort'), {})).body).toMatchObject({ state: 'playing', escort: { name: '孙平' } });
  const escort = staysPresent(api, session.id, ['sun.ping']);
  present.push(escort);
  return escort;
}

/** The connection was reset with most of the fragment unsent, at most two seconds after `endMs`. */
async function expectCut(download: SlowDownload, endMs: () => number): Promise<void> {
  const stalled = watchStalls();
  const { cut } = await download.ended;
  expect(cut).toBe(true);
  expect(download.received).toBeLessThan(download.expected);
  await until(async () => letGoAt.has(download.port));
  expect(letGoAt.get(download.port)! - stalled() - endMs()).toBeLessThanOrEqual(LATEST_MS);
}

/** How long this process, server and client in one, could not run since then: while it stands still, it writes nothing. Milliseconds. */
function watchStalls(): () => number {
  const everyMs = 10;
  let stalledMs = 0;
  let last = performance.now();
  const watching = setInterval(() => {
    const now = performance.now();
    if (now - last > 5 * everyMs) stalledMs += now - last - everyMs;
    last = now;
  }, everyMs);
  return () => {
    clearInterval(watching);
    return stalledMs;
  };
}

const seenAtMs = async (column: 'viewer_seen_at' | 'escort_seen_at', id: string): Promise<number> => (await api.database.admin.query<{ at: Date }>(`select ${column} as at from viewing_sessions where session_id = $1`, [id])).rows[0]!.at.getTime();

describe('no byte leaves later than two seconds after', () => {
  test('the escort was last there', async () => {
    const { session, download, escort } = await onItsWay('escorted_viewing');
    await escort!.stop();
    const last = await seenAtMs('escort_seen_at', session.id);
    await expectCut(download, () => last);
    expect((await api.call<Viewing>('li.wei', 'GET', `/v1/schools/${api.schools[0].schoolId}/viewing-sessions/${session.id}`)).body).toMatchObject({ state: 'blanked', escortPresent: false, viewerPresent: true });
  });

  test('the viewer was last there', async () => {
    const { session, download } = await onItsWay('result_only');
    await present[0]!.stop();
    const last = await seenAtMs('viewer_seen_at', session.id);
    await expectCut(download, () => last);
  });

  test('the grant ran out', async () => {
    const { session, download } = await onItsWay('result_only');
    const { rows: [ends] } = await api.database.admin.query<{ at: Date }>(`update viewing_sessions set expires_at = clock_timestamp() + interval '900 milliseconds' where session_id = $1 returning expires_at as at`, [session.id]);
    await expectCut(download, () => ends!.at.getTime());
  });

  test('somebody ended the viewing', async () => {
    const { session, download } = await onItsWay('result_only');
    const askedMs = Date.now();
    const ended = await api.call<Viewing>('chen.ming', 'POST', `/v1/schools/${api.schools[0].schoolId}/viewing-sessions/${session.id}/end`, {});
    expect(ended.body).toMatchObject({ state: 'ended', endReason: 'revoked' });
    await expectCut(download, () => askedMs);
  });

  test('the database stopped answering', async () => {
    const { download } = await onItsWay('result_only');
    const blocker = await api.database.admin.connect();
    try {
      const askedMs = Date.now();
      await blocker.query('begin; lock table viewing_sessions in access exclusive mode');
      await expectCut(download, () => askedMs);
    } finally {
      await blocker.query('rollback');
      blocker.release();
    }
  });

  test('the viewer\'s appointment ended, though the token still lives', async () => {
    const { session, download } = await onItsWay('result_only');
    const at = `/v1/schools/${api.schools[0].schoolId}/appointments`;
    const { body } = await api.call<{ items: { id: string }[] }>('chen.ming', 'GET', `${at}?q=${encodeURIComponent('赵安')}`);
    const askedMs = Date.now();
    for (const { id } of body.items) expect((await api.call('chen.ming', 'POST', `${at}/${id}/end`, { reason: '调离岗位' })).status).toBe(200);
    await expectCut(download, () => askedMs);
    const tab = await ViewerTab.of(api, 'zhao.an');
    expect((await tab.get(tab.path(session.id, `/cameras/${camera.cameraId}/playlist.m3u8`))).status).toBe(401);
  });
});
