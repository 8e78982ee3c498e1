export { type CameraDayKey, KEY_HORIZON_DAYS, type OpeningReason, RecordingKeys } from './recording-keys.ts';
