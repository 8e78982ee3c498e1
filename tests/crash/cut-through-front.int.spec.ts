import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { footageAccessRoutes, identityRoutes } from '@guardroom/contracts';
import { signIn, until } from '@guardroom/testkit';
import { FootageAccessModule } from '../../apps/api/src/features/footage-access/footage-access.module.ts';
import { store } from '../../apps/api/src/features/footage-access/testing/sealed-footage.ts';
import { STAYS, type Viewing, ViewerTab, approved, lastThere } from '../../apps/api/src/features/footage-access/testing/viewer-tab.ts';
import { PeopleModule } from '../../apps/api/src/features/people/people.module.ts';
import { startApi, type TestApi } from '../../apps/api/src/testing/start-api.ts';
import { type Camera, type School, aCamera, aGateway } from '../../libs/testkit/src/builders/index.ts';
import { type Front, startFront } from './front.ts';

/** Far more than all buffers on the way hold. Bytes. */
const LARGE = 48 * 1024 * 1024;
/** What may lie in the buffers of the front and of the viewer's own machine, whose kernel grows its own as it likes, when a viewing ends. Bytes; a front with large buffers let 11 MB through. */
const ON_THE_WAY = 3 * 1024 * 1024;

let api: TestApi;
let front: Front;
let camera: Camera;
let startMs: number;
const sockets = new Set<Socket>();
/** Connections over which more than a playlist has gone. */
const sending = (): Socket[] => [...sockets].filter((socket) => !socket.destroyed && socket.bytesWritten > 100_000);
beforeAll(async () => {
  api = await startApi({ features: [FootageAccessModule, PeopleModule], routes: { ...footageAccessRoutes, ...identityRoutes } });
  (api.app.getHttpServer() as Server).on('connection', (socket) => sockets.add(socket));
  const port = Number(new URL(api.url).port);
  front = await startFront([port, port]);
  camera = await aCamera(api.database, await aGateway(api.database, api.schools[0] as School));
  startMs = Math.floor((Date.now() - 10 * 60_000) / 1000) * 1000;
  await store(api, { init: randomBytes(700), pieces: [{ bytes: randomBytes(LARGE), seconds: 2 }] }, { camera, startedAt: new Date(startMs) });
});
afterAll(async () => {
  await front?.close();
  await api?.close();
});

test('a viewing that ends leaves hardly a byte in the front for a viewer who reads nothing until it is over', async () => {
  const request = await approved(api, [camera.cameraId], new Date(startMs - 1000), new Date(startMs + 60_000), 'result_only');
  const tab = await ViewerTab.of(api, 'zhao.an');
  const { body: session } = await tab.open(request.id);
  await lastThere(api, session.id, 'viewer', STAYS);
  const path = tab.path(session.id, `/cameras/${camera.cameraId}/fragments/${startMs}-0.m4s`);
  const { accessToken } = await signIn('zhao.an');
  const answer = await front.begin(path, { authorization: `Bearer ${accessToken}`, dpop: await tab.proof(path, accessToken) });
  expect([answer.statusCode, Number(answer.headers['content-length'])]).toEqual([200, LARGE]);

  await until('a good part to be on its way', () => sending().length === 1);
  const ended = await api.call<Viewing>('zhao.an', 'POST', tab.path(session.id, '/end'), {});
  expect(ended.error).toBeUndefined();
  await until('the API to let go of the front', () => sending().length === 0);
  let received = 0;
  const over = new Promise<void>((resolve) => answer.on('data', (part: Buffer) => (received += part.length)).once('error', () => resolve()).once('close', () => resolve()));
  answer.resume();
  await over;
  process.stdout.write(`cut through the front: ${received} of ${LARGE} bytes were on the way\n`);
  expect(answer.complete).toBe(false);
  expect(received).toBeLessThan(ON_THE_WAY);
});
