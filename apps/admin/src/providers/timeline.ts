import type { z } from 'zod';
import type { timeline as timelineView } from '@guardroom/contracts';
import type { Instant } from '@guardroom/kernel';
import type { TruthGap, TruthRange, TruthSpan } from '../components/truth-bar/model.ts';

/** What the API knows of one camera's time. */
export type Timeline = z.output<typeof timelineView>;

/** The API's timeline as the truth bar takes it. */
export const barOf = (timeline: Timeline): { spans: TruthSpan[]; gaps: TruthGap[]; holds: TruthRange[] } => ({
  spans: timeline.spans.map((span) => ({ from: span.from as Instant, to: span.to as Instant, state: span.state })),
  gaps: timeline.gaps.map((gap) => ({ from: gap.from as Instant, to: gap.to as Instant, cause: gap.cause, explainedBy: gap.explained ? (gap.explainedBy ?? '—') : null, explanation: gap.explanation })),
  holds: timeline.holds.map((hold) => ({ from: hold.from as Instant, to: hold.to as Instant })),
});
