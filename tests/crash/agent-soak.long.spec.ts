import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { setTimeout as pass } from 'node:timers/promises';
import { longWork } from './long-work.ts';

const work = longWork();

/** The memory of a process itself, without the recorders that it starts. Bytes. */
const residentBytes = (pid: number): number => Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;

describe('an agent that works for ten minutes, with cameras that drop', () => {
  test('takes no more memory after ten minutes than after three, and accounts for every second', async () => {
    const gateway = await work.enrol();
    const pid = gateway.agent.child.pid!;
    const highest = async (): Promise<number> => {
      let most = 0;
      for (let look = 0; look < 30; look += 1) {
        await pass(2_000);
        most = Math.max(most, residentBytes(pid));
      }
      return most;
    };
    await pass(120_000);
    const early = await highest();
    await pass(360_000);
    expect((await highest()) / early).toBeLessThan(1.2);
    await work.isAccountedFor(gateway, gateway.agent);
  }, 1_200_000);
});
