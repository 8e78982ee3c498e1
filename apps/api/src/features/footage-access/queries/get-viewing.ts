import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { SchoolActor } from '@guardroom/db';
import { Tenants } from '../../../platform/database/databases.ts';
import { type ViewingView, sessionFor, viewingView } from '../viewing-session.repository.ts';

/** One viewing as it stands now. */
export class GetViewing extends Query<ViewingView> {
  readonly by: SchoolActor;
  readonly sessionId: string;
  constructor(by: SchoolActor, sessionId: string) {
    super();
    this.by = by;
    this.sessionId = sessionId;
  }
}

@QueryHandler(GetViewing)
export class GetViewingHandler implements IQueryHandler<GetViewing> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  execute({ by, sessionId }: GetViewing): Promise<ViewingView> {
    return this.#db.read(by, async (tx) => viewingView(await sessionFor(tx, by, sessionId)));
  }
}
