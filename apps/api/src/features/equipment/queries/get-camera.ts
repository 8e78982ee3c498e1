import type { Input, Result, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { notFound } from '../../../platform/errors/refused.ts';
import { cameraOf, findCamera } from '../camera-view.ts';

type Route = typeof routes.getCamera;

/** One camera with what it does now. */
export class GetCamera extends Query<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@QueryHandler(GetCamera)
export class GetCameraHandler implements IQueryHandler<GetCamera> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async execute({ by, input: { params } }: GetCamera): Promise<Result<Route>> {
    const row = await this.#db.read(by, (tx) => findCamera(tx, params.cameraId));
    if (!row) throw notFound();
    return cameraOf(row, by);
  }
}
