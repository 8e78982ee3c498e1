import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { rm } from 'node:fs/promises';
import { at, holdSegment, newHome, openSpool, type Home } from '../testing/builders.ts';
import { sealNextMinute } from './minutes.ts';

const HOUR = 3_600;
let home: Home;
beforeEach(async () => {
  home = await newHome();
});
afterEach(() => rm(home.path, { recursive: true }));

test('a clock that ran eight hours ahead and was put right has no minute signed before it is over, nor held footage called missing', async () => {
  const spool = await openSpool(home);
  const seal = (nowSeconds: number) => sealNextMinute(spool, home.recorder, { cameraId: home.cameraId, openSince: null, cause: 'no_frames' }, at(nowSeconds));
  await holdSegment(spool, home, 0);
  await holdSegment(spool, home, 8 * HOUR, { cause: 'gateway_stopped' });
  expect(await seal(45)).toBe(false);

  for (const second of [20, 30, 40, 50]) await holdSegment(spool, home, second);
  expect(await seal(60)).toBe(true);
  expect(await seal(119)).toBe(false);
  const { manifest } = [...spool.manifests.values()][0]!;
  expect(manifest.segments.map(({ startedAt }) => startedAt)).toEqual([0, 20, 30, 40, 50].map(at));
  expect(manifest.gaps).toEqual([{ from: at(10), to: at(20), cause: 'gateway_stopped' }]);
  await spool.close();
});
