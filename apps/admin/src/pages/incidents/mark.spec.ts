import { expect, test } from '@jest/globals';
import { addMs, parseInstant } from '@guardroom/kernel';
import { blankMark, markObstacle, placeOf, stretchOf, type MarkDraft } from './mark.ts';

const now = parseInstant('2026-11-22T02:10:30.400Z');
const cameras = [{ id: 'cam_1', name: '东门', location: '校门内侧' }, { id: 'cam_2', name: '东门二', location: '校门内侧' }];
const whole: MarkDraft = { ...blankMark(now, 'cam_1'), description: '两名学生推搡' };

test('a blank mark is the last ten minutes of the camera that one came from, up to the moment of sending', () => {
  expect(stretchOf(whole, now)).toEqual({ from: '2026-11-22T02:00:30.000Z', to: '2026-11-22T02:10:30.000Z' });
  expect(stretchOf(whole, addMs(now, 60_000)).to).toBe('2026-11-22T02:11:30.000Z');
});

test('the place follows the cameras until somebody types one', () => {
  expect(placeOf({ ...whole, cameraIds: ['cam_1', 'cam_2'] }, cameras)).toBe('校门内侧');
  expect(placeOf({ ...whole, place: ' 东门外 ' }, cameras)).toBe('东门外');
});

test.each<[string | undefined, Partial<MarkDraft>, string]>([
  [undefined, {}, '东门'],
  ['cameras', { cameraIds: [] }, '东门'],
  ['place', {}, ''],
  ['description', { description: ' 打 ' }, '东门'],
  ['range', { lastMinutes: null, from: now, to: now }, '东门'],
  ['future', { lastMinutes: null, to: addMs(now, 1) }, '东门'],
])('a mark is stopped by %s', (obstacle, change, place) => {
  expect(markObstacle({ ...whole, ...change }, place, now)).toBe(obstacle);
});
