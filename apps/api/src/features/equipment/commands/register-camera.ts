import type { Input, Result, routes } from '@guardroom/contracts';
import { newId } from '@guardroom/kernel';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { enterDevice } from '../../assets/public.ts';
import { RecordingKeys } from '../../recording/public.ts';
import { type Keeper, expectedFrom, refuseProhibitedSpace, sealedPassword } from '../camera-rules.ts';
import { type CameraRow, cameraOf, findCamera } from '../camera-view.ts';
import { gatewayShouldChange } from '../desired-change.ts';

type Route = typeof routes.registerCamera;

/**
 * Registers a camera with its keys for the coming days and its entry in the asset register; its gateway is told at the commit.
 * @refuses coverage.prohibited_space — where nobody may look
 * @refuses equipment.gateway_not_active — before the gateway's enrolment
 * @refuses equipment.camera_name_taken — when another camera of the school has the name
 */
export class RegisterCamera extends Command<Result<Route>> {
  readonly by: Keeper;
  readonly body: Input<Route>['body'];
  constructor(by: Keeper, body: Input<Route>['body']) {
    super();
    this.by = by;
    this.body = body;
  }
}

@CommandHandler(RegisterCamera)
export class RegisterCameraHandler implements ICommandHandler<RegisterCamera> {
  readonly #db: Tenants;
  readonly #keys: RecordingKeys;
  readonly #clock: SystemClock;
  constructor(db: Tenants, keys: RecordingKeys, clock: SystemClock) {
    this.#db = db;
    this.#keys = keys;
    this.#clock = clock;
  }

  async execute({ by, body }: RegisterCamera): Promise<Result<Route>> {
    await refuseProhibitedSpace(this.#db, by, body.space, by.schoolId, body.name);
    return this.#db.write(by, async (tx) => {
      const id = newId('cam');
      const at = this.#clock.now();
      const { name, location, space, gatewayId, rtspUrl, username } = body;
      const school = { schoolId: by.schoolId, districtId: by.districtId };
      const password = await sealedPassword(tx, { schoolId: by.schoolId, cameraId: id, gatewayId }, body.password);
      const camera = { ...school, schoolNo: by.schoolNo, cameraId: id, gatewayId, name, location, space, rtspUrl, username, sealedPassword: password, registeredAt: at };
      const { count } = await tx.prisma.camera.createMany({ data: [camera], skipDuplicates: true });
      if (count === 0) throw new Refused('equipment.camera_name_taken', { details: { name } });
      await tx.prisma.cameraServiceTime.create({ data: { ...school, cameraId: id, fromAt: expectedFrom(at) } });
      await this.#keys.ensure(tx, by, [id]);
      await gatewayShouldChange(tx, [gatewayId]);
      await appendFact(tx, by, { type: 'camera.registered', subject: id, at, body: { name, location, space, gatewayId } });
      await enterDevice(tx, by, { assetClass: 'camera', deviceId: id, name, location, atMs: Date.parse(at) });
      return cameraOf((await findCamera(tx, id)) as CameraRow, by.kind === 'school' ? by : undefined);
    });
  }
}
