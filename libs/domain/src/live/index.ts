import { type Result, ok, refuse } from '@guardroom/kernel';
import type { SchoolRole } from '../people/index.ts';
import type { CaptureState } from '../recording/index.ts';

/** Roles whose holders keep watch; each of them only while on shift. @source R03 1.4 */
export const LIVE_ROLES = ['watch_keeper', 'duty_cadre', 'deputy_head', 'centre_head', 'security_lead'] as const satisfies readonly SchoolRole[];

/** Roles whose holders see who watches, and may end anybody's view. @source R22 3 */
export const LIVE_OVERSEERS = ['principal', 'deputy_safety', 'security_lead', 'centre_head', 'deputy_head'] as const satisfies readonly SchoolRole[];

/** Why a live view ended. */
export const LIVE_END_REASONS = ['closed', 'revoked', 'replaced', 'left', 'expired', 'shift_ended', 'appointment_ended', 'camera_off'] as const;
export type LiveEndReason = (typeof LIVE_END_REASONS)[number];

/** Life of a live view: the gateway is asked for the picture, it is there, it is over. */
export const LIVE_VIEW_STATES = ['starting', 'ready', 'ended'] as const;
export type LiveViewState = (typeof LIVE_VIEW_STATES)[number];

/** Who runs over the planned end, because nobody has come, watches on by so much at a time. Milliseconds. */
export const LIVE_OVERTIME_MS = 30 * 60_000;

/** So many views does one keeper hold at once. */
export const LIVE_WALL_SIZE = 4;

/** An admission waits this long for the connection that uses it. Milliseconds. */
export const LIVE_ADMISSION_MS = 10_000;

/** A view whose connection nobody has held for so long has been left. Milliseconds. */
export const LIVE_UNSEEN_MS = 15_000;

/** What a live view depends on: the shift that carries it, and what the camera does now. Epoch milliseconds. */
export type LiveGround = {
  readonly shift: { readonly plannedToMs: number } | null;
  readonly camera: { readonly enabled: boolean; readonly state: CaptureState; readonly codec: string | null };
  readonly openViews: number;
  readonly nowMs: number;
};

/** Codecs that a browser plays live, by the start of their codec string. */
const isPlayable = (codec: string): boolean => /^avc[13]\./.test(codec);

/**
 * When a live view that opens now ends at the latest; epoch milliseconds.
 * @refuses live.not_on_shift — for whoever is not signed on: watching is a duty of the shift and nothing beside it
 * @refuses live.camera_disabled — for a camera that is switched off
 * @refuses live.camera_not_sending — when no picture comes from it now; `state` says why
 * @refuses live.codec_not_supported — for H.265, which browsers do not play live; it is recorded all the same
 * @refuses live.too_many_views — beyond `LIVE_WALL_SIZE`
 * @source R03 1.4
 * @source R22 3
 */
export function openLiveView({ shift, camera, openViews, nowMs }: LiveGround): Result<{ expiresAtMs: number }> {
  if (!shift) return refuse('live.not_on_shift', { clauses: ['R03:1.4', 'R22:3'] });
  if (!camera.enabled) return refuse('live.camera_disabled');
  if (camera.state !== 'recording' || camera.codec === null) return refuse('live.camera_not_sending', { state: camera.state });
  if (!isPlayable(camera.codec)) return refuse('live.codec_not_supported', { codec: camera.codec });
  if (openViews >= LIVE_WALL_SIZE) return refuse('live.too_many_views', { limit: LIVE_WALL_SIZE });
  return ok({ expiresAtMs: Math.max(shift.plannedToMs, nowMs + LIVE_OVERTIME_MS) });
}
