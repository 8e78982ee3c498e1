import { describe, expect, test } from '@jest/globals';
import { LIVE_OVERTIME_MS, type LiveGround, openLiveView } from './index.ts';

const ground: LiveGround = { shift: { plannedToMs: 8 * 3_600_000 }, camera: { enabled: true, state: 'recording', codec: 'avc1.42c01e' }, openViews: 0, nowMs: 0 };
const codeOf = (change: Partial<LiveGround>): string => {
  const result = openLiveView({ ...ground, ...change });
  return result.ok ? 'opens' : result.error.code;
};

describe('a live view', () => {
  test('lasts until the planned end of the shift that carries it', () => {
    expect(openLiveView(ground)).toEqual({ ok: true, value: { expiresAtMs: 8 * 3_600_000 } });
  });

  test('lasts half an hour at a time for a keeper whom nobody has relieved', () => {
    const nowMs = 9 * 3_600_000;
    expect(openLiveView({ ...ground, nowMs })).toEqual({ ok: true, value: { expiresAtMs: nowMs + LIVE_OVERTIME_MS } });
  });

  test('is refused off shift, whatever else is right', () => {
    expect(codeOf({ shift: null })).toBe('live.not_on_shift');
  });

  test.each([
    [{ enabled: false, state: 'disabled', codec: null }, 'live.camera_disabled'],
    [{ enabled: true, state: 'unreachable', codec: 'avc1.42c01e' }, 'live.camera_not_sending'],
    [{ enabled: true, state: 'recording', codec: 'hvc1.1.6.L63.90' }, 'live.codec_not_supported'],
    [{ enabled: true, state: 'recording', codec: 'hev1.1.6.L63.90' }, 'live.codec_not_supported'],
    [{ enabled: true, state: 'recording', codec: 'avc1.640028,mp4a.40.2' }, 'opens'],
  ] as const)('of a camera that is %j: %s', (camera, code) => {
    expect(codeOf({ camera })).toBe(code);
  });

  test('is one of four at most', () => {
    expect([codeOf({ openViews: 3 }), codeOf({ openViews: 4 })]).toEqual(['opens', 'live.too_many_views']);
  });
});
