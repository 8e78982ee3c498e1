import { describe, expect, test } from '@jest/globals';
import { healthOf } from './internal-server.ts';

const there = async (): Promise<boolean> => true;
const away = async (): Promise<boolean> => {
  throw new Error('connection refused');
};

describe('health', () => {
  test('is ready when every part answers', async () => {
    expect(await healthOf([{ part: 'database', isReady: there }])).toEqual({ code: 200, body: { status: 'ready', away: [] } });
  });

  test('is not ready without a part that nothing goes on without', async () => {
    expect(await healthOf([{ part: 'database', isReady: away }, { part: 'object store', isReady: there, canDoWithout: true }])).toEqual({ code: 503, body: { status: 'not ready', away: ['database'] } });
  });

  test('tells of a part that is away and stays ready when most goes on without it', async () => {
    expect(await healthOf([{ part: 'database', isReady: there }, { part: 'object store', isReady: away, canDoWithout: true }])).toEqual({ code: 200, body: { status: 'ready', away: ['object store'] } });
  });
});
