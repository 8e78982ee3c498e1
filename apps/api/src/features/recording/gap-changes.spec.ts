import { describe, expect, test } from '@jest/globals';
import { type FoundGap, type KeptGap, gapChanges } from './gap-changes.ts';

const found = (fromMs: number, toMs: number | null, cause: FoundGap['cause'] = 'unknown', cameraId = 'cam_a'): FoundGap => ({ cameraId, fromMs, toMs, cause });
const kept = (gapId: string, fromMs: number, toMs: number | null, cause: FoundGap['cause'] = 'unknown', cameraId = 'cam_a'): KeptGap => ({ ...found(fromMs, toMs, cause, cameraId), gapId, explained: false });

describe('gaps', () => {
  test('stay untouched while nothing changes', () => {
    expect(gapChanges([kept('g', 0, 100)], [found(0, 100)])).toEqual({ opened: [], moved: [], filled: [] });
  });

  test('open once and close in place', () => {
    expect(gapChanges([], [found(0, null)]).opened).toEqual([{ gap: found(0, null), inherits: undefined }]);
    const open = kept('g', 0, null, 'gateway_unreachable');
    expect(gapChanges([open], [found(0, 500)])).toEqual({ opened: [], moved: [{ kept: open, now: found(0, 500, 'gateway_unreachable') }], filled: [] });
  });

  test('shrink from either end under the same id', () => {
    const gap = kept('g', 0, 1000);
    expect(gapChanges([gap], [found(200, 1000)]).moved).toEqual([{ kept: gap, now: found(200, 1000) }]);
    expect(gapChanges([gap], [found(0, 700)]).moved).toEqual([{ kept: gap, now: found(0, 700) }]);
  });

  test('that late footage splits keep their first part and hand their explanation on', () => {
    const gap = kept('g', 0, 1000);
    const changes = gapChanges([gap], [found(600, 1000), found(0, 400)]);
    expect(changes.moved).toEqual([{ kept: gap, now: found(0, 400) }]);
    expect(changes.opened).toEqual([{ gap: found(600, 1000), inherits: gap }]);
  });

  test('that are covered in the end are filled, and only those', () => {
    const [a, b] = [kept('a', 0, 100), kept('b', 200, 300)];
    expect(gapChanges([a, b], [found(200, 300)])).toEqual({ opened: [], moved: [], filled: [a] });
  });

  test('of two cameras have nothing to do with each other', () => {
    const a = kept('a', 0, 100);
    expect(gapChanges([a], [found(0, 100, 'unknown', 'cam_b')])).toEqual({ opened: [{ gap: found(0, 100, 'unknown', 'cam_b'), inherits: undefined }], moved: [], filled: [a] });
  });

  test('learn their cause late and never forget it', () => {
    const gap = kept('g', 0, 100);
    expect(gapChanges([gap], [found(0, 100, 'camera_unreachable')]).moved[0]?.now.cause).toBe('camera_unreachable');
    expect(gapChanges([kept('g', 0, 100, 'camera_unreachable')], [found(0, 100)])).toEqual({ opened: [], moved: [], filled: [] });
  });
});
