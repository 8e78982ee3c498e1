import type { Input, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { judgeClearance } from '@guardroom/domain';
import { civilDay, newId } from '@guardroom/kernel';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused, notFound, valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { documentOf } from '../../documents/public.ts';
import { APPOINTMENTS } from '../appointment-view.ts';
import { type ClearanceView, clearanceFor } from '../clearance-view.ts';

type Body = Input<typeof routes.recordClearance>['body'];

/**
 * Records what somebody else has: a check, a course, a certificate.
 * @refuses people.own_clearance — when it is one's own: the holder does not verify themself
 * @refuses people.clearance_dates_wrong — when the days do not fit
 * @refuses documents.not_found — for a paper that is not there
 */
export class RecordClearance extends Command<ClearanceView> {
  readonly by: SchoolActor;
  readonly body: Body;
  constructor(by: SchoolActor, body: Body) {
    super();
    this.by = by;
    this.body = body;
  }
}

@CommandHandler(RecordClearance)
export class RecordClearanceHandler implements ICommandHandler<RecordClearance> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, body }: RecordClearance): Promise<ClearanceView> {
    const at = this.#clock.now();
    const { personId, kind, result, doneOn, issuer, note, documentId } = body;
    return this.#db.write(by, async (tx) => {
      const [person] = await tx.query<{ name: string }>(`select person_name as name from (${APPOINTMENTS}) a where person_id = $1 limit 1`, [personId]);
      if (!person) throw notFound();
      if (personId === by.personId) throw new Refused('people.own_clearance');
      const { validUntil } = valueOf(judgeClearance(body, civilDay(at)));
      if (documentId) await documentOf(tx, by.schoolId, documentId);
      const id = newId('clr');
      await tx.sql`
        insert into clearances (school_id, clearance_id, district_id, person_id, person_name, kind, result, done_on, valid_until, issuer, note, document_id, recorded_by, recorded_by_name, recorded_at)
        values (${by.schoolId}, ${id}, ${by.districtId}, ${personId}, ${person.name}, ${kind}, ${result}, ${doneOn}, ${validUntil}, ${issuer}, ${note}, ${documentId ?? null}, ${by.personId}, ${by.name}, ${at})`;
      await appendFact(tx, by, { type: 'clearance.recorded', subject: id, at, body: { personId, kind, result, doneOn, validUntil, hasPaper: documentId !== undefined } });
      return clearanceFor(tx, { id: personId, name: person.name }, kind);
    });
  }
}
