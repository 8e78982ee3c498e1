import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { equipmentRoutes, gatewayRoutes, identityRoutes, liveRoutes, recordingRoutes } from '@guardroom/contracts';
import { testServers } from '@guardroom/testkit';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createServer } from '../../platform/http/server.ts';
import { PlatformModule } from '../../platform/platform.module.ts';
import { startApi, type TestApi } from '../../testing/start-api.ts';
import { until } from '../footage-access/testing/viewer-tab.ts';
import { EquipmentModule } from '../equipment/equipment.module.ts';
import { GatewaysModule } from '../gateways/gateways.module.ts';
import { TenancyModule } from '../tenancy/tenancy.module.ts';
import { LiveModule } from './live.module.ts';
import { type LivekitRelay, livekitRelay } from './testing/livekit-relay.ts';
import { type LiveStage, LiveTab, type LiveView, liveStage, onShift } from './testing/live-stage.ts';
import { type Manners, ViewerClient } from './testing/viewer-client.ts';

/** No picture arrives later than this after the end. Milliseconds. */
const LATEST_MS = 2_000;
/** How long a client is watched after the end. Milliseconds. */
const WATCHED_MS = 4_500;

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
}, 240_000);
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
  await until(() => client.pictures.length > 10);
  return { tab, view, client, shift };
}
const pass = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const openRoom = async (): Promise<string | undefined> => (await api.database.admin.query<{ room: string }>('select room from live_rooms where camera_id = $1 and closed_at is null', [stage.camera.cameraId])).rows[0]?.room;

/** The client was shown nothing from two seconds after the end on, though it tried everything all the while. */
async function expectOver(client: ViewerClient, endedAt: number): Promise<void> {
  await pass(Math.max(0, endedAt + WATCHED_MS - Date.now()));
  expect(client.picturesAfter(endedAt + LATEST_MS)).toEqual([]);
  process.stdout.write(`last picture ${(client.lastPictureAt ?? 0) - endedAt} ms after the end; came back ${client.refused} times with ${client.tokens.size} tokens\n`);
  expect(client.refused).toBeGreaterThan(10);
  expect(client.admitted).toBe(1);
  expect(new Set(client.whipAnswers)).toEqual(new Set([404]));
}

/** The other viewer's picture went on, without a second's pause. */
function expectUnbroken(client: ViewerClient, from: number): void {
  const pictures = client.pictures.filter((at) => at > from - 1_000);
  const pauses = pictures.slice(1).map((at, i) => at - pictures[i]!);
  expect(pictures.length).toBeGreaterThan(40);
  expect(Math.max(...pauses)).toBeLessThan(1_000);
}

describe('a client that ignores every signal sees nothing two seconds after', () => {
  const ends: [string, string, (one: Awaited<ReturnType<typeof sees>>) => Promise<number>][] = [
    ['the shift ended', 'shift_ended', ({ shift }) => shift.end()],
    ['the view was closed', 'closed', async ({ tab, view }) => {
      const at = Date.now();
      expect((await tab.end(view.id)).body).toMatchObject({ state: 'ended', endReason: 'closed' });
      return at;
    }],
    ['somebody who oversees revoked it', 'revoked', async ({ tab, view }) => {
      const at = Date.now();
      expect((await api.call<LiveView>('guo.tao', 'POST', tab.path(view.id, '/end'), {})).body).toMatchObject({ state: 'ended', endReason: 'revoked', endedBy: '郭涛' });
      return at;
    }],
  ];
  test.each(ends.flatMap((one) => [1, 2, 3].map((attempt) => [one[0], attempt, one[1], one[2]] as const)))('%s, try %i, while another viewer goes on', async (_, _attempt, reason, end) => {
    const other = await sees('he.jun', 'polite');
    const hostile = await sees('sun.ping', 'hostile');
    const at = await end(hostile);
    await expectOver(hostile.client, at);
    expectUnbroken(other.client, at);
    expect((await hostile.tab.see(hostile.view.id)).body).toMatchObject({ state: 'ended', endReason: reason });
    expect((await other.tab.end(other.view.id)).status).toBe(200);
  });
});

describe('the end of a view reaches', () => {
  test('the other process of the API that holds its connection', async () => {
    const other = await sees('he.jun', 'polite');
    const hostile = await sees('sun.ping', 'hostile', await second.getUrl());
    const at = await hostile.shift.end();
    await expectOver(hostile.client, at);
    expectUnbroken(other.client, at);
    await other.tab.end(other.view.id);
  });

  test('a client that the media server does not let go of: the camera moves to a room that only the others may enter', async () => {
    const other = await sees('he.jun', 'polite');
    const hostile = await sees('sun.ping', 'hostile');
    const room = await openRoom();
    relay.stall();
    const at = Date.now();
    await hostile.tab.end(hostile.view.id);
    await expectOver(hostile.client, at);
    relay.resume();
    expect(await openRoom()).not.toBe(room);
    const { body } = await other.tab.admission(other.view.id);
    const again = new ViewerClient(api.url, body, 'polite');
    clients.push(again);
    expect(await again.join(body.token)).toBe(true);
    await until(() => again.pictures.length > 10);
    expect(hostile.client.picturesAfter(at + LATEST_MS)).toEqual([]);
    await other.tab.end(other.view.id);
  });

  test('everybody when the database does not answer', async () => {
    const hostile = await sees('sun.ping', 'hostile');
    const blocker = await api.database.admin.connect();
    try {
      await blocker.query('begin; lock table live_views in access exclusive mode');
      const at = Date.now();
      await until(() => Date.now() > at + WATCHED_MS);
      expect(hostile.client.picturesAfter(at + LATEST_MS)).toEqual([]);
    } finally {
      await blocker.query('rollback');
      blocker.release();
    }
  });
});
