import type { SpaceType } from '../coverage/index.ts';
import { control } from './judge.ts';

/**
 * Spaces whose cameras cover an area that the regulations name.
 * @source R02 §2
 * @source R06 §6(1)
 */
export const SPACES_OF_AREA: Readonly<Record<string, readonly SpaceType[]>> = {
  gate: ['gate'],
  perimeter: ['perimeter'],
  main_passage: ['corridor', 'stairs'],
  teaching_building_common: ['corridor', 'stairs'],
  lab_building_common: ['laboratory'],
  office_common: ['office'],
  library_common: ['library'],
  dormitory_entrance: ['dormitory_entrance'],
  canteen: ['canteen_hall', 'kitchen'],
  playground: ['playground', 'gymnasium'],
  car_park: ['car_park'],
};

/** One camera and what it looks into. `reviewDays` is how long a look at it has been due; negative before that, null where none is needed. */
export type SpaceSubject = { readonly id: string; readonly prohibited: boolean; readonly seesPrivate: boolean; readonly reviewDays: number | null; readonly refusedAttempts: number };

/** A look that is longer due no longer counts as late but as missing. Days. */
const REVIEW_GRACE_DAYS = 30;

/**
 * No camera looks into a private space or a classroom; those that look past one were reviewed within the year.
 * @source R12 1
 * @source R06 §6(2)
 */
export const prohibitedSpaces = control({
  control: 'coverage.prohibited-spaces',
  evidence: 'camera',
  parameters: [],
  reasons: ['space.allowed', 'space.review_missing', 'space.review_overdue', 'space.seen', 'space.prohibited', 'camera.none'],
  rule: { kind: 'worst' },
  none: ['no_evidence', 'camera.none'],
  judge: (c: SpaceSubject) => {
    if (c.prohibited) return ['fail', 'space.prohibited'];
    if (c.seesPrivate) return ['fail', 'space.seen'];
    if (c.reviewDays === null || c.reviewDays < 0) return ['pass', 'space.allowed'];
    return c.reviewDays <= REVIEW_GRACE_DAYS ? ['partial', 'space.review_missing'] : ['fail', 'space.review_overdue'];
  },
  figures: (rows) => ({ refusedAttempts: rows[0]?.refusedAttempts ?? 0 }),
});

/**
 * Every kind of area that must be watched has a camera, and is seen nearly all of the day.
 * @source R02 §2
 * @source R06 §6(1)
 */
export const keyAreasCovered = control({
  control: 'coverage.key-areas-covered',
  evidence: 'area',
  parameters: ['zone_availability_percent'],
  reasons: ['area.covered', 'area.little_short', 'area.short', 'area.unmapped', 'area.no_record', 'camera.none'],
  rule: { kind: 'worst', partialUpTo: 2 },
  none: ['no_evidence', 'camera.none'],
  judge: (a: { id: string; cameras: number; percent: number | null }, { zone_availability_percent: target }) => {
    if (a.cameras === 0) return ['fail', 'area.unmapped'];
    if (a.percent === null) return ['no_evidence', 'area.no_record'];
    return a.percent >= target ? ['pass', 'area.covered'] : a.percent >= target - 5 ? ['partial', 'area.little_short'] : ['fail', 'area.short'];
  },
  figures: (areas) => ({ unmapped: areas.filter((a) => a.cameras === 0).length }),
});
