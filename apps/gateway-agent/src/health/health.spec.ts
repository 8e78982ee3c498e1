import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { civilDay, newId, systemClock, type CameraId } from '@guardroom/kernel';
import { until } from '@guardroom/testkit';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ffmpegSource } from '../capture/ffmpeg-source.ts';
import { Fleet } from '../capture/fleet.ts';
import { districtClient } from '../control/district.ts';
import { TokenSource } from '../control/token.ts';
import { lockHome } from '../home-lock.ts';
import { LiveDesk } from '../live/live-desk.ts';
import { newHome, openSpool, silent, type Home } from '../testing/builders.ts';
import { examine, type Health } from './health.ts';

let home: Home;
let unlock: (() => Promise<void>) | undefined;
beforeEach(async () => {
  home = await newHome();
});
afterEach(async () => {
  await unlock?.();
  unlock = undefined;
  await rm(home.path, { recursive: true });
});

const cameras = (configured: number, attended: number, recording: number): Health['cameras'] => ({ configured, attended, recording });
const tells = async (health: Health): Promise<void> => {
  unlock = await lockHome(home.path, () => JSON.stringify(health));
};

describe('an agent', () => {
  test.each<[string, Health, boolean, string]>([
    ['that waits for its code', { stage: 'enrolling', cameras: cameras(0, 0, 0) }, true, 'waits to be enrolled'],
    ['that takes up a large spool', { stage: 'recovering', cameras: cameras(0, 0, 0) }, true, 'takes its spool up'],
    ['that has no camera yet', { stage: 'working', cameras: cameras(0, 0, 0) }, true, 'records 0 of 0 cameras'],
    ['whose cameras cannot be reached, one and all', { stage: 'working', cameras: cameras(3, 3, 0) }, true, 'records 0 of 3 cameras'],
    ['one of whose cameras drops', { stage: 'working', cameras: cameras(3, 3, 2) }, true, 'records 2 of 3 cameras'],
    ['that has lost a recorder', { stage: 'working', cameras: cameras(3, 2, 2) }, false, 'has no recorder for 1 of 3 cameras; its log says why'],
  ])('%s', async (_, health, isWell, says) => {
    await tells(health);
    expect(await examine(home.path)).toEqual({ isWell, says, health });
  });

  test('that is not there, or kept out, is not well', async () => {
    expect(await examine(home.path)).toEqual({ isWell: false, says: `does not work in ${home.path}` });
    unlock = await lockHome(home.path); // as fsck takes it
    expect(await examine(home.path)).toEqual({ isWell: false, says: `is kept out of ${home.path} by another program` });
    expect(await examine(join(home.path, 'elsewhere'))).toEqual({ isWell: false, says: `has no home at ${join(home.path, 'elsewhere')}` });
  });
});

test('a recorder that ended on a broken spool is not counted as attending its camera', async () => {
  const spool = await openSpool(home);
  const client = districtClient('http://127.0.0.1:9', new TokenSource(home.identity));
  const live = new LiveDesk({ apiUrl: 'http://127.0.0.1:9', token: () => Promise.reject(new Error('no district')), client, logger: silent });
  const fleet = new Fleet({ identity: home.identity, spool, source: ffmpegSource, live, logger: silent, clockUncertaintyMs: () => 0 });
  const { gatewayId, schoolId, districtId } = home.identity;
  const keys = [{ keyId: 'day', day: civilDay(systemClock.now()), publicKey: home.dayKey.publicKey.toString('base64') }];
  const wants = (id: CameraId): Promise<void> =>
    fleet.follow({ revision: 1, gateway: { id: gatewayId, schoolId, districtId }, serverTime: systemClock.now(), segmentSeconds: 10, live: [], cameras: [{ id, name: 'gate', rtspUrl: 'rtsp://127.0.0.1:9/gate', username: 'gate', sealedPassword: 'bm9uZQ==', keys }] });
  await wants(home.cameraId);
  await until('the camera to fail', () => fleet.reports()[0]?.state === 'wrong_password');
  expect(fleet.counts()).toEqual({ attended: 1, recording: 0 });
  await spool.close();
  await wants(newId('cam'));
  await until('the recorder to end', () => fleet.counts().attended === 0);
  await fleet.stop();
  await live.stop();
});
