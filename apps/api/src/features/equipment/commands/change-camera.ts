import type { Input, Result, routes } from '@guardroom/contracts';
import type { Prisma, SchoolActor, Tx } from '@guardroom/db';
import type { Instant } from '@guardroom/kernel';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { Invalid, Refused, notFound } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { followCamera, requireCameraOrder } from '../../assets/public.ts';
import { expectedFrom, refuseProhibitedSpace, sealedPassword } from '../camera-rules.ts';
import { type CameraRow, cameraOf, findCamera } from '../camera-view.ts';
import { gatewayShouldChange } from '../desired-change.ts';

type Route = typeof routes.changeCamera;
type Change = Input<Route>['body'];
type Stored = Prisma.CameraModel;

/**
 * Changes a camera; an absent password keeps the present one, unless the camera moves to another gateway, which cannot read it.
 * @refuses coverage.prohibited_space — where nobody may look
 * @refuses equipment.gateway_not_active — for a gateway that is not enrolled
 * @refuses equipment.camera_name_taken — when another camera of the school has the name
 * @refuses equipment.change_order_needed — for a new place, and for switching it off, without an approved change order
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
      await tx.sql`select from cameras where camera_id = ${params.cameraId} for update`; // two changes at once come one after the other
      const before = await tx.prisma.camera.findUnique({ where: keyOf(by, params.cameraId) });
      if (!before) throw notFound();
      await refuseTakenName(tx, before, body.name);
      await requireCameraOrder(tx, by, before, body);
      const at = this.#clock.now();
      const { password, enabled, ...plain } = body;
      const sealed = await newPassword(tx, before, body);
      const switched = enabled !== undefined && enabled !== before.enabled;
      await tx.prisma.camera.update({
        where: keyOf(by, before.cameraId),
        data: { ...defined(plain), ...(sealed ? { sealedPassword: sealed } : {}), ...(switched ? { enabled, disabledAt: enabled ? null : at } : {}) },
      });
      if (switched) await switchService(tx, by, before.cameraId, enabled, at);
      await gatewayShouldChange(tx, [...new Set([before.gatewayId, body.gatewayId ?? before.gatewayId])]);
      await appendFact(tx, by, { type: 'camera.changed', subject: before.cameraId, at, body: { ...defined({ ...plain, enabled }), ...(password === undefined ? {} : { password: 'changed' }) } });
      const after = (await findCamera(tx, before.cameraId)) as CameraRow;
      await followCamera(tx, { cameraId: after.id, name: after.name, location: after.location });
      return cameraOf(after, by);
    });
  }
}

const keyOf = (by: SchoolActor, cameraId: string) => ({ schoolId_cameraId: { schoolId: by.schoolId, cameraId } });

async function refuseTakenName(tx: Tx, { schoolId, cameraId }: Stored, name: string | undefined): Promise<void> {
  if (name === undefined) return;
  const holder = await tx.prisma.camera.findUnique({ where: { schoolId_name: { schoolId, name } } });
  if (holder && holder.cameraId !== cameraId) throw new Refused('equipment.camera_name_taken', { details: { name } });
}

async function newPassword(tx: Tx, before: Stored, change: Change): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const gatewayId = change.gatewayId ?? before.gatewayId;
  if (change.password !== undefined) return sealedPassword(tx, { ...before, gatewayId }, change.password);
  if (gatewayId === before.gatewayId) return undefined;
  throw new Invalid([{ path: 'body.password', code: 'required', message: 'another gateway cannot read the present password' }]);
}

/** Recordings are expected from shortly after a camera is switched on to the instant it is switched off. */
async function switchService(tx: Tx, by: SchoolActor, cameraId: string, on: boolean, at: Instant): Promise<void> {
  const camera = { schoolId: by.schoolId, cameraId };
  if (on) await tx.prisma.cameraServiceTime.create({ data: { ...camera, districtId: by.districtId, fromAt: expectedFrom(at) } });
  else await tx.sql`update camera_service_times set to_at = greatest(${at}, from_at + interval '1 millisecond') where camera_id = ${camera.cameraId} and to_at is null`;
  await appendFact(tx, by, { type: on ? 'camera.enabled' : 'camera.disabled', subject: cameraId, at, body: {} });
}

/** Without the members that are undefined: absent and undefined mean the same here, and to Prisma's types they do not. */
const defined = <T extends object>(o: T) => Object.fromEntries(Object.entries(o).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
