import type { SchoolActor } from '@guardroom/db';
import type { ClearanceKind } from '@guardroom/domain';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused, notFound } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { type ClearanceView, clearanceFor } from '../clearance-view.ts';

type Row = { readonly person_id: string; readonly person_name: string; readonly kind: ClearanceKind; readonly revoked_at: Date | null };

/**
 * Takes a clearance back; the record stays and says why.
 * @refuses people.own_clearance — when it is one's own
 * @refuses people.clearance_revoked — when somebody did it already
 */
export class RevokeClearance extends Command<ClearanceView> {
  readonly by: SchoolActor;
  readonly clearanceId: string;
  readonly reason: string;
  constructor(by: SchoolActor, clearanceId: string, reason: string) {
    super();
    this.by = by;
    this.clearanceId = clearanceId;
    this.reason = reason;
  }
}

@CommandHandler(RevokeClearance)
export class RevokeClearanceHandler implements ICommandHandler<RevokeClearance> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, clearanceId, reason }: RevokeClearance): Promise<ClearanceView> {
    const at = this.#clock.now();
    return this.#db.write(by, async (tx) => {
      const [row] = await tx.sql<Row>`select person_id, person_name, kind, revoked_at from clearances where clearance_id = ${clearanceId} for update`;
      if (!row) throw notFound();
      if (row.person_id === by.personId) throw new Refused('people.own_clearance');
      if (row.revoked_at) throw new Refused('people.clearance_revoked', { details: { at: row.revoked_at.toISOString() } });
      await tx.sql`update clearances set revoked_at = ${at}, revoked_by_name = ${by.name}, revoke_reason = ${reason} where clearance_id = ${clearanceId}`;
      await appendFact(tx, by, { type: 'clearance.revoked', subject: clearanceId, at, body: { personId: row.person_id, kind: row.kind, reason } });
      return clearanceFor(tx, { id: row.person_id, name: row.person_name }, row.kind);
    });
  }
}
