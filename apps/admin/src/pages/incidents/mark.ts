import type { IncidentCategory, IncidentSeverity } from '@guardroom/domain';
import { addMs, instantOf, msOf, type Instant } from '@guardroom/kernel';

/** What is marked, while it is being written. */
export type MarkDraft = {
  readonly category: IncidentCategory;
  readonly severity: IncidentSeverity | '';
  readonly cameraIds: readonly string[];
  /** Empty while the place follows the cameras. */
  readonly place: string;
  readonly description: string;
  /** Minutes before now; null for a stretch of one's own. */
  readonly lastMinutes: number | null;
  readonly from: Instant;
  readonly to: Instant;
};

/** Stretches that one tap chooses. Minutes. */
export const LAST_MINUTES = [5, 10, 30] as const;

/** What stops a mark, in the order of the form. */
export type MarkObstacle = 'cameras' | 'place' | 'description' | 'range' | 'future';

/** A mark of the last ten minutes, of the camera that one came from. */
export const blankMark = (now: Instant, cameraId: string | null): MarkDraft => ({ category: 'fight', severity: '', cameraIds: cameraId ? [cameraId] : [], place: '', description: '', lastMinutes: 10, from: addMs(now, -600_000), to: now });

/** The stretch of time that a mark means at this moment, to the whole second that is over. */
export function stretchOf({ lastMinutes, from, to }: MarkDraft, now: Instant): { from: Instant; to: Instant } {
  if (lastMinutes === null) return { from, to };
  const end = instantOf(Math.floor(msOf(now) / 1000) * 1000);
  return { from: addMs(end, -lastMinutes * 60_000), to: end };
}

/** The place of a mark: what was typed, or else where its cameras hang. */
export const placeOf = (draft: MarkDraft, cameras: readonly { readonly id: string; readonly name: string; readonly location: string }[]): string =>
  draft.place.trim() || [...new Set(cameras.filter((camera) => draft.cameraIds.includes(camera.id)).map((camera) => camera.location))].join('、').slice(0, 200);

/** The first thing that stops a mark; nothing when it is whole. */
export function markObstacle(draft: MarkDraft, place: string, now: Instant): MarkObstacle | undefined {
  const { from, to } = stretchOf(draft, now);
  if (draft.cameraIds.length === 0) return 'cameras';
  if (place === '') return 'place';
  if (draft.description.trim().length < 2) return 'description';
  if (!(from < to)) return 'range';
  return to > now ? 'future' : undefined;
}
