import { describe, expect, test } from '@jest/globals';
import { instantOf, msOf, parseInstant, type Instant } from '@guardroom/kernel';
import { layout, momentAt, totals, type TruthGap, type TruthSpan } from './model.ts';
import { closestSpanMs, fit, msAt, pan, reveal, snapMs, ticks, xOf, zoom, type View } from './scale.ts';

const midnight = msOf(parseInstant('2026-11-21T16:00:00.000Z'));
const at = (minutes: number): Instant => instantOf(midnight + minutes * 60_000);
const day: View = { fromMs: midnight, toMs: midnight + 86_400_000 };

describe('scale', () => {
  test('a pixel and its moment are each other', () => {
    expect(msAt(xOf(midnight + 12_345_000, day, 900), day, 900)).toBeCloseTo(midnight + 12_345_000, 3);
  });

  test('looking closer keeps the anchor where it is', () => {
    const anchor = midnight + 6 * 3_600_000;
    const closer = zoom(day, day, 4, anchor);
    expect(closer.toMs - closer.fromMs).toBe(6 * 3_600_000);
    expect(xOf(anchor, closer, 1000)).toBeCloseTo(xOf(anchor, day, 1000), 6);
  });

  test('never looks closer than allowed nor beyond the bounds', () => {
    const closest = zoom(day, day, 1e9, midnight);
    expect(closest).toEqual({ fromMs: midnight, toMs: midnight + closestSpanMs });
    expect(zoom(closest, day, 1e-9, midnight)).toEqual(day);
    expect(pan(closest, day, 1e12)).toEqual({ fromMs: day.toMs - closestSpanMs, toMs: day.toMs });
    expect(fit({ fromMs: 0, toMs: 1e15 }, day)).toEqual(day);
  });

  test('brings a moment outside into view and leaves the view alone for one inside', () => {
    const hour: View = { fromMs: midnight, toMs: midnight + 3_600_000 };
    expect(reveal(hour, day, midnight + 1)).toBe(hour);
    const moved = reveal(hour, day, midnight + 10 * 3_600_000);
    expect(moved.fromMs).toBeLessThanOrEqual(midnight + 10 * 3_600_000);
    expect(moved.toMs).toBeGreaterThan(midnight + 10 * 3_600_000);
  });

  test('draws lines at round Shanghai times with room for their labels', () => {
    const lines = ticks(day, 900);
    expect(lines.map((line) => line.label)).toEqual(['00:00', '02:00', '04:00', '06:00', '08:00', '10:00', '12:00', '14:00', '16:00', '18:00', '20:00', '22:00', '24:00']);
    const near = ticks({ fromMs: midnight, toMs: midnight + 60_000 }, 900);
    expect(near[1]?.label).toBe('00:00:05');
    const month = ticks({ fromMs: midnight - 29 * 86_400_000, toMs: midnight + 86_400_000 }, 900);
    expect(month.every((line) => line.isDay)).toBe(true);
  });

  test('a drag means seconds from near and minutes from far', () => {
    expect(snapMs({ fromMs: 0, toMs: 600_000 }, 900)).toBe(1_000);
    expect(snapMs(day, 1440)).toBe(60_000);
    expect(snapMs({ fromMs: 0, toMs: 30 * 86_400_000 }, 900)).toBe(300_000);
  });
});

describe('layout', () => {
  test('makes one rectangle of ten thousand touching segments', () => {
    const spans: TruthSpan[] = Array.from({ length: 8640 }, (_, i) => ({ from: instantOf(midnight + i * 10_000), to: instantOf(midnight + (i + 1) * 10_000), state: 'verified' }));
    expect(layout(spans, [], day, 900)).toEqual([{ kind: 'verified', x: 0, width: 900 }]);
  });

  test('keeps a gap of one second visible in the view of a month', () => {
    const month: View = { fromMs: day.fromMs - 29 * 86_400_000, toMs: day.toMs };
    const gap: TruthGap = { from: instantOf(midnight), to: instantOf(midnight + 1000), cause: 'no_frames' };
    const runs = layout([{ from: instantOf(month.fromMs), to: instantOf(month.toMs), state: 'verified' }], [gap], month, 900);
    expect(runs.at(-1)?.kind).toBe('gap-unexplained');
    expect(runs.at(-1)?.width).toBeGreaterThanOrEqual(2);
  });

  test('paints unexplained gaps after everything else', () => {
    const gaps: TruthGap[] = [
      { from: at(10), to: at(20), cause: 'no_frames' },
      { from: at(30), to: at(40), cause: 'no_frames', explainedBy: '李某' },
    ];
    expect(layout([{ from: at(0), to: at(10), state: 'held' }], gaps, day, 900).map((run) => run.kind)).toEqual(['held', 'gap-explained', 'gap-unexplained']);
  });

  test('leaves out what is not in view', () => {
    const hour: View = { fromMs: midnight, toMs: midnight + 3_600_000 };
    expect(layout([{ from: at(120), to: at(180), state: 'held' }], [{ from: at(60), to: at(70), cause: 'no_frames' }], hour, 900)).toEqual([]);
  });
});

describe('moments and totals', () => {
  const spans: TruthSpan[] = [
    { from: at(0), to: at(60), state: 'verified' },
    { from: at(60), to: at(90), state: 'held' },
  ];
  const gap: TruthGap = { from: at(90), to: at(97), cause: 'camera_unreachable' };

  test('the end of a stretch belongs to what follows', () => {
    expect(momentAt(msOf(at(60)), spans, [gap])).toEqual({ kind: 'held' });
    expect(momentAt(msOf(at(90)), spans, [gap])).toEqual({ kind: 'gap', gap });
    expect(momentAt(msOf(at(97)), spans, [gap])).toEqual({ kind: 'nothing' });
  });

  test('a gap wins over a stretch that claims the same time', () => {
    expect(momentAt(msOf(at(95)), [{ from: at(0), to: at(120), state: 'verified' }], [gap]).kind).toBe('gap');
  });

  test('counts only what lies inside the range', () => {
    expect(totals(spans, [gap], { fromMs: msOf(at(30)), toMs: msOf(at(95)) })).toEqual({ verifiedMs: 1_800_000, heldMs: 1_800_000, missingMs: 300_000, gaps: 1, unexplained: 1 });
  });
});
