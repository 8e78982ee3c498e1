import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { equipmentRoutes, gatewayRoutes, identityRoutes, liveRoutes, recordingRoutes } from '@guardroom/contracts';
import { testServers, until, watchStalls } from '@guardroom/testkit';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createServer } from '../../platform/http/server.ts';
import { PlatformModule } from '../../platform/platform.module.ts';
import { startApi, type TestApi } from '../../testing/start-api.ts';
import { EquipmentModule } from '../equipment/equipment.module.ts';
import { GatewaysModule } from '../gateways/gateways.module.ts';
import { TenancyModule } from '../tenancy/tenancy.module.ts';
import { LiveModule } from './live.module.ts';
import { type LivekitRelay, livekitRelay } from './testing/livekit-relay.ts';
import { type LiveStage, LiveTab, type LiveView, liveStage, onShift } from './testing/live-stage.ts';
import { type Manners, ViewerClient } from './testing/viewer-client.ts';

/** No picture arrives later than this after the end. Milliseconds. */
const LATEST_MS = 2_000;
/** How long a client is watched from then on. Milliseconds. */
const WATCHED_MS = 2_500;

const features = [LiveModule, GatewaysModule, EquipmentModule];
const routes = { ...liveRoutes, ...gatewayRoutes, ...equipmentRoutes, ...recordingRoutes, getMe: identityRoutes.getMe, getSchool: identityRoutes.getSchool };
/** Another process of the API over the same database. */
@Module({ imports: [PlatformModule, TenancyModule, ...features] })
class SecondProcess {}

let api: TestApi;
let stage: LiveStage;
let relay: LivekitRelay;
let second: NestFastifyApplication;
const clients: ViewerClient[] = [];

beforeAll(async () => {
  const { livekit } = await testServers(['livekit']);
  relay = await livekitRelay(livekit.url);
  api = await startApi({ features, routes }, { LIVEKIT_URL: relay.url });
  second = (await createServer(SecondProcess, routes)).app;
  await second.listen(0, '127.0.0.1');
  stage = await liveStage(api);
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
});
afterAll(async () => {
  await second?.close();
  await api?.close(); // first: it answers the waiting gateway, instead of waiting for a connection that the gateway opens and never uses
  await stage?.close();
  await relay?.close();
});

/** A person on shift who sees the camera move. */
async function sees(who: string, manners: Manners, door = api.url): Promise<{ tab: LiveTab; view: LiveView; client: ViewerClient; shift: Awaited<ReturnType<typeof onShift>> }> {
  await stage.beat();
  const shift = await onShift(api, who);
  const tab = await LiveTab.of(api, who);
  const { view, admission } = await tab.watching(stage.camera.cameraId);
  const client = new ViewerClient(door, admission, manners);
  clients.push(client);
  expect(await client.join(admission.token)).toBe(true);
  await moves(client);
  return { tab, view, client, shift };
}
const moves = (client: ViewerClient) => until('the camera to move', () => client.pictures.length, { isIt: (pictures) => pictures > 10 });
const openRoom = async (): Promise<string | undefined> => (await api.database.admin.query<{ room: string }>('select room from live_rooms where camera_id = $1 and closed_at is null', [stage.camera.cameraId])).rows[0]?.room;

/** From two seconds after the end that `end` brings about, the client is shown nothing, though it tries everything all the while. Answers when that was, epoch milliseconds. */
async function expectOver({ client, view }: { readonly client: ViewerClient; readonly view: LiveView }, end: () => Promise<unknown>): Promise<number> {
  const stalled = watchStalls();
  await end();
  const endedAt = (await api.database.admin.query<{ at: Date }>('select ended_at as at from live_views where view_id = $1', [view.id])).rows[0]!.at.getTime();
  await until('two seconds after the end', () => Date.now() > endedAt + LATEST_MS);
  const latest = endedAt + LATEST_MS + stalled(); // what waited because this process, server and client in one, stood still is no picture that was sent
  await until('the client to have been watched for long', () => Date.now() > latest + WATCHED_MS);
  await until('the client to have tried everything', () => client.refused > 10 && client.whipAnswers.length > 0);
  expect(client.picturesAfter(latest)).toEqual([]);
  process.stdout.write(`last picture ${(client.lastPictureAt ?? 0) - endedAt} ms after the end; came back ${client.refused} times with ${client.tokens.size} tokens
`);
  expect(client.admitted).toBe(1);
  expect(new Set(client.whipAnswers)).toEqual(new Set([404]));
  return endedAt;
}

/** The other viewer's picture goes on, and no second of the camera is missing, however late this machine shows it. */
async function expectUnbroken(client: ViewerClient, from: number): Promise<void> {
  await until('the other picture to go on', () => client.picturesAfter(from).length, { isIt: (pictures) => pictures > 40 });
  expect(Math.max(...client.pausesSince(from - 1_000))).toBeLessThan(1_000);
}

describe('a client that ignores every signal sees nothing two seconds after', () => {
  const ends: [string, string, (one: Awaited<ReturnType<typeof sees>>) => Promise<unknown>][] = [
    ['the shift ended', 'shift_ended', ({ shift }) => shift.end()],
    ['the view was closed', 'closed', async ({ tab, view }) => expect((await tab.end(view.id)).body).toMatchObject({ state: 'ended', endReason: 'closed' })],
    ['somebody who oversees revoked it', 'revoked', async ({ tab, view }) => expect((await api.call<LiveView>('guo.tao', 'POST', tab.path(view.id, '/end'), {})).body).toMatchObject({ state: 'ended', endReason: 'revoked', endedBy: '郭涛' })],
  ];
  test.each(ends.flatMap((one) => [1, 2, 3].map((attempt) => [one[0], attempt, one[1], one[2]] as const)))('%s, try %i, while another viewer goes on', async (_, _attempt, reason, end) => {
    const other = await sees('he.jun', 'polite');
    const hostile = await sees('sun.ping', 'hostile');
    await expectUnbroken(other.client, await expectOver(hostile, () => end(hostile)));
    expect((await hostile.tab.see(hostile.view.id)).body).toMatchObject({ state: 'ended', endReason: reason });
    expect((await other.tab.end(other.view.id)).status).toBe(200);
  });
});

describe('the end of a view reaches', () => {
  test('the other process of the API that holds its connection', async () => {
    const other = await sees('he.jun', 'polite');
    const hostile = await sees('sun.ping', 'hostile', await second.getUrl());
    await expectUnbroken(other.client, await expectOver(hostile, () => hostile.shift.end()));
    await other.tab.end(other.view.id);
  });

  test('a client that the media server does not let go of: the camera moves to a room that only the others may enter', async () => {
    const other = await sees('he.jun', 'polite');
    const hostile = await sees('sun.ping', 'hostile');
    const room = await openRoom();
    relay.stall();
    const at = await expectOver(hostile, () => hostile.tab.end(hostile.view.id));
    relay.resume();
    expect(await openRoom()).not.toBe(room);
    const { body } = await other.tab.admission(other.view.id);
    const again = new ViewerClient(api.url, body, 'polite');
    clients.push(again);
    expect(await again.join(body.token)).toBe(true);
    await moves(again);
    expect(hostile.client.picturesAfter(at + LATEST_MS + WATCHED_MS)).toEqual([]);
    await other.tab.end(other.view.id);
  });

  test('everybody when the database does not answer', async () => {
    const hostile = await sees('sun.ping', 'hostile');
    const blocker = await api.database.admin.connect();
    try {
      const stalled = watchStalls();
      await blocker.query('begin; lock table live_views in access exclusive mode');
      const at = Date.now();
      await until('two seconds after the last answer', () => Date.now() > at + LATEST_MS);
      const latest = at + LATEST_MS + stalled();
      await until('the client to have been watched for long', () => Date.now() > latest + WATCHED_MS);
      expect(hostile.client.picturesAfter(latest)).toEqual([]);
    } finally {
      await blocker.query('rollback');
      blocker.release();
    }
  });
});
