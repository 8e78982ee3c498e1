import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { SchoolActor } from '@guardroom/db';
import { Tenants } from '../../../platform/database/databases.ts';
import { type IncidentView, incidentOf, incidentView } from '../incident.repository.ts';

/** One incident with everything that was written down. */
export class GetIncident extends Query<IncidentView> {
  readonly by: SchoolActor;
  readonly incidentId: string;
  constructor(by: SchoolActor, incidentId: string) {
    super();
    this.by = by;
    this.incidentId = incidentId;
  }
}

@QueryHandler(GetIncident)
export class GetIncidentHandler implements IQueryHandler<GetIncident> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  execute({ by, incidentId }: GetIncident): Promise<IncidentView> {
    return this.#db.read(by, async (tx) => incidentView(await incidentOf(tx, by, incidentId), by));
  }
}
