import { describe, expect, test } from '@jest/globals';
import { ApiError } from '@guardroom/client';
import { byHalves } from './by-halves.ts';

const invalid = (): ApiError => new ApiError(400, { kind: 'invalid', code: 'request.invalid', requestId: 'r' });

describe('sending by halves', () => {
  test('brings every good item through and names every bad one', async () => {
    const items = Array.from({ length: 33 }, (_, i) => i);
    const bad = new Set([0, 7, 8, 32]);
    const refused: number[] = [];
    const send = async (some: readonly number[]) => {
      if (some.some((item) => bad.has(item))) throw invalid();
      return some;
    };
    expect(await byHalves(items, send, (item) => refused.push(item))).toEqual(items.filter((item) => !bad.has(item)));
    expect(refused).toEqual([...bad]);
  });

  test('asks once when all is good', async () => {
    let asked = 0;
    await byHalves([1, 2, 3], async (some) => ((asked += 1), some), () => undefined);
    expect(asked).toBe(1);
  });

  test('does not take an outage for a bad item', async () => {
    const away = new ApiError(503, { kind: 'fault', code: 'http.503', requestId: 'r' });
    await expect(byHalves([1, 2], () => Promise.reject(away), () => undefined)).rejects.toBe(away);
  });
});
