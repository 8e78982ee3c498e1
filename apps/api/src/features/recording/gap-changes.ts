import type { GapCause } from '@guardroom/domain';

/** A stretch of missing footage as the index shows it now. Milliseconds; `toMs` is null while it goes on. */
export type FoundGap = { readonly cameraId: string; readonly fromMs: number; readonly toMs: number | null; readonly cause: GapCause };
/** A gap as it was kept. */
export type KeptGap = FoundGap & { readonly gapId: string; readonly explained: boolean };
/** A kept gap with the place that it has now. */
export type MovedGap = { readonly kept: KeptGap; readonly now: FoundGap };

/** What makes the kept gaps equal to the found ones. `inherits` names the kept gap whose explanation a split-off part takes along. */
export type GapChanges = {
  readonly opened: readonly { readonly gap: FoundGap; readonly inherits: KeptGap | undefined }[];
  readonly moved: readonly MovedGap[];
  readonly filled: readonly KeptGap[];
};

const endOf = (gap: FoundGap): number => gap.toMs ?? Number.POSITIVE_INFINITY;
const overlap = (a: FoundGap, b: FoundGap): number => Math.min(endOf(a), endOf(b)) - Math.max(a.fromMs, b.fromMs);

/**
 * Compares what is missing now with what was known to be missing. A gap that shrinks at either end, or at last closes, stays the same
 * gap with its explanation; one that late footage splits keeps its first part, and the others take the explanation along.
 * A cause that was known is not forgotten for `unknown`.
 */
export function gapChanges(kept: readonly KeptGap[], found: readonly FoundGap[]): GapChanges {
  const opened: { gap: FoundGap; inherits: KeptGap | undefined }[] = [];
  const moved: MovedGap[] = [];
  const stays = new Set<KeptGap>();
  for (const gap of [...found].sort((a, b) => a.fromMs - b.fromMs)) {
    const touching = kept.filter((k) => k.cameraId === gap.cameraId && overlap(k, gap) > 0).sort((a, b) => overlap(b, gap) - overlap(a, gap));
    const same = touching.find((k) => !stays.has(k));
    if (!same) {
      opened.push({ gap, inherits: touching[0] });
      continue;
    }
    stays.add(same);
    const now = gap.cause === 'unknown' ? { ...gap, cause: same.cause } : gap;
    if (now.fromMs !== same.fromMs || now.toMs !== same.toMs || now.cause !== same.cause) moved.push({ kept: same, now });
  }
  return { opened, moved, filled: kept.filter((k) => !stays.has(k)) };
}
