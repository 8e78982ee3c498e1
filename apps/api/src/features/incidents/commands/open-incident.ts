import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Input, Routes } from '@guardroom/contracts';
import type { SchoolActor, Tx } from '@guardroom/db';
import { incidentDeadlines, incidentNumber, isGrave, judgeIncidentMark } from '@guardroom/domain';
import { type Instant, civilDay, instantOf, newId } from '@guardroom/kernel';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused, valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { noteDue } from '../../../platform/jobs/work.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { placeHold } from '../../retention/public.ts';
import { policyOf } from '../../tenancy/public.ts';
import { REPORT_DUE } from '../due/watch-report.ts';
import { noteReview } from '../incident-hold.ts';
import { type IncidentView, incidentOf, incidentView } from '../incident.repository.ts';

type Mark = Input<Routes['openIncident']>['body'];

/**
 * Marks what happened. From the moment this is stored the footage is held beyond its retention, until two people let it go.
 * @refuses incident.range_wrong — when the time is empty, in the future, too old or too long
 * @refuses incident.unknown_camera — naming every camera that the school does not have
 */
export class OpenIncident extends Command<IncidentView> {
  readonly by: SchoolActor;
  readonly mark: Mark;
  constructor(by: SchoolActor, mark: Mark) {
    super();
    this.by = by;
    this.mark = { ...mark, cameraIds: [...new Set(mark.cameraIds)] };
  }
}

@CommandHandler(OpenIncident)
export class OpenIncidentHandler implements ICommandHandler<OpenIncident> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, mark }: OpenIncident): Promise<IncidentView> {
    const at = this.#clock.now();
    return this.#db.write(by, async (tx) => {
      await judge(tx, by, mark, at);
      const incidentId = newId('inc');
      await store(tx, by, incidentId, mark, at);
      return incidentView(await incidentOf(tx, by, incidentId), by);
    });
  }
}

async function judge(tx: Tx, by: SchoolActor, { from, to, cameraIds, detectedAt }: Mark, at: Instant): Promise<void> {
  const policy = (await policyOf(tx, by.schoolId))?.policy;
  if (!policy) throw new Error('the school has no policy');
  const known = await tx.sql<{ camera_id: string }>`select camera_id from cameras where school_id = ${by.schoolId} and camera_id = any(${cameraIds}::text[])`;
  const mark = { fromMs: Date.parse(from), toMs: Date.parse(to), cameraIds };
  valueOf(judgeIncidentMark(mark, { nowMs: Date.parse(at), retentionDays: policy.retentionDays, cameraIds: new Set(known.map((camera) => camera.camera_id)) }));
  if (detectedAt && detectedAt > at) throw new Refused('incident.range_wrong', { details: { faults: ['detected_in_future'] } });
}

async function store(tx: Tx, by: SchoolActor, incidentId: string, mark: Mark, at: Instant): Promise<void> {
  const { category, severity = null, place, description, cameraIds } = mark;
  const [from, to, detectedAt] = [instantOf(Date.parse(mark.from)), instantOf(Date.parse(mark.to)), instantOf(Date.parse(mark.detectedAt ?? at))];
  const { reportByMs, districtReportByMs, closeByMs, holdUntilMs } = incidentDeadlines({ detectedMs: Date.parse(detectedAt), openedMs: Date.parse(at) });
  const [reportBy, until] = [instantOf(reportByMs), instantOf(holdUntilMs)];
  const number = await nextNumber(tx, by, at);
  const triage = severity ? { at, by: by.personId, name: by.name } : { at: null, by: null, name: null };
  await tx.sql`
    insert into incidents (school_id, incident_id, district_id, number, state, category, severity, place, description, from_at, to_at, detected_at, opened_at, opened_by, opened_by_name,
      triaged_at, triaged_by, triaged_by_name, report_by, district_report_by, close_by, hold_until)
    values (${by.schoolId}, ${incidentId}, ${by.districtId}, ${number}, ${severity ? 'triaged' : 'opened'}, ${category}, ${severity}, ${place}, ${description}, ${from}, ${to}, ${detectedAt}, ${at}, ${by.personId}, ${by.name},
      ${triage.at}, ${triage.by}, ${triage.name}, ${reportBy}, ${severity && isGrave(severity) ? instantOf(districtReportByMs) : null}, ${instantOf(closeByMs)}, ${until})`;
  await tx.sql`insert into incident_cameras (school_id, incident_id, camera_id, district_id) select ${by.schoolId}, ${incidentId}, unnest(${cameraIds}::text[]), ${by.districtId}`;
  await appendFact(tx, by, { type: 'incident.opened', subject: incidentId, at, body: { number, category, severity, cameraIds, from, to, detectedAt, reportBy } });
  await placeHold(tx, by, { kind: 'preservation', source: { kind: 'incident', id: incidentId }, cameraIds, from, to, until, at });
  await noteReview(tx, by, incidentId, until);
  await noteDue(tx, by, { kind: REPORT_DUE, subject: incidentId, dueAt: new Date(reportBy) });
}

/** Numbers run without holes per school and civil year: the row is locked until the incident is stored or forgotten. */
async function nextNumber(tx: Tx, by: SchoolActor, at: Instant): Promise<string> {
  const year = Number(civilDay(at).slice(0, 4));
  const [row] = await tx.sql<{ last_number: number }>`
    insert into incident_numbers (school_id, year, district_id, last_number) values (${by.schoolId}, ${year}, ${by.districtId}, 1)
    on conflict (school_id, year) do update set last_number = incident_numbers.last_number + 1 returning last_number`;
  if (!row) throw new Error('no incident number');
  return incidentNumber(year, row.last_number);
}
