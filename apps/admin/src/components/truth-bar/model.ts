import { msOf, type Instant } from '@guardroom/kernel';
import type { CoverageState } from '@guardroom/domain';
import { xOf, type View } from './scale.ts';

/** A stretch that is held, verified or not verified yet. */
export type TruthSpan = { readonly from: Instant; readonly to: Instant; readonly state: CoverageState };

/** A stretch that is missing: the machine's cause, and who explained it in which words. */
export type TruthGap = {
  readonly from: Instant;
  readonly to: Instant;
  readonly cause: string;
  readonly explainedBy?: string | null;
  readonly explanation?: string | null;
};

/** A moment worth a tick. */
export type TruthMark = { readonly at: Instant; readonly label: string };

/** A stretch with a label of its own: a hold, an approved range, a selection. */
export type TruthRange = { readonly from: Instant; readonly to: Instant; readonly label?: string };

/** What a column of the bar looks like. */
export type RunKind = 'verified' | 'held' | 'gap-explained' | 'gap-unexplained';

/** A rectangle of the bar, in whole or part pixels. */
export type Run = { readonly kind: RunKind; readonly x: number; readonly width: number };

/** A missing stretch stays visible however far away one looks. Pixels. */
export const thinnestGapPx = 2;

const isExplained = (gap: TruthGap): boolean => (gap.explainedBy ?? '') !== '';

/**
 * Rectangles for what is in view: held stretches first, gaps after, so that painting in order never hides a gap. Stretches of one state
 * that touch on the screen become one rectangle: the number of rectangles is bounded by the width, whatever the number of segments.
 */
export function layout(spans: readonly TruthSpan[], gaps: readonly TruthGap[], view: View, widthPx: number): Run[] {
  const runs: Run[] = [];
  for (const kind of ['verified', 'held'] as const) {
    let open: { from: number; to: number } | undefined;
    const close = (): void => {
      if (open && open.to > open.from) runs.push({ kind, x: open.from, width: open.to - open.from });
      open = undefined;
    };
    for (const span of spans) {
      if (span.state !== kind) continue;
      const from = Math.max(0, xOf(msOf(span.from), view, widthPx));
      const to = Math.min(widthPx, xOf(msOf(span.to), view, widthPx));
      if (to <= 0 || from >= widthPx) continue;
      if (open && from - open.to <= 0.5 && from >= open.from) open.to = Math.max(open.to, to);
      else {
        close();
        open = { from, to };
      }
    }
    close();
  }
  for (const kind of ['gap-explained', 'gap-unexplained'] as const) {
    for (const gap of gaps) {
      if (isExplained(gap) !== (kind === 'gap-explained')) continue;
      const from = xOf(msOf(gap.from), view, widthPx);
      const to = xOf(msOf(gap.to), view, widthPx);
      if (to <= 0 || from >= widthPx) continue;
      const x = Math.max(0, Math.min(from, widthPx - thinnestGapPx));
      const width = Math.max(thinnestGapPx, Math.min(widthPx, to) - x);
      const last = runs.at(-1);
      if (last?.kind === kind && x <= last.x + last.width) runs[runs.length - 1] = { kind, x: last.x, width: Math.max(last.width, x + width - last.x) };
      else runs.push({ kind, x, width });
    }
  }
  return runs;
}

/** What the bar knows about one moment. */
export type Moment = { readonly kind: CoverageState } | { readonly kind: 'gap'; readonly gap: TruthGap } | { readonly kind: 'nothing' };

/** What is true at a moment; a gap wins where the sources disagree, so that nothing missing is shown as held. */
export function momentAt(ms: number, spans: readonly TruthSpan[], gaps: readonly TruthGap[]): Moment {
  const inside = (range: { from: Instant; to: Instant }): boolean => msOf(range.from) <= ms && ms < msOf(range.to);
  const gap = gaps.find(inside);
  if (gap) return { kind: 'gap', gap };
  const span = spans.find(inside);
  return span ? { kind: span.state } : { kind: 'nothing' };
}

/** The bar in figures: milliseconds inside the range, and counts of gaps. */
export type Totals = {
  readonly verifiedMs: number;
  readonly heldMs: number;
  readonly missingMs: number;
  readonly gaps: number;
  readonly unexplained: number;
};

/** Sums up what lies inside the range. */
export function totals(spans: readonly TruthSpan[], gaps: readonly TruthGap[], range: View): Totals {
  const inside = (from: Instant, to: Instant): number => Math.max(0, Math.min(msOf(to), range.toMs) - Math.max(msOf(from), range.fromMs));
  let [verifiedMs, heldMs, missingMs, count, unexplained] = [0, 0, 0, 0, 0];
  for (const span of spans) {
    if (span.state === 'verified') verifiedMs += inside(span.from, span.to);
    else heldMs += inside(span.from, span.to);
  }
  for (const gap of gaps) {
    const ms = inside(gap.from, gap.to);
    if (ms === 0) continue;
    missingMs += ms;
    count += 1;
    if (!isExplained(gap)) unexplained += 1;
  }
  return { verifiedMs, heldMs, missingMs, gaps: count, unexplained };
}
