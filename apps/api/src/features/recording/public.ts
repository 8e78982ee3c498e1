export { Partitions } from './partitions.ts';
export { type CameraDayKey, KEY_HORIZON_DAYS, type OpeningReason, RecordingKeys } from './recording-keys.ts';
export { SEGMENT_SECONDS, noteLateFootage } from './reconcile-notes.ts';
