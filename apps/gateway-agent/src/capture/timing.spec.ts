import { describe, expect, test } from '@jest/globals';
import { newId } from '@guardroom/kernel';
import { Cuts } from './cuts.ts';
import { ArrivalClock } from './timing.ts';

const epoch = 1_795_000_000_000;

/** A stream of fragments of two seconds whose clock runs by `ppm` too fast, each late by what `delay` says. */
function stream(clock: { steady: number }, delay: (i: number) => number, ppm = 0) {
  const arrivals = new ArrivalClock(() => clock.steady);
  return (i: number, o: { stepMs?: number; referenceTimeMs?: number } = {}) => {
    const startMs = i * 2000;
    const trueEndMs = (startMs + 2000) / (1 + ppm * 1e-6);
    clock.steady = trueEndMs + delay(i);
    return arrivals.place({ startMs, endMs: startMs + 2000, arrivedAtMs: epoch + clock.steady + (o.stepMs ?? 0), referenceTimeMs: o.referenceTimeMs ?? null });
  };
}

describe('an arrival clock', () => {
  test('places fragments without overlap and without holes, whatever their delay', () => {
    const place = stream({ steady: 0 }, (i) => ((i * 37) % 11) * 30);
    let endAtMs: number | undefined;
    for (let i = 0; i < 200; i += 1) {
      const placed = place(i);
      if (endAtMs !== undefined) expect(placed.startAtMs).toBe(endAtMs);
      expect(placed.endAtMs).toBeGreaterThanOrEqual(placed.startAtMs);
      endAtMs = placed.endAtMs;
    }
  });

  test('comes within the shortest delay of the truth and says how sure it is', () => {
    const place = stream({ steady: 0 }, (i) => 20 + ((i * 37) % 11) * 30);
    const placed = Array.from({ length: 50 }, (_, i) => place(i)).at(-1)!;
    expect(placed.endAtMs - (epoch + 100_000)).toBe(20);
    expect(placed.uncertaintyMs).toBe(150);
  });

  test('is not made unsure by one late arrival', () => {
    const place = stream({ steady: 0 }, (i) => (i === 40 ? 3_000 : 10));
    place(0);
    for (let i = 1; i < 50; i += 1) expect(place(i).uncertaintyMs).toBe(0);
  });

  test('follows a camera whose quartz is wrong', () => {
    const place = stream({ steady: 0 }, () => 5, 200);
    const placed = Array.from({ length: 5_000 }, (_, i) => place(i)).at(-1)!;
    expect(Math.abs(placed.endAtMs - (epoch + 10_000_000 / 1.0002))).toBeLessThan(15);
  });

  test('gives a lone picture, of which the stream says no length, a millisecond of its own', () => {
    let steady = 0;
    const arrivals = new ArrivalClock(() => steady);
    const { startAtMs, endAtMs } = arrivals.place({ startMs: 0, endMs: 0, arrivedAtMs: epoch, referenceTimeMs: null });
    expect(endAtMs - startAtMs).toBe(1);
    steady = 2000;
    expect(arrivals.place({ startMs: 0, endMs: 2000, arrivedAtMs: epoch + 2000, referenceTimeMs: null })).toMatchObject({ startAtMs: endAtMs, endAtMs: epoch + 2000 });
  });

  test('starts anew when the wall clock was set, and leaves the jump visible', () => {
    const place = stream({ steady: 0 }, () => 5);
    const before = [place(0), place(1)].at(-1)!;
    const after = place(2, { stepMs: 3_600_000 });
    expect(after.startAtMs - before.endAtMs).toBe(3_600_000);
  });

  test('admits half a second for the opening of a stream', () => {
    expect(stream({ steady: 0 }, () => 5)(0).uncertaintyMs).toBe(500);
  });

  test('tells how wrong the camera clock is, once the camera has told the time', () => {
    const clock = { steady: 0 };
    const arrivals = new ArrivalClock(() => clock.steady);
    const place = (i: number, referenceTimeMs: number | null): void => {
      clock.steady = (i + 1) * 2000;
      arrivals.place({ startMs: i * 2000, endMs: (i + 1) * 2000, arrivedAtMs: epoch + clock.steady, referenceTimeMs });
    };
    place(0, epoch + 2000); // before the camera's first report: this machine's time of writing
    expect(arrivals.cameraClockOffsetMs).toBeNull();
    place(1, epoch + 2000 - 7_000);
    expect(arrivals.cameraClockOffsetMs).toBe(-7_000);
  });
});

describe('cuts', () => {
  test('come once in each period, at the first key frame after they are due', () => {
    const cuts = new Cuts(newId('cam'), 10_000);
    let began = epoch;
    const lengths: number[] = [];
    for (let at = epoch; at < epoch + 600_000; at += 1_900) {
      if (!cuts.isDue(began, at)) continue;
      lengths.push(at - began);
      began = at;
    }
    expect([59, 60]).toContain(lengths.length); // by its phase, the last cut may come after the last key frame
    for (const length of lengths.slice(1)) expect(Math.abs(length - 10_000)).toBeLessThan(1_900);
  });

  test('are spread over the period for different cameras', () => {
    const phases = Array.from({ length: 64 }, () => {
      const cuts = new Cuts(newId('cam'), 10_000);
      let phase = 0;
      while (!cuts.isDue(epoch, epoch + phase)) phase += 100;
      return phase;
    });
    for (const quarter of [0, 1, 2, 3]) expect(phases.some((phase) => Math.floor(phase / 2_500) === quarter)).toBe(true);
  });
});
