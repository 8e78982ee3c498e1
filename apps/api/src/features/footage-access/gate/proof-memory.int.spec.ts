import { afterEach, describe, expect, test } from '@jest/globals';
import { testServers } from '@guardroom/testkit';
import { randomUUID } from 'node:crypto';
import type { Config } from '../../../platform/config/config.ts';
import { answerTo } from '../../../platform/errors/error-filter.ts';
import { ProofMemory } from './proof-memory.ts';

const memories: ProofMemory[] = [];
afterEach(() => memories.splice(0).forEach((memory) => memory.onApplicationShutdown()));

const memoryAt = (redisUrl: string): ProofMemory => {
  const memory = new ProofMemory({ redisUrl, logLevel: 'silent' } as Config);
  memories.push(memory);
  return memory;
};

describe('the memory of proofs', () => {
  test('believes a proof once, whichever process is shown it', async () => {
    const { redis } = await testServers(['redis']);
    const url = await redis.own();
    const [here, there] = [memoryAt(url), memoryAt(url)];
    const proof = randomUUID();
    expect((await Promise.all([here.isFirst('tab', proof), there.isFirst('tab', proof)])).sort()).toEqual([false, true]);
    expect(await there.isFirst('another tab', proof)).toBe(true);
  });

  test('that is away believes nothing, and the caller is told that the same may be tried again', async () => {
    const asked = memoryAt('redis://127.0.0.1:1').isFirst('tab', randomUUID());
    const answer = await asked.then(() => 'believed', answerTo);
    expect(answer).toEqual({ status: 503, error: { kind: 'fault', code: 'server.part_away', retrySafe: true } });
  });
});
