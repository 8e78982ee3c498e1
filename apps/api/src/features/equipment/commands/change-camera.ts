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
/** What of a camera changes; absent and undefined are not the same to Prisma's types. */
type Settings = { [K in keyof Omit<Change, 'password'>]?: Exclude<Change[K], undefined> };

/**
 * Changes a camera by what differs from before; nothing is written and no gateway is told where nothing does. An absent password keeps the present one, unless the camera moves to another gateway, which cannot read it.
 * @refuses coverage.prohibited_space — where nobody may look
 * @refuses equipment.gateway_not_active — for a gateway that is not enrolled
 * @refuses equipment.camera_name_taken — when another camera of the school has the name
 * @refuses equipment.change_order_needed — for a new place, another device or gateway, and for switching it off, without an approved change order
 * @refuses equipment.other_place_approved — for another place than the approved one
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
      const { password, ...settings } = body;
      const change = differences(before, settings);
      if (password !== undefined || Object.keys(change).length > 0) await this.#apply(tx, by, before, change, password);
      return cameraOf((await findCamera(tx, before.cameraId)) as CameraRow, by);
    });
  }

  async #apply(tx: Tx, by: SchoolActor, before: Stored, change: Settings, password: string | undefined): Promise<void> {
    await refuseTakenName(tx, before, change.name);
    const changes = await requireCameraOrder(tx, by, before, change);
    const at = this.#clock.now();
    const { enabled } = change;
    const sealed = await newPassword(tx, before, { ...change, password });
    await tx.prisma.camera.update({
      where: keyOf(by, before.cameraId),
      data: { ...change, ...(sealed ? { sealedPassword: sealed } : {}), ...(enabled === undefined ? {} : { disabledAt: enabled ? null : at }) },
    });
    if (enabled !== undefined) await switchService(tx, by, before.cameraId, enabled, at);
    await gatewayShouldChange(tx, [...new Set([before.gatewayId, change.gatewayId ?? before.gatewayId])]);
    await appendFact(tx, by, { type: 'camera.changed', subject: before.cameraId, at, body: { ...change, ...changed({ rtspUrl: change.rtspUrl, username: change.username, password }), changes } });
    await followCamera(tx, { cameraId: before.cameraId, name: change.name ?? before.name, location: change.location ?? before.location });
  }
}

/** That they changed, and not to what: a fact is read by more people than may know how a camera is reached. */
const changed = (secrets: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(secrets).flatMap(([name, value]) => (value === undefined ? [] : [[name, 'changed']])));

/** The members of a change that differ from what is stored. */
const differences = (before: Stored, settings: Omit<Change, 'password'>): Settings =>
  Object.fromEntries(Object.entries(settings).filter(([key, value]) => value !== undefined && value !== before[key as keyof Settings])) as Settings;

const keyOf = (by: SchoolActor, cameraId: string) => ({ schoolId_cameraId: { schoolId: by.schoolId, cameraId } });

async function refuseTakenName(tx: Tx, { schoolId, cameraId }: Stored, name: string | undefined): Promise<void> {
  if (name === undefined) return;
  const holder = await tx.prisma.camera.findUnique({ where: { schoolId_name: { schoolId, name } } });
  if (holder && holder.cameraId !== cameraId) throw new Refused('equipment.camera_name_taken', { details: { name } });
}

async function newPassword(tx: Tx, before: Stored, change: { readonly gatewayId?: string; readonly password: string | undefined }): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const gatewayId = change.gatewayId ?? before.gatewayId;
  if (change.password !== undefined) return sealedPassword(tx, { ...before, gatewayId }, change.password);
  if (gatewayId === before.gatewayId) return undefined;
  throw new Invalid([{ path: 'body.password', code: 'missing', message: 'another gateway cannot read the present password' }]);
}

/** Recordings are expected from shortly after a camera is switched on to the instant it is switched off. */
async function switchService(tx: Tx, by: SchoolActor, cameraId: string, on: boolean, at: Instant): Promise<void> {
  const camera = { schoolId: by.schoolId, cameraId };
  if (on) await tx.prisma.cameraServiceTime.create({ data: { ...camera, districtId: by.districtId, fromAt: expectedFrom(at) } });
  else await tx.sql`update camera_service_times set to_at = greatest(${at}, from_at + interval '1 millisecond') where camera_id = ${camera.cameraId} and to_at is null`;
  await appendFact(tx, by, { type: on ? 'camera.enabled' : 'camera.disabled', subject: cameraId, at, body: {} });
}
