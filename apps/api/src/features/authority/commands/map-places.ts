import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { SchoolActor, Tx } from '@guardroom/db';
import { AUTHORITY_HOLD_DAYS, mapCameras } from '@guardroom/domain';
import { addMs, dayMs, instantOf } from '@guardroom/kernel';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused, valueOf } from '../../../platform/errors/refused.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { placeHold, releaseHoldsOf } from '../../retention/public.ts';
import { type AuthorityRequestView, authorityRequestFor, authorityRequestViewFor, caseOf } from '../authority-request-view.ts';
import { keyOf } from '../case-view.ts';
import { record } from '../record.ts';

/** Says which cameras the places of a notice are. */
export class MapPlaces extends Command<AuthorityRequestView> {
  readonly by: SchoolActor;
  readonly requestId: string;
  readonly cameraIds: readonly string[];
  constructor(by: SchoolActor, requestId: string, cameraIds: readonly string[]) {
    super();
    this.by = by;
    this.requestId = requestId;
    this.cameraIds = [...new Set(cameraIds)];
  }
}

@CommandHandler(MapPlaces)
export class MapPlacesHandler implements ICommandHandler<MapPlaces> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  /** The hold on the whole school ends in the transaction that holds the cameras which were meant. */
  execute({ by, requestId, cameraIds }: MapPlaces): Promise<AuthorityRequestView> {
    const at = this.#clock.now();
    return this.#db.write(by, async (tx) => {
      const row = await authorityRequestFor(tx, by, requestId, 'lock');
      valueOf(mapCameras(caseOf(row)));
      await known(tx, by, cameraIds);
      await tx.sql`delete from authority_request_cameras where school_id = ${by.schoolId} and request_id = ${requestId}`;
      await tx.sql`insert into authority_request_cameras (school_id, request_id, camera_id, district_id) select ${by.schoolId}, ${requestId}, unnest(${cameraIds}::text[]), ${by.districtId}`;
      await tx.sql`update authority_requests set mapped_at = ${at}, mapped_by_person_id = ${by.personId}, mapped_by_name = ${by.name} where school_id = ${by.schoolId} and request_id = ${requestId}`;
      await releaseHoldsOf(tx, by, requestId, at, 'mapped');
      const [from, to] = [instantOf(row.from_at.getTime()), instantOf(row.to_at.getTime())];
      const until = addMs(instantOf(row.filed_at.getTime()), AUTHORITY_HOLD_DAYS.undecided * dayMs);
      await placeHold(tx, by, { kind: 'provisional', source: { kind: 'authority_request', id: requestId }, cameraIds, from, to, until, at });
      await record(tx, by, keyOf(row), { kind: 'cameras_found', at, body: { cameraIds } });
      return authorityRequestViewFor(tx, by, requestId);
    });
  }
}

async function known(tx: Tx, by: SchoolActor, cameraIds: readonly string[]): Promise<void> {
  const rows = await tx.sql<{ camera_id: string }>`select camera_id from cameras where school_id = ${by.schoolId} and camera_id = any(${cameraIds}::text[])`;
  const unknown = cameraIds.filter((id) => !rows.some((row) => row.camera_id === id));
  if (unknown.length > 0) throw new Refused('authority.unknown_camera', { details: { clauses: ['R22:4'], cameraIds: unknown } });
}
