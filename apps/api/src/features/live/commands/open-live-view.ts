import { randomBytes } from 'node:crypto';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Input, Routes } from '@guardroom/contracts';
import type { SchoolActor, Tx } from '@guardroom/db';
import { type CaptureState, openLiveView } from '@guardroom/domain';
import { type Instant, instantOf, newId } from '@guardroom/kernel';
import { Tenants } from '../../../platform/database/databases.ts';
import { notFound, valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { shiftOf } from '../../duty/public.ts';
import { SILENCE_SECONDS, gatewayShouldChange } from '../../equipment/public.ts';
import { type LiveView, liveViewFor, liveViewOf, liveViewRows } from '../live-view.ts';

type Body = Input<Routes['openLiveView']>['body'];

/**
 * Begins to watch a camera live, for as long as the shift lasts. The first view of a camera opens a room and asks the gateway to
 * publish in it; an own older view of the camera is replaced.
 */
export class OpenLiveView extends Command<LiveView> {
  readonly by: SchoolActor;
  readonly body: Body;
  constructor(by: SchoolActor, body: Body) {
    super();
    this.by = by;
    this.body = body;
  }
}

type CameraRow = { gateway_id: string; enabled: boolean; state: CaptureState; codec: string | null; now: Date };

@CommandHandler(OpenLiveView)
export class OpenLiveViewHandler implements ICommandHandler<OpenLiveView> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  execute({ by, body }: OpenLiveView): Promise<LiveView> {
    return this.#db.write(by, async (tx) => {
      const camera = await cameraOf(tx, by, body.cameraId);
      const shift = await shiftOf(tx, by.schoolId, by.sub, 'lock');
      const nowMs = camera.now.getTime();
      const at = instantOf(nowMs);
      const open = await liveViewRows(tx, by, 'v.sub = $2 and v.ended_at is null and v.expires_at > clock_timestamp()', [by.sub]);
      const others = open.filter((view) => view.camera_id !== body.cameraId);
      const { expiresAtMs } = valueOf(openLiveView({ shift: shift ? { plannedToMs: shift.plannedTo.getTime() } : null, camera, openViews: others.length, nowMs }));
      await openRoom(tx, by, body.cameraId, camera.gateway_id, at);
      const viewId = newId('lvw');
      await tx.sql`
        insert into live_views (school_id, view_id, district_id, camera_id, shift_id, person_id, sub, viewer_name, mark, proof_thumbprint, opened_at, expires_at, seen_at)
        select ${by.schoolId}, ${viewId}, ${by.districtId}, ${body.cameraId}, ${shift!.shiftId}, ${by.personId}, ${by.sub}, ${by.name},
          concat_ws(' · ', ${by.name}::text, name, ${viewId.slice(-6)}::text), ${body.proofKeyThumbprint}, ${at}, ${instantOf(expiresAtMs)}, ${at}
          from schools where school_id = ${by.schoolId}`;
      await replaceOlder(tx, by, { viewId, cameraId: body.cameraId }, at);
      await appendFact(tx, by, { type: 'live_view.opened', subject: viewId, at, body: { cameraId: body.cameraId, shiftId: shift!.shiftId, expiresAt: instantOf(expiresAtMs), proofThumbprint: body.proofKeyThumbprint } });
      return liveViewOf(await liveViewFor(tx, by, viewId));
    });
  }
}

/** The camera with what it does now; what a silent gateway said last is not what is. */
async function cameraOf(tx: Tx, by: SchoolActor, cameraId: string): Promise<CameraRow> {
  const [row] = await tx.sql<CameraRow>`
    select c.gateway_id, c.enabled, s.codec, clock_timestamp() as now,
           case when g.last_seen_at > clock_timestamp() - make_interval(secs => ${SILENCE_SECONDS}) then coalesce(s.state, 'unknown') else 'unknown' end as state
      from cameras c left join camera_status s using (school_id, camera_id) left join gateway_status g on g.school_id = c.school_id and g.gateway_id = c.gateway_id
     where c.school_id = ${by.schoolId} and c.camera_id = ${cameraId} for share of c`;
  if (!row) throw notFound();
  return row;
}

/** Makes sure that the camera has a room, and keeps it from being closed before this view is there. */
async function openRoom(tx: Tx, by: SchoolActor, cameraId: string, gatewayId: string, at: Instant): Promise<void> {
  const name = `live_${by.schoolId.slice(4)}_${randomBytes(16).toString('hex')}`;
  const made = await tx.sql`
    insert into live_rooms (school_id, room, district_id, camera_id, gateway_id, opened_at) values (${by.schoolId}, ${name}, ${by.districtId}, ${cameraId}, ${gatewayId}, ${at})
    on conflict (school_id, camera_id) where closed_at is null do nothing returning room`;
  if (made.length > 0) return gatewayShouldChange(tx, [gatewayId]);
  const kept = await tx.sql`select room from live_rooms where school_id = ${by.schoolId} and camera_id = ${cameraId} and closed_at is null for update`;
  if (kept.length === 0) return openRoom(tx, by, cameraId, gatewayId, at); // it was closed in between: its name is used up
}

/** The person's own view of this camera in another tab makes way, now that the new one keeps the room open. */
async function replaceOlder(tx: Tx, by: SchoolActor, { viewId, cameraId }: { readonly viewId: string; readonly cameraId: string }, at: Instant): Promise<void> {
  const older = await tx.sql<{ view_id: string }>`
    update live_views set ended_at = ${at}, end_reason = 'replaced', ended_by = ${by.sub}, ended_by_name = ${by.name}
     where school_id = ${by.schoolId} and sub = ${by.sub} and camera_id = ${cameraId} and view_id <> ${viewId} and ended_at is null returning view_id`;
  for (const { view_id } of older) await appendFact(tx, by, { type: 'live_view.ended', subject: view_id, at, body: { cameraId, reason: 'replaced' } });
}
