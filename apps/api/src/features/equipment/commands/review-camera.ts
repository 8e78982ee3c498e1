import type { Input, Result, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { notFound } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { type CameraRow, cameraOf, findCamera } from '../camera-view.ts';

type Route = typeof routes.reviewCamera;

/**
 * Writes down that somebody looked at what a camera sees, and whether that is a private space. Whoever keeps the equipment hangs the cameras;
 * who answers for the school's safety looks.
 */
export class ReviewCamera extends Command<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@CommandHandler(ReviewCamera)
export class ReviewCameraHandler implements ICommandHandler<ReviewCamera> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async execute({ by, input: { params: { cameraId }, body } }: ReviewCamera): Promise<Result<Route>> {
    return this.#db.write(by, async (tx) => {
      if (!(await findCamera(tx, cameraId))) throw notFound();
      const at = this.#clock.now();
      await tx.sql`
        insert into camera_reviews (school_id, camera_id, reviewed_at, district_id, sees_private, words, reviewed_by_person_id, reviewed_by_name)
        values (${by.schoolId}, ${cameraId}, ${at}, ${by.districtId}, ${body.seesPrivate}, ${body.words}, ${by.personId}, ${by.name})`;
      await appendFact(tx, by, { type: 'camera.view_reviewed', subject: cameraId, at, body });
      return cameraOf((await findCamera(tx, cameraId)) as CameraRow, by);
    });
  }
}
