import type { Result, routes } from '@guardroom/contracts';
import type { SchoolActor, Tx } from '@guardroom/db';
import type { CivilDay } from '@guardroom/kernel';
import { type CaptureState, SILENCE_SECONDS, type SchoolRole, type SpaceType } from '@guardroom/domain';
import { REVIEW_DUE_ON, REVIEW_JOINS } from './review-sql.ts';

/** Posts that keep the equipment and see where a camera's stream is found. */
const KEEPERS: readonly SchoolRole[] = ['equipment_admin', 'security_lead'];

export type CameraView = Result<typeof routes.getCamera>;
export type CameraRow = {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly space: SpaceType;
  readonly gateway_id: string;
  readonly enabled: boolean;
  readonly rtsp_url: string;
  readonly username: string;
  readonly state: CaptureState;
  readonly state_since: Date | null;
  readonly state_detail: string | null;
  readonly codec: string | null;
  readonly delivered_fps: number | null;
  readonly last_frame_at: Date | null;
  readonly registered_at: Date;
  readonly review_due_on: CivilDay | null;
  readonly reviewed_at: Date | null;
  readonly reviewed_by_name: string | null;
  readonly sees_private: boolean | null;
};

/** Cameras with what they do now. What a silent gateway said last is not what is: its cameras are `unknown` since it fell silent. */
export const CAMERAS = `
  select c.camera_id as id, c.name, c.location, c.space, c.gateway_id, c.enabled, c.rtsp_url, c.username, c.registered_at,
         case when not c.enabled then 'disabled' when g.is_silent then 'unknown' else coalesce(s.state, 'unknown') end as state,
         case when not c.enabled then c.disabled_at when g.is_silent then g.last_seen_at else s.since end as state_since,
         case when c.enabled and not g.is_silent then s.detail end as state_detail,
         s.codec, case when c.enabled and not g.is_silent then s.delivered_fps end as delivered_fps, s.last_frame_at,
         (${REVIEW_DUE_ON})::text as review_due_on, v.reviewed_at, v.reviewed_by_name, v.sees_private
    from cameras c
    left join camera_status s using (school_id, camera_id)
    left join lateral (select last_seen_at, last_seen_at < now() - interval '${SILENCE_SECONDS} seconds' as is_silent from gateway_status g where g.school_id = c.school_id and g.gateway_id = c.gateway_id) g on true ${REVIEW_JOINS}`;

/** A camera as this reader may see it. */
export function cameraOf(row: CameraRow, by: Pick<SchoolActor, 'roles'> | undefined): CameraView {
  const keeps = by === undefined || by.roles.some((role) => KEEPERS.includes(role));
  return {
    id: row.id,
    name: row.name,
    location: row.location,
    space: row.space,
    gatewayId: row.gateway_id,
    enabled: row.enabled,
    rtspUrl: keeps ? row.rtsp_url : null,
    username: keeps ? row.username : null,
    state: row.state,
    stateSince: row.state_since?.toISOString() ?? null,
    stateDetail: row.state_detail,
    codec: row.codec,
    deliveredFps: row.delivered_fps,
    lastFrameAt: row.last_frame_at?.toISOString() ?? null,
    registeredAt: row.registered_at.toISOString(),
    reviewDueOn: row.review_due_on,
    review: row.reviewed_at === null ? null : { at: row.reviewed_at.toISOString(), by: row.reviewed_by_name ?? '', seesPrivate: row.sees_private === true },
  };
}

/** One camera's row, or nothing. */
export async function findCamera(tx: Tx, cameraId: string): Promise<CameraRow | undefined> {
  const [row] = await tx.query<CameraRow>(`${CAMERAS} where c.camera_id = $1`, [cameraId]);
  return row;
}
