/** Kinds of space a camera can look into. The wording of the law and of R12 decides which may never be watched. */
export const SPACE_TYPES = [
  'gate',
  'playground',
  'corridor',
  'stairs',
  'canteen_hall',
  'kitchen',
  'library',
  'gymnasium',
  'car_park',
  'perimeter',
  'dormitory_entrance',
  'office',
  'monitoring_room',
  'laboratory',
  'classroom',
  'toilet',
  'bath',
  'changing_room',
  'dormitory_room',
  'nursing_room',
] as const;
export type SpaceType = (typeof SPACE_TYPES)[number];

/**
 * Spaces where no policy of any tenant can permit a camera.
 * @source R12 1
 * @source R06 §6(2)
 */
export const ALWAYS_PROHIBITED_SPACES: readonly SpaceType[] = ['toilet', 'bath', 'changing_room', 'dormitory_room', 'nursing_room'];

/** True where a camera may not be linked: always in private spaces, and in classrooms (exam-only windows are a later permission). @source R12 1 */
export const isProhibitedSpace = (space: SpaceType): boolean => ALWAYS_PROHIBITED_SPACES.includes(space) || space === 'classroom';

/** Spaces from which a private one may come into view: their cameras need a reviewed mask. @source R12 1 */
export const SPACES_NEAR_PRIVATE: readonly SpaceType[] = ['dormitory_entrance', 'gymnasium'];

/** A look at what a camera beside a private space sees holds so long. Months. @source R12 1 */
export const VIEW_REVIEW_MONTHS = 12;

/** Change orders after which a camera may see something else. @source R12 1 */
export const VIEW_CHANGING_KINDS = ['move', 're_aim', 'replace', 'modify'] as const;
