import { describe, expect, test } from '@jest/globals';
import { setTimeout as pass } from 'node:timers/promises';
import { checkHome } from '../../apps/gateway-agent/src/fsck/check.ts';
import { longWork } from './long-work.ts';

const work = longWork();

describe('an agent whose cameras drop', () => {
  test('and is killed every half minute accounts for every second', async () => {
    const gateway = await work.enrol();
    let { agent } = gateway;
    for (let kill = 0; kill < 16; kill += 1) {
      await pass(20_000 + 1_337 * kill); // another moment of a segment and of a minute each time
      agent.child.kill('SIGKILL');
      await agent.ended;
      expect(await checkHome(gateway.home)).toMatchObject({ findings: [] });
      agent = gateway.restart();
    }
    await pass(60_000);
    await work.isAccountedFor(gateway, agent);
  }, 1_200_000);
});
