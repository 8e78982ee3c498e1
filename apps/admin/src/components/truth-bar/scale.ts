/** The part of the bar that is on the screen: half-open, epoch milliseconds. */
export type View = { readonly fromMs: number; readonly toMs: number };

/** The closest look that the bar allows. Milliseconds across the whole width. */
export const closestSpanMs = 10_000;

/** Where a moment lies, in pixels from the left edge; outside the view it is negative or beyond the width. */
export const xOf = (ms: number, view: View, widthPx: number): number => ((ms - view.fromMs) / (view.toMs - view.fromMs)) * widthPx;

/** The moment under a pixel. */
export const msAt = (x: number, view: View, widthPx: number): number => view.fromMs + (x / widthPx) * (view.toMs - view.fromMs);

/** Keeps a view inside the bounds and no closer than allowed, moving it as little as it must. */
export function fit(view: View, bounds: View): View {
  const whole = bounds.toMs - bounds.fromMs;
  const span = Math.min(whole, Math.max(Math.min(closestSpanMs, whole), view.toMs - view.fromMs));
  const fromMs = Math.min(Math.max(view.fromMs, bounds.fromMs), bounds.toMs - span);
  return { fromMs, toMs: fromMs + span };
}

/** Looks closer (`factor` above 1) or from farther away, with the moment under the pointer staying where it is. */
export function zoom(view: View, bounds: View, factor: number, anchorMs: number): View {
  const whole = bounds.toMs - bounds.fromMs;
  const span = Math.min(whole, Math.max(Math.min(closestSpanMs, whole), (view.toMs - view.fromMs) / factor));
  const share = (anchorMs - view.fromMs) / (view.toMs - view.fromMs);
  return fit({ fromMs: anchorMs - share * span, toMs: anchorMs + (1 - share) * span }, bounds);
}

/** Moves the view along the time by so many milliseconds, as far as the bounds allow. */
export const pan = (view: View, bounds: View, byMs: number): View => fit({ fromMs: view.fromMs + byMs, toMs: view.toMs + byMs }, bounds);

/** Brings a moment into the view when it is outside, otherwise leaves the view alone. */
export function reveal(view: View, bounds: View, ms: number): View {
  if (ms >= view.fromMs && ms < view.toMs) return view;
  const span = view.toMs - view.fromMs;
  return fit({ fromMs: ms - span / 2, toMs: ms + span / 2 }, bounds);
}

const stepsMs = [
  1_000, 5_000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000, 21_600_000, 43_200_000, 86_400_000, 172_800_000, 604_800_000,
] as const;
const shanghaiOffsetMs = 8 * 3_600_000;

/** A line of the axis; `isDay` where a Shanghai day begins. */
export type Tick = { readonly ms: number; readonly label: string; readonly isDay: boolean };

/** Axis lines at round Shanghai times, at least `gapPx` apart. Labels: `MM-DD` where a day begins, else `hh:mm`, with seconds when close. */
export function ticks(view: View, widthPx: number, gapPx = 72): Tick[] {
  const span = view.toMs - view.fromMs;
  const step = stepsMs.find((ms) => (ms / span) * widthPx >= gapPx) ?? 604_800_000;
  const found: Tick[] = [];
  for (let local = Math.ceil((view.fromMs + shanghaiOffsetMs) / step) * step; local - shanghaiOffsetMs <= view.toMs; local += step) {
    const isDay = local % 86_400_000 === 0;
    const civil = new Date(local).toISOString();
    const ms = local - shanghaiOffsetMs;
    const label = isDay ? (ms === view.toMs && span <= 86_400_000 ? '24:00' : span <= 86_400_000 && ms === view.fromMs ? '00:00' : civil.slice(5, 10)) : civil.slice(11, step < 60_000 ? 19 : 16);
    found.push({ ms, label, isDay });
  }
  return found;
}

/** The finest step that a drag of one pixel can mean at this look: a second, a minute or five. Milliseconds. */
export function snapMs(view: View, widthPx: number): number {
  const perPixel = (view.toMs - view.fromMs) / widthPx;
  return perPixel < 2_000 ? 1_000 : perPixel < 90_000 ? 60_000 : 300_000;
}
