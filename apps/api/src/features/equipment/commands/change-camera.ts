import type { Input, Result, routes } from '@guardroom/contracts';
import type { SchoolActor, Tx } from '@guardroom/db';
import type { Instant } from '@guardroom/kernel';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { Invalid, Refused, notFound } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { refuseProhibitedSpace, sealedPassword } from '../camera-rules.ts';
import { type CameraRow, cameraOf, findCamera } from '../camera-view.ts';
import { gatewayShouldChange } from '../desired-change.ts';

type Route = typeof routes.changeCamera;
type Change = Input<Route>['body'];

/**
 * Changes a camera; an absent password keeps the present one, unless the camera moves to another gateway, which cannot read it.
 * @refuses coverage.prohibited_space — where nobody may look
 * @refuses equipment.gateway_not_active — for a gateway that is not enrolled
 * @refuses equipment.camera_name_taken — when another camera of the school has the name
 */
export class ChangeCamera extends Command<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@CommandHandler(ChangeCamera)
export class ChangeCameraHandler implements ICommandHandler<ChangeCamera> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async execute({ by, input: { params, body } }: ChangeCamera): Promise<Result<Route>> {
    await refuseProhibitedSpace(this.#db, by, body.space, params.cameraId, body.name);
    return this.#db.write(by, async (tx) => {
      await tx.sql`select from cameras where camera_id = ${params.cameraId} for update`;
      const before = await findCamera(tx, params.cameraId);
      if (!before) throw notFound();
      await refuseTakenName(tx, before.id, body.name);
      const at = this.#clock.now();
      await save(tx, before, body, await newPassword(tx, before, body), at);
      if (body.enabled !== undefined && body.enabled !== before.enabled) await switchService(tx, by, before.id, body.enabled, at);
      await gatewayShouldChange(tx, [...new Set([before.gateway_id, body.gatewayId ?? before.gateway_id])]);
      const { password, ...open } = body;
      await appendFact(tx, by, { type: 'camera.changed', subject: before.id, at, body: { ...defined(open), ...(password === undefined ? {} : { password: 'changed' }) } });
      return cameraOf((await findCamera(tx, before.id)) as CameraRow, by);
    });
  }
}

async function refuseTakenName(tx: Tx, cameraId: string, name: string | undefined): Promise<void> {
  if (name === undefined) return;
  const taken = await tx.sql`select from cameras where name = ${name} and camera_id <> ${cameraId}`;
  if (taken.length > 0) throw new Refused('equipment.camera_name_taken', { details: { name } });
}

async function newPassword(tx: Tx, before: CameraRow, change: Change): Promise<Buffer | null> {
  const gatewayId = change.gatewayId ?? before.gateway_id;
  if (change.password !== undefined) return sealedPassword(tx, gatewayId, before.id, change.password);
  if (gatewayId === before.gateway_id) return null;
  throw new Invalid([{ path: 'body.password', code: 'required', message: 'another gateway cannot read the present password' }]);
}

const save = (tx: Tx, before: CameraRow, change: Change, password: Buffer | null, at: Instant) => tx.sql`
  update cameras set name = ${change.name ?? before.name}, location = ${change.location ?? before.location}, space = ${change.space ?? before.space},
         gateway_id = ${change.gatewayId ?? before.gateway_id}, rtsp_url = ${change.rtspUrl ?? before.rtsp_url}, username = ${change.username ?? before.username},
         sealed_password = coalesce(${password}::bytea, sealed_password), enabled = ${change.enabled ?? before.enabled},
         disabled_at = case when ${change.enabled ?? before.enabled} then null else coalesce(disabled_at, ${at}::timestamptz) end
   where camera_id = ${before.id}`;

/** Recordings are expected while a camera is in service, to the instant of the switch. */
async function switchService(tx: Tx, by: SchoolActor, cameraId: string, on: boolean, at: Instant): Promise<void> {
  if (on) await tx.sql`insert into camera_service_times (school_id, camera_id, from_at, district_id) values (${by.schoolId}, ${cameraId}, ${at}, ${by.districtId})`;
  else await tx.sql`update camera_service_times set to_at = ${at} where camera_id = ${cameraId} and to_at is null`;
  await appendFact(tx, by, { type: on ? 'camera.enabled' : 'camera.disabled', subject: cameraId, at, body: {} });
}

const defined = (o: object): Record<string, unknown> => Object.fromEntries(Object.entries(o).filter(([, value]) => value !== undefined));
