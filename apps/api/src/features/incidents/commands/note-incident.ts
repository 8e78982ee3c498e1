import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Input, Routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { noteIncident } from '@guardroom/domain';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused, valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { type IncidentView, changeIncident } from '../incident.repository.ts';

/**
 * Writes a line into the handling log. The first report upward is what the deadline asks for.
 * @refuses incident.severity_missing — for something done before the severity was set
 * @refuses incident.over — when the record is closed
 * @refuses incident.time_wrong — for a time in the future or before it was noticed
 */
export class NoteIncident extends Command<IncidentView> {
  readonly by: SchoolActor;
  readonly incidentId: string;
  readonly entry: Input<Routes['noteIncident']>['body'];
  constructor(by: SchoolActor, incidentId: string, entry: Input<Routes['noteIncident']>['body']) {
    super();
    this.by = by;
    this.incidentId = incidentId;
    this.entry = entry;
  }
}

@CommandHandler(NoteIncident)
export class NoteIncidentHandler implements ICommandHandler<NoteIncident> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, incidentId, entry }: NoteIncident): Promise<IncidentView> {
    const at = this.#clock.now();
    return changeIncident(this.#db, by, incidentId, async (tx, row) => {
      const state = valueOf(noteIncident(row, entry.kind));
      const when = new Date(entry.at ?? at);
      if (when > new Date(at) || when < row.detected_at) throw new Refused('incident.time_wrong', { details: { earliest: row.detected_at.toISOString(), latest: at } });
      const recipient = entry.kind === 'action' ? null : entry.recipient;
      await tx.sql`insert into incident_entries (school_id, incident_id, entry_no, district_id, kind, recipient, words, at, by_person, by_name, recorded_at)
        values (${by.schoolId}, ${incidentId}, ${row.entries.length + 1}, ${by.districtId}, ${entry.kind}, ${recipient}, ${entry.words}, ${when}, ${by.personId}, ${by.name}, ${at})`;
      const [reported, toDistrict] = [entry.kind === 'report' ? when : null, recipient === 'district_officer' ? when : null];
      await tx.sql`update incidents set state = ${state}, reported_at = least(reported_at, ${reported}), district_reported_at = least(district_reported_at, ${toDistrict})
        where school_id = ${by.schoolId} and incident_id = ${incidentId}`;
      await appendFact(tx, by, { type: entry.kind === 'report' ? 'incident.reported' : 'incident.noted', subject: incidentId, at, body: { kind: entry.kind, recipient, when: when.toISOString() } });
    });
  }
}
