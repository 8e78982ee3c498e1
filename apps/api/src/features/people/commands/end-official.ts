import type { Result, routes } from '@guardroom/contracts';
import type { DistrictActor, Tx } from '@guardroom/db';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused, notFound } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { OFFICIALS, type OfficialRow, officialOf } from '../official-view.ts';

type Route = typeof routes.endOfficial;

/**
 * Ends a post at the bureau or of an authority's officer. From the commit on no token of that person counts that was issued before,
 * whatever the identity provider says; posts elsewhere stay.
 * @refuses people.already_ended — when it has ended
 * @refuses people.own_appointment — when it is one's own post
 */
export class EndOfficial extends Command<Result<Route>> {
  readonly by: DistrictActor;
  readonly appointmentId: string;
  readonly reason: string;
  constructor(by: DistrictActor, appointmentId: string, reason: string) {
    super();
    this.by = by;
    this.appointmentId = appointmentId;
    this.reason = reason;
  }
}

@CommandHandler(EndOfficial)
export class EndOfficialHandler implements ICommandHandler<EndOfficial> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async execute({ by, appointmentId, reason }: EndOfficial): Promise<Result<Route>> {
    return this.#db.write(by, async (tx) => {
      const row = await find(tx, appointmentId);
      if (!row) throw notFound();
      if (row.sub === by.sub) throw new Refused('people.own_appointment');
      const at = this.#clock.now();
      const table = row.agency_id ? 'liaisons' : 'district_appointments';
      const ended = await tx.query(`update ${table} set ended_at = $1, end_reason = $2, identity_synced_at = null where appointment_id = $3 and ended_at is null returning 1`, [at, reason, appointmentId]);
      if (ended.length === 0) throw new Refused('people.already_ended', { details: { endedAt: row.ended_at?.toISOString() ?? at } });
      await tx.sql`select gr.retire_official(${row.sub})`;
      await appendFact(tx, by, { type: 'official.ended', subject: appointmentId, at, body: { personId: row.person_id, name: row.person_name, sub: row.sub, role: row.role, agency: row.agency_name, reason } });
      return officialOf((await find(tx, appointmentId)) as OfficialRow, by);
    });
  }
}

async function find(tx: Tx, appointmentId: string): Promise<OfficialRow | undefined> {
  const [row] = await tx.query<OfficialRow>(`select * from (${OFFICIALS}) a where appointment_id = $1`, [appointmentId]);
  return row;
}
