import { describe, expect, test } from '@jest/globals';
import { addMs, parseInstant } from '@guardroom/kernel';
import { blankApplication, findingsOf, obstacleOf, prefilled, type Application } from './ask.ts';

const now = parseInstant('2026-11-22T02:10:30.000Z');
const limits = { maxRangeHours: 24, maxCamerasPerRequest: 8, retentionDays: 30 };
const whole: Application = { ...blankApplication(now), cameraIds: ['cam_1'], reason: '课间操时学生摔伤，需核实经过', liabilityAccepted: true };

test('a blank application asks about the last whole quarter of an hour', () => {
  expect(blankApplication(now)).toMatchObject({ from: '2026-11-22T01:55:00.000Z', to: '2026-11-22T02:10:00.000Z' });
});

describe('filing', () => {
  test('is open for a whole application', () => {
    expect(obstacleOf(whole, limits, now)).toBeUndefined();
  });

  test.each<[string, Partial<Application>]>([
    ['cameras', { cameraIds: [] }],
    ['too_many_cameras', { cameraIds: Array.from({ length: 9 }, (_, i) => `cam_${i}`) }],
    ['range_empty', { to: whole.from }],
    ['range_in_future', { to: addMs(now, 1) }],
    ['range_too_long', { from: addMs(whole.to, -86_400_001) }],
    ['older_than_retention', { from: addMs(now, -30 * 86_400_000 - 1), to: addMs(now, -30 * 86_400_000 + 60_000) }],
    ['reason', { reason: '  太短了  ' }],
    ['liability', { liabilityAccepted: false }],
  ])('is stopped by %s', (obstacle, change) => {
    expect(obstacleOf({ ...whole, ...change }, limits, now)).toBe(obstacle);
  });

  test('is open above one hour or four cameras, with a word about it', () => {
    const large = { ...whole, from: addMs(whole.to, -7_200_000), cameraIds: ['1', '2', '3', '4', '5'] };
    expect(obstacleOf(large, limits, now)).toBeUndefined();
    expect(findingsOf(large, limits, now)).toEqual({ worth: ['range_over_one_hour', 'many_cameras'], stops: [] });
  });
});

test('an address fills in cameras, time and reason, and a broken one nothing', () => {
  const search = new URLSearchParams({ cameras: 'cam_1,cam_2', from: '2026-11-22T01:00:00.000Z', to: '2026-11-22T01:10:00.000Z', reason: '核实事件经过' });
  expect(prefilled(now, search)).toMatchObject({ cameraIds: ['cam_1', 'cam_2'], from: '2026-11-22T01:00:00.000Z', to: '2026-11-22T01:10:00.000Z', reason: '核实事件经过', liabilityAccepted: false });
  expect(prefilled(now, new URLSearchParams({ from: 'yesterday', to: '2026-11-22T01:10:00.000Z' }))).toEqual(blankApplication(now));
});
