import type { Result, routes } from '@guardroom/contracts';
import type { Tx } from '@guardroom/db';
import { type GatewayState, SILENCE_SECONDS } from '@guardroom/domain';

type GatewayView = Result<typeof routes.createGateway>['gateway'];
export type GatewayRow = {
  readonly id: string;
  readonly name: string;
  readonly state: GatewayState;
  readonly last_seen_at: Date | null;
  readonly online: boolean;
  readonly version: string | null;
  readonly clock_offset_ms: number | null;
  readonly clock_uncertainty_ms: number | null;
  readonly spool_bytes: string | null;
  readonly spool_oldest_at: Date | null;
  readonly cameras: number;
  readonly cameras_recording: number;
};

/** Gateways with their last heartbeat and how many of their cameras record now. */
export const GATEWAYS = `
  select g.gateway_id as id, g.name, g.state, s.last_seen_at, coalesce(g.state = 'active' and s.last_seen_at >= now() - interval '${SILENCE_SECONDS} seconds', false) as online,
         s.version, s.clock_offset_ms, s.clock_uncertainty_ms, s.spool_bytes, s.spool_oldest_at, coalesce(c.cameras, 0)::int as cameras,
         case when s.last_seen_at >= now() - interval '${SILENCE_SECONDS} seconds' then coalesce(c.recording, 0)::int else 0 end as cameras_recording
    from gateways g
    left join gateway_status s using (school_id, gateway_id)
    left join (select c.gateway_id, count(*) as cameras, count(*) filter (where c.enabled and st.state = 'recording') as recording
                 from cameras c left join camera_status st using (school_id, camera_id) group by c.gateway_id) c using (gateway_id)`;

/** A gateway as the contract shows it. */
export const gatewayOf = (row: GatewayRow): GatewayView => ({
  id: row.id,
  name: row.name,
  state: row.state,
  lastSeenAt: row.last_seen_at?.toISOString() ?? null,
  online: row.online,
  version: row.version,
  clockOffsetMs: row.clock_offset_ms,
  clockUncertaintyMs: row.clock_uncertainty_ms,
  spoolBytes: row.spool_bytes === null ? null : Number(row.spool_bytes),
  spoolOldestAt: row.spool_oldest_at?.toISOString() ?? null,
  cameras: row.cameras,
  camerasRecording: row.cameras_recording,
});

/** One gateway's row, or nothing. */
export async function findGateway(tx: Tx, gatewayId: string): Promise<GatewayRow | undefined> {
  const [row] = await tx.query<GatewayRow>(`${GATEWAYS} where g.gateway_id = $1`, [gatewayId]);
  return row;
}
