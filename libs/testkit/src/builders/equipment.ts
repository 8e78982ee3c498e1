import { randomBytes, randomUUID } from 'node:crypto';
import { newId, type CameraId, type GatewayId } from '@guardroom/kernel';
import type { TestDatabase } from '../database/index.ts';
import type { School } from './places.ts';

export type Gateway = { readonly at: School; readonly gatewayId: GatewayId; readonly sub: string; readonly name: string };
export type Camera = { readonly at: School; readonly gateway: Gateway; readonly cameraId: CameraId; readonly cameraNo: number; readonly name: string };

/** Makes an enrolled gateway with random keys; nobody holds their private halves. */
export async function aGateway(db: TestDatabase, at: School, { name }: { readonly name?: string } = {}): Promise<Gateway> {
  const gatewayId = newId('gwy');
  const gateway = { at, gatewayId, sub: randomUUID(), name: name ?? `Gateway ${gatewayId.slice(-4)}` };
  await db.admin.query(`insert into principals (sub, kind, district_id, name) values ($1, 'gateway', $2, $3)`, [gateway.sub, at.districtId, gateway.name]);
  await db.admin.query(
    `insert into gateways (school_id, gateway_id, district_id, name, state, client_id, sub, signing_key, sealing_key)
     values ($1, $2, $3, $4, 'active', $5, $6, $7, $8)`,
    [at.schoolId, gatewayId, at.districtId, gateway.name, `gateway-${gatewayId}`, gateway.sub, randomBytes(32), randomBytes(32)],
  );
  return gateway;
}

/** Makes an enabled camera at a gateway. */
export async function aCamera(db: TestDatabase, gateway: Gateway, { name, space = 'corridor', registeredAt = new Date() }: { readonly name?: string; readonly space?: string; readonly registeredAt?: Date } = {}): Promise<Camera> {
  const { at } = gateway;
  const cameraId = newId('cam');
  const called = name ?? `Camera ${cameraId.slice(-4)}`;
  const { rows } = await db.admin.query<{ camera_no: number }>(
    `insert into cameras (school_id, camera_id, district_id, school_no, gateway_id, name, location, space, rtsp_url, username, sealed_password, registered_at)
     values ($1, $2, $3, $4, $5, $6, 'Building 1', $7, 'rtsp://192.0.2.1:554/stream', 'viewer', $8, $9) returning camera_no`,
    [at.schoolId, cameraId, at.districtId, at.schoolNo, gateway.gatewayId, called, space, randomBytes(64), registeredAt],
  );
  return { at, gateway, cameraId, cameraNo: rows[0]!.camera_no, name: called };
}
