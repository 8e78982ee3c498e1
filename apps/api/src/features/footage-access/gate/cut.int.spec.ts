import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { footageAccessRoutes, identityRoutes } from '@guardroom/contracts';
import { until, watchStalls } from '@guardroom/testkit';
import { type Camera, type School, aCamera, aGateway } from '../../../../../../libs/testkit/src/builders/index.ts';
import { startApi, type TestApi } from '../../../testing/start-api.ts';
import { PeopleModule } from '../../people/people.module.ts';
import { FootageAccessModule } from '../footage-access.module.ts';
import { store } from '../testing/sealed-footage.ts';
import { type SlowDownload, STAYS, type Viewing, ViewerTab, approved, lastThere } from '../testing/viewer-tab.ts';

/** No byte leaves later than this after the end. Milliseconds. */
const LATEST_MS = 2_000;
/** Far more than the buffers of a connection hold, so that a fragment is still on its way when the end comes. Bytes. */
const LARGE = 48 * 1024 * 1024;

let api: TestApi;
let camera: Camera;
let startMs: number;
/** When the server let go of a connection, by the client's port. Epoch milliseconds. */
const letGoAt = new Map<number | undefined, number>();

beforeAll(async () => {
  api = await startApi({ features: [FootageAccessModule, PeopleModule], routes: { ...footageAccessRoutes, ...identityRoutes } });
  (api.app.getHttpServer() as Server).on('connection', (socket) => {
    const port = socket.remotePort;
    socket.once('close', () => letGoAt.set(port, Date.now()));
  });
  camera = await aCamera(api.database, await aGateway(api.database, api.schools[0] as School));
  startMs = Math.floor((Date.now() - 10 * 60_000) / 1000) * 1000;
  await store(api, { init: randomBytes(700), pieces: [{ bytes: randomBytes(LARGE), seconds: 2 }] }, { camera, startedAt: new Date(startMs) });
});
afterAll(() => api?.close());

/** A fragment on its way to a slow client of a viewing that plays: everybody who must be there is, until a test lets one of them go. */
async function onItsWay(fulfilment: 'result_only' | 'escorted_viewing'): Promise<{ session: Viewing; download: SlowDownload }> {
  const request = await approved(api, [camera.cameraId], new Date(startMs - 1000), new Date(startMs + 60_000), fulfilment);
  const tab = await ViewerTab.of(api, fulfilment === 'result_only' ? 'zhao.an' : 'li.wei');
  const { body: session } = await tab.open(request.id);
  await lastThere(api, session.id, 'viewer', STAYS);
  if (fulfilment === 'escorted_viewing') {
    expect((await api.call<Viewing>('sun.ping', 'POST', tab.path(session.id, '/escort'), {})).body).toMatchObject({ state: 'playing', escort: { name: '孙平' } });
    await lastThere(api, session.id, 'escort', STAYS);
  }
  const download = await tab.slowly(tab.path(session.id, `/cameras/${camera.cameraId}/fragments/${startMs}-0.m4s`));
  expect(download.status).toBe(200);
  return { session, download };
}

/** The connection is reset with most of the fragment unsent, at most two seconds after the end that `end` brings about; it answers when that was, epoch milliseconds. */
async function expectCut(download: SlowDownload, end: () => Promise<number>): Promise<void> {
  const stalled = watchStalls(); // while this process, server and client in one, stands still, it writes nothing
  const endMs = await end();
  const { cut } = await download.ended;
  expect(cut).toBe(true);
  expect(download.received).toBeLessThan(download.expected);
  const atMs = await until('the server to let go of the connection', () => letGoAt.get(download.port));
  expect(atMs - stalled() - endMs).toBeLessThanOrEqual(LATEST_MS);
}

const sessionPath = (session: Viewing): string => `/v1/schools/${api.schools[0].schoolId}/viewing-sessions/${session.id}`;

describe('no byte leaves later than two seconds after', () => {
  test('the escort was last there', async () => {
    const { session, download } = await onItsWay('escorted_viewing');
    await expectCut(download, () => lastThere(api, session.id, 'escort', 0));
    const seen = await until('the viewing to go black', async () => (await api.call<Viewing>('li.wei', 'GET', sessionPath(session))).body, { isIt: ({ state }) => state === 'blanked' });
    expect(seen).toMatchObject({ escortPresent: false, viewerPresent: true });
  });

  test('the viewer was last there', async () => {
    const { session, download } = await onItsWay('result_only');
    await expectCut(download, () => lastThere(api, session.id, 'viewer', 0));
  });

  test('the grant ran out', async () => {
    const { session, download } = await onItsWay('result_only');
    await expectCut(download, async () => {
      const { rows: [ends] } = await api.database.admin.query<{ at: Date }>(`update viewing_sessions set expires_at = clock_timestamp() + interval '900 milliseconds' where session_id = $1 returning expires_at as at`, [session.id]);
      return ends!.at.getTime();
    });
  });

  test('somebody ended the viewing', async () => {
    const { session, download } = await onItsWay('result_only');
    await expectCut(download, async () => {
      const { body } = await api.call<Viewing>('chen.ming', 'POST', `${sessionPath(session)}/end`, {});
      expect(body).toMatchObject({ state: 'ended', endReason: 'revoked' });
      return Date.parse(body.endedAt!);
    });
  });

  test('the database stopped answering', async () => {
    const { download } = await onItsWay('result_only');
    const blocker = await api.database.admin.connect();
    try {
      await expectCut(download, async () => {
        await blocker.query('begin; lock table viewing_sessions in access exclusive mode');
        return (await blocker.query<{ at: Date }>('select clock_timestamp() as at')).rows[0]!.at.getTime();
      });
    } finally {
      await blocker.query('rollback');
      blocker.release();
    }
  });

  test('the viewer\'s appointment ended, though the token still lives', async () => {
    const { session, download } = await onItsWay('result_only');
    const at = `/v1/schools/${api.schools[0].schoolId}/appointments`;
    const { body } = await api.call<{ items: { id: string }[] }>('chen.ming', 'GET', `${at}?q=${encodeURIComponent('赵安')}`);
    await expectCut(download, async () => {
      const ends: number[] = [];
      for (const { id } of body.items) ends.push(Date.parse((await api.call<{ endedAt: string }>('chen.ming', 'POST', `${at}/${id}/end`, { reason: '调离岗位' })).body.endedAt));
      expect(ends.length).toBeGreaterThan(0);
      return Math.max(...ends);
    });
    const tab = await ViewerTab.of(api, 'zhao.an');
    expect((await tab.get(tab.path(session.id, `/cameras/${camera.cameraId}/playlist.m3u8`))).status).toBe(401);
  });
});
