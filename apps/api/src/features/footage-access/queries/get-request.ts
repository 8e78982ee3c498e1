import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { SchoolActor } from '@guardroom/db';
import { Tenants } from '../../../platform/database/databases.ts';
import { type RequestView, requestViewFor } from '../footage-request.repository.ts';

/** One request; for staff who neither filed it nor decide or serve requests it does not exist. */
export class GetRequest extends Query<RequestView> {
  readonly by: SchoolActor;
  readonly requestId: string;
  constructor(by: SchoolActor, requestId: string) {
    super();
    this.by = by;
    this.requestId = requestId;
  }
}

@QueryHandler(GetRequest)
export class GetRequestHandler implements IQueryHandler<GetRequest> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  execute({ by, requestId }: GetRequest): Promise<RequestView> {
    return this.#db.read(by, (tx) => requestViewFor(tx, by, requestId));
  }
}
