/** What a stretch of time of one camera is known to be. `held`: uploaded, not verified yet. `verified`: remote hash read back and signature checked. */
export const COVERAGE_STATES = ['verified', 'held'] as const;
export type CoverageState = (typeof COVERAGE_STATES)[number];

/** Machine causes of missing footage, as the gateway or the server found them. */
export const GAP_CAUSES = [
  'camera_unreachable',
  'wrong_password',
  'unsupported_codec',
  'no_frames',
  'camera_disabled',
  'gateway_stopped',
  'gateway_unreachable',
  'spool_full',
  'clock_untrusted',
  'lost_segment',
  'unknown',
] as const;
export type GapCause = (typeof GAP_CAUSES)[number];

/** Why a person says the footage is missing. Everything else than these needs words of its own. */
export const GAP_REASONS = ['power_failure', 'network_failure', 'planned_maintenance', 'device_fault', 'not_installed_yet', 'other'] as const;
export type GapReason = (typeof GAP_REASONS)[number];

/** What the gateway says of one camera now. */
export const CAPTURE_STATES = ['starting', 'recording', 'wrong_password', 'unreachable', 'unsupported_codec', 'no_frames', 'spool_full', 'disabled', 'unknown'] as const;
export type CaptureState = (typeof CAPTURE_STATES)[number];
