import type { gap } from '@guardroom/contracts';
import type { GapCause, GapReason } from '@guardroom/domain';
import type { z } from 'zod';

export type GapView = z.output<typeof gap>;
export type GapRow = {
  readonly id: string;
  readonly camera_id: string;
  readonly camera_name: string;
  readonly from_at: Date;
  readonly to_at: Date | null;
  readonly cause: GapCause;
  readonly explain_by: Date;
  readonly reason: GapReason | null;
  readonly words: string | null;
  readonly explained_by: string | null;
  readonly explained_name: string | null;
  readonly explained_at: Date | null;
};

/** Gaps with their camera's name. */
export const GAPS = `
  select g.gap_id as id, g.camera_id, c.name as camera_name, g.from_at, g.to_at, g.cause, g.explain_by, g.reason, g.words, g.explained_by, g.explained_name, g.explained_at
    from recording_gaps g join cameras c using (school_id, camera_id)`;

/** A gap as the contract shows it; one that goes on is as long as it is now. */
export function gapOf(row: GapRow, nowMs: number): GapView {
  const { reason, words, explained_by: id, explained_name: name, explained_at: at } = row;
  return {
    id: row.id,
    camera: { id: row.camera_id, name: row.camera_name },
    from: row.from_at.toISOString(),
    to: row.to_at?.toISOString() ?? null,
    seconds: ((row.to_at?.getTime() ?? nowMs) - row.from_at.getTime()) / 1_000,
    cause: row.cause,
    explanation: reason && id && name && at ? { reason, words: words ?? '', by: { id, name }, at: at.toISOString() } : null,
    explainBy: row.explain_by.toISOString(),
  };
}
