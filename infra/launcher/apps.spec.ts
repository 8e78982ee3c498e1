import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Health } from '../../apps/gateway-agent/src/health/health.ts';
import { lockHome } from '../../apps/gateway-agent/src/home-lock.ts';
import { gatewayCondition } from './apps.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(`${tmpdir()}/gateway-`);
});
afterEach(() => rmSync(home, { recursive: true }));

test.each<[string, Health | undefined, boolean, string]>([
  ['that is not there', undefined, false, 'does not work in'],
  ['that has no identity', { stage: 'enrolling', cameras: { configured: 0, attended: 0, recording: 0 } }, false, 'waits to be enrolled'],
  ['that is not at its work yet', { stage: 'recovering', cameras: { configured: 0, attended: 0, recording: 0 } }, false, 'takes its spool up'],
  ['that has no cameras yet', { stage: 'working', cameras: { configured: 0, attended: 0, recording: 0 } }, true, 'records 0 of 0 cameras'],
  ['one of whose cameras drops', { stage: 'working', cameras: { configured: 4, attended: 4, recording: 3 } }, true, 'records 3 of 4 cameras'],
  ['that records nothing', { stage: 'working', cameras: { configured: 4, attended: 4, recording: 0 } }, false, 'records 0 of 4 cameras'],
  ['that has lost a recorder', { stage: 'working', cameras: { configured: 4, attended: 3, recording: 3 } }, false, 'has no recorder for 1 of 4'],
])('a gateway %s is shown as it is', async (_, health, isHealthy, says) => {
  const unlock = health && (await lockHome(home, () => JSON.stringify(health)));
  expect(await gatewayCondition(home)).toEqual({ isHealthy, says: expect.stringContaining(says) });
  await unlock?.();
});
