/** The steps at which a crash matters, in the order in which a segment and a minute pass them. */
export const crashPoints = [
  'segment.created',
  'segment.partly_written',
  'segment.finished',
  'segment.synced',
  'segment.renamed',
  'segment.directory_synced',
  'segment.journaled',
  'gap.journaled',
  'upload.stored',
  'upload.journaled',
  'announce.answered',
  'announce.journaled',
  'release.unlinked',
  'release.journaled',
  'minute.signed',
  'minute.journaled',
  'minute.answered',
  'minute.closed',
  'journal.rewritten',
  'journal.replaced',
] as const;
export type CrashPoint = (typeof crashPoints)[number];

let reached: (step: CrashPoint) => void = () => undefined;

/** Marks that a durable step is done. Nothing happens here unless a test has set a trap. */
export function crashPoint(step: CrashPoint): void {
  reached(step);
}

/** Sets a trap on every step; only test entry points call it, the product has no way to. */
export function trap(handler: (step: CrashPoint) => void): void {
  reached = handler;
}
