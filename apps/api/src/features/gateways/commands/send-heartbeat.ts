import type { Input, Result, routes } from '@guardroom/contracts';
import type { GatewayActor } from '@guardroom/db';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { heldFootageOf } from '../../retention/public.ts';

type Route = typeof routes.sendHeartbeat;

/** Takes what a gateway and its cameras do now. Cameras of other gateways in the report are passed over; of two words on one camera the last counts. */
export class SendHeartbeat extends Command<Result<Route>> {
  readonly by: GatewayActor;
  readonly body: Input<Route>['body'];
  constructor(by: GatewayActor, body: Input<Route>['body']) {
    super();
    this.by = by;
    this.body = body;
  }
}

@CommandHandler(SendHeartbeat)
export class SendHeartbeatHandler implements ICommandHandler<SendHeartbeat> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async execute({ by, body }: SendHeartbeat): Promise<Result<Route>> {
    const now = this.#clock.now();
    const { spool } = body;
    const cameras = [...new Map(body.cameras.map((c) => [c.cameraId, c])).values()];
    return this.#db.write(by, async (tx) => {
      const [row] = await tx.sql<{ revision: string }>`
        with here as (
          insert into gateway_status (school_id, gateway_id, district_id, last_seen_at, version, clock_offset_ms, clock_uncertainty_ms, spool_bytes, spool_budget_bytes, spool_segments, spool_oldest_at, spool_expired, revision)
          values (${by.schoolId}, ${by.gatewayId}, ${by.districtId}, ${now}, ${body.version}, ${body.clockOffsetMs}, ${body.clockUncertaintyMs}, ${spool.bytes}, ${spool.budgetBytes}, ${spool.segments}, ${spool.oldestAt}, ${spool.expired}, ${body.revision})
          on conflict (school_id, gateway_id) do update set last_seen_at = excluded.last_seen_at, version = excluded.version, clock_offset_ms = excluded.clock_offset_ms,
            clock_uncertainty_ms = excluded.clock_uncertainty_ms, spool_bytes = excluded.spool_bytes, spool_budget_bytes = excluded.spool_budget_bytes,
            spool_segments = excluded.spool_segments, spool_oldest_at = excluded.spool_oldest_at, spool_expired = excluded.spool_expired, revision = excluded.revision),
        lenses as (
          insert into camera_status (school_id, camera_id, district_id, state, since, detail, codec, delivered_fps, last_frame_at, reported_at)
          select c.school_id, c.camera_id, c.district_id, r.state, r.since, r.detail, r.codec, r.fps, r.last_frame_at, ${now}::timestamptz
            from unnest(${cameras.map((c) => c.cameraId)}::text[], ${cameras.map((c) => c.state)}::text[], ${cameras.map((c) => c.since)}::timestamptz[], ${cameras.map((c) => c.detail)}::text[],
                        ${cameras.map((c) => c.codec)}::text[], ${cameras.map((c) => c.deliveredFps)}::float8[], ${cameras.map((c) => c.lastFrameAt)}::timestamptz[])
                 as r (camera_id, state, since, detail, codec, fps, last_frame_at)
            join cameras c on c.school_id = ${by.schoolId} and c.camera_id = r.camera_id and c.gateway_id = ${by.gatewayId}
          on conflict (school_id, camera_id) do update set state = excluded.state, since = excluded.since, detail = excluded.detail, codec = excluded.codec,
            delivered_fps = excluded.delivered_fps, last_frame_at = excluded.last_frame_at, reported_at = excluded.reported_at)
        select revision from gateways where school_id = ${by.schoolId} and gateway_id = ${by.gatewayId}`;
      return { serverTime: now, revision: Number(row?.revision ?? 0), held: await heldFootageOf(tx, by) };
    });
  }
}
