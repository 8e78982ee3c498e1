import type { Result, Routes } from '@guardroom/contracts';
import type { SchoolActor, SqlValue, Tx } from '@guardroom/db';
import { LIVE_OVERSEERS, type LiveEndReason, type LiveViewState } from '@guardroom/domain';
import { civilDay, civilTime, instantOf } from '@guardroom/kernel';
import { notFound } from '../../platform/errors/refused.ts';

/** A live view as its operations answer it. */
export type LiveView = Result<Routes['getLiveView']>;

/** A stored live view with its camera and the camera's open room; `read_at` is the database's clock. */
export type LiveViewRow = {
  readonly view_id: string; readonly camera_id: string; readonly camera_name: string; readonly camera_location: string; readonly shift_id: string;
  readonly person_id: string; readonly sub: string; readonly viewer_name: string; readonly mark: string; readonly proof_thumbprint: string;
  readonly opened_at: Date; readonly expires_at: Date; readonly watched_from: Date | null;
  readonly ended_at: Date | null; readonly end_reason: LiveEndReason | null; readonly ended_by: string | null; readonly ended_by_name: string | null;
  readonly room: string | null; readonly published_at: Date | null; readonly trouble: string | null; readonly read_at: Date;
};

/** Views of the school ($1); further conditions follow with `and`. */
export const LIVE_VIEWS = `
  select v.*, c.name as camera_name, c.location as camera_location, r.room, r.published_at, r.trouble, clock_timestamp() as read_at
    from live_views v join cameras c using (school_id, camera_id)
    left join live_rooms r on r.school_id = v.school_id and r.camera_id = v.camera_id and r.closed_at is null and v.ended_at is null
   where v.school_id = $1`;

type AtSchool = { readonly schoolId: string };

/** Views that fit `condition`, whose parameters count from $2. */
export const liveViewRows = (tx: Tx, by: AtSchool, condition: string, values: readonly SqlValue[]): Promise<LiveViewRow[]> => tx.query<LiveViewRow>(`${LIVE_VIEWS} and ${condition}`, [by.schoolId, ...values]);

/** True for those who see and may end everybody's views. */
export const overseesLive = (by: Pick<SchoolActor, 'roles'>): boolean => by.roles.some((role) => LIVE_OVERSEERS.some((one) => one === role));

/**
 * One view that the actor may know of.
 * @refuses request.not_found — when it is not there, or is somebody else's and the actor does not oversee
 */
export async function liveViewFor(tx: Tx, by: SchoolActor, viewId: string, lock?: 'lock'): Promise<LiveViewRow> {
  if (lock) await tx.sql`select from live_views where school_id = ${by.schoolId} and view_id = ${viewId} for update`;
  const [row] = await liveViewRows(tx, by, 'v.view_id = $2', [viewId]);
  if (!row || !(row.sub === by.sub || overseesLive(by))) throw notFound();
  return row;
}

/** What a stored view is now: time alone ends it too. */
export function stateOf(row: LiveViewRow): LiveViewState {
  if (row.ended_at || row.expires_at <= row.read_at) return 'ended';
  return row.published_at ? 'ready' : 'starting';
}

/** A row as the console shows it. */
export function liveViewOf(row: LiveViewRow): LiveView {
  const state = stateOf(row);
  const read = instantOf(row.read_at.getTime());
  const ended = state === 'ended';
  return {
    id: row.view_id,
    state,
    trouble: ended ? null : row.trouble,
    camera: { id: row.camera_id, name: row.camera_name, location: row.camera_location },
    viewer: { id: row.person_id, name: row.viewer_name },
    openedAt: row.opened_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    watchedFrom: row.watched_from?.toISOString() ?? null,
    endedAt: ended ? (row.ended_at ?? row.expires_at).toISOString() : null,
    endReason: ended ? (row.end_reason ?? 'expired') : null,
    endedBy: row.ended_by_name,
    mark: `${row.mark} · ${civilDay(read)} ${civilTime(read)}`,
    serverTime: read,
  };
}
