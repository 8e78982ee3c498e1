import type { GatewayActor, Tx } from '@guardroom/db';

/** What a gateway's statements are judged against. */
export type Known = {
  readonly signingKey: Buffer;
  readonly retentionDays: number;
  /** Short numbers of the school's cameras by their ids. */
  readonly cameraNo: ReadonlyMap<string, number>;
};

/** Signing key of the gateway, retention of its school, and those of these cameras that are the school's. */
export async function knownOf(tx: Tx, by: GatewayActor, cameraIds: readonly string[]): Promise<Known> {
  const [gateway] = await tx.sql<{ signing_key: Buffer; retention_days: number }>`
    select g.signing_key, s.retention_days from gateways g join schools s using (school_id) where g.gateway_id = ${by.gatewayId}`;
  if (!gateway) throw new Error('an enrolled gateway has a row');
  const cameras = await tx.sql<{ id: string; no: number }>`select camera_id as id, camera_no as no from cameras where camera_id = any(${[...new Set(cameraIds)]})`;
  return { signingKey: gateway.signing_key, retentionDays: gateway.retention_days, cameraNo: new Map(cameras.map((c) => [c.id, c.no])) };
}
