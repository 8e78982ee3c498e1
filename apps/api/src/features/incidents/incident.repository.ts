import type { Result, Routes } from '@guardroom/contracts';
import type { MachineActor, SchoolActor, Tx } from '@guardroom/db';
import { type DispatchState, type Incident, type IncidentCategory, type IncidentEntryKind, type IncidentHoldState, type IncidentRecord, type IncidentSeverity, type IncidentState, incidentRights, missingFrom } from '@guardroom/domain';
import { systemClock } from '@guardroom/kernel';
import type { Tenants } from '../../platform/database/databases.ts';
import { notFound } from '../../platform/errors/refused.ts';

/** An incident as its operations answer it. */
export type IncidentView = Result<Routes['getIncident']>;
/** An incident as lists show it. */
export type IncidentLine = Result<Routes['listIncidents']>['items'][number];

type Camera = { readonly id: string; readonly name: string; readonly location: string };
type Entry = { readonly kind: IncidentEntryKind; readonly recipient: IncidentView['entries'][number]['recipient']; readonly words: string; readonly at: string; readonly byName: string };
type Dispatch = { readonly id: string; readonly assignee: string; readonly task: string; readonly state: DispatchState; readonly sentAt: string; readonly sentByName: string; readonly acceptedAt: string | null; readonly arrivedAt: string | null; readonly resolvedAt: string | null; readonly outcome: string | null };

/** A stored incident with its cameras. */
export type IncidentLineRow = {
  readonly incident_id: string; readonly number: string; readonly state: IncidentState; readonly category: IncidentCategory; readonly severity: IncidentSeverity | null;
  readonly place: string; readonly from_at: Date; readonly to_at: Date; readonly opened_at: Date; readonly opened_by: string; readonly opened_by_name: string;
  readonly report_by: Date; readonly reported_at: Date | null; readonly close_by: Date; readonly closed_at: Date | null;
  readonly hold_until: Date; readonly release_requested_at: Date | null; readonly released_at: Date | null; readonly cameras: Camera[];
};

/** A stored incident with everything that belongs to it. */
export type IncidentRow = IncidentLineRow & {
  readonly description: string; readonly detected_at: Date; readonly triaged_at: Date | null; readonly triaged_by: string | null; readonly triaged_by_name: string | null;
  readonly district_report_by: Date | null; readonly district_reported_at: Date | null; readonly resolved_at: Date | null; readonly resolved_by_name: string | null; readonly result: string | null;
  readonly summary: string | null; readonly cause: string | null; readonly measures: string | null; readonly people_codes: string[] | null; readonly units_involved: string[] | null;
  readonly report_written_at: Date | null; readonly report_written_by: string | null; readonly report_written_by_name: string | null; readonly closed_by: string | null; readonly closed_by_name: string | null;
  readonly release_requested_by: string | null; readonly release_requested_by_name: string | null; readonly release_reason: string | null; readonly released_by_name: string | null;
  readonly entries: Entry[]; readonly dispatches: Dispatch[]; readonly is_held: boolean;
};

/** The instants of a JSON text are those of the contract: UTC with milliseconds. */
const UTC = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const CAMERAS = `(select coalesce(jsonb_agg(jsonb_build_object('id', m.camera_id, 'name', m.name, 'location', m.location) order by m.name), '[]')
  from incident_cameras c join cameras m using (school_id, camera_id) where c.school_id = i.school_id and c.incident_id = i.incident_id) as cameras`;

/** Incidents of the reader's school; conditions follow with `where`. */
export const INCIDENTS = `select i.*, ${CAMERAS} from incidents i`;

const WHOLE = `
  select i.*, ${CAMERAS},
    (select coalesce(jsonb_agg(jsonb_build_object('kind', e.kind, 'recipient', e.recipient, 'words', e.words, 'at', ${UTC('e.at')}, 'byName', e.by_name) order by e.at, e.entry_no), '[]')
       from incident_entries e where e.school_id = i.school_id and e.incident_id = i.incident_id) as entries,
    (select coalesce(jsonb_agg(jsonb_build_object('id', d.dispatch_id, 'assignee', d.assignee, 'task', d.task, 'state', d.state, 'sentAt', ${UTC('d.sent_at')}, 'sentByName', d.sent_by_name,
              'acceptedAt', ${UTC('d.accepted_at')}, 'arrivedAt', ${UTC('d.arrived_at')}, 'resolvedAt', ${UTC('d.resolved_at')}, 'outcome', d.outcome) order by d.sent_at, d.dispatch_id), '[]')
       from dispatch_orders d where d.school_id = i.school_id and d.incident_id = i.incident_id) as dispatches,
    exists (select from holds h where h.school_id = i.school_id and h.source_kind = 'incident' and h.source_id = i.incident_id and h.released_at is null) as is_held
    from incidents i where i.school_id = $1 and i.incident_id = $2`;

/**
 * One incident; with `lock` no other transaction changes it before this one ends.
 * @refuses request.not_found — when it is not there
 */
export async function incidentOf(tx: Tx, by: Pick<SchoolActor | MachineActor, 'schoolId'>, incidentId: string, lock?: 'lock'): Promise<IncidentRow> {
  if (lock) await tx.sql`select from incidents where school_id = ${by.schoolId} and incident_id = ${incidentId} for update`;
  const [row] = await tx.query<IncidentRow>(WHOLE, [by.schoolId, incidentId]);
  if (!row) throw notFound();
  return row;
}

/** Runs one change of an incident under its row's lock and answers what the actor sees after it. @refuses request.not_found — when it is not there */
export const changeIncident = (db: Tenants, by: SchoolActor, incidentId: string, change: (tx: Tx, row: IncidentRow) => Promise<unknown>): Promise<IncidentView> =>
  db.write(by, async (tx) => {
    await change(tx, await incidentOf(tx, by, incidentId, 'lock'));
    return incidentView(await incidentOf(tx, by, incidentId), by);
  });

const holdStateOf = (row: IncidentLineRow): IncidentHoldState => (row.released_at ? 'released' : row.release_requested_at ? 'release_requested' : 'active');

/** What the domain's rules read. */
export const factsOf = (row: IncidentRow): Incident => ({
  state: row.state,
  severity: row.severity,
  triagedBy: row.triaged_by,
  openedBy: row.opened_by,
  reportWrittenBy: row.report_written_by,
  holdState: holdStateOf(row),
  releaseRequestedBy: row.release_requested_by,
  holdUntilMs: row.hold_until.getTime(),
});

/** The record as closing looks at it. Footage that two people let go was held. */
export const recordOf = (row: IncidentRow): IncidentRecord => ({
  severity: row.severity,
  reported: row.reported_at !== null,
  districtReported: row.district_reported_at !== null,
  actions: row.entries.filter((entry) => entry.kind === 'action').length + row.dispatches.length,
  openDispatches: row.dispatches.filter((order) => order.state !== 'resolved').length,
  result: row.result,
  summary: row.summary,
  cause: row.cause,
  measures: row.measures,
  peopleCodes: row.people_codes,
  unitsInvolved: row.units_involved,
  footageHeld: row.is_held || row.released_at !== null,
});

/** A row as lists show it. */
export const incidentLine = (row: IncidentLineRow): IncidentLine => ({
  id: row.incident_id,
  number: row.number,
  state: row.state,
  category: row.category,
  severity: row.severity,
  place: row.place,
  cameras: row.cameras,
  from: row.from_at.toISOString(),
  to: row.to_at.toISOString(),
  openedAt: row.opened_at.toISOString(),
  openedBy: { id: row.opened_by, name: row.opened_by_name },
  reportBy: row.report_by.toISOString(),
  reportedAt: row.reported_at?.toISOString() ?? null,
  closeBy: row.close_by.toISOString(),
  closedAt: row.closed_at?.toISOString() ?? null,
  hold: { state: holdStateOf(row), until: row.hold_until.toISOString() },
});

const person = (id: string | null, name: string | null) => (id && name ? { id, name } : null);

/** A row as the person who asks may see it. */
export function incidentView(row: IncidentRow, by: SchoolActor): IncidentView {
  const record = recordOf(row);
  return {
    ...incidentLine(row),
    description: row.description,
    detectedAt: row.detected_at.toISOString(),
    triagedAt: row.triaged_at?.toISOString() ?? null,
    triagedBy: person(row.triaged_by, row.triaged_by_name),
    districtReportBy: row.district_report_by?.toISOString() ?? null,
    districtReportedAt: row.district_reported_at?.toISOString() ?? null,
    entries: row.entries,
    dispatches: row.dispatches,
    resolvedAt: row.resolved_at?.toISOString() ?? null,
    resolvedByName: row.resolved_by_name,
    result: row.result,
    report: {
      summary: row.summary,
      cause: row.cause,
      measures: row.measures,
      peopleCodes: row.people_codes,
      unitsInvolved: row.units_involved,
      writtenAt: row.report_written_at?.toISOString() ?? null,
      writtenBy: person(row.report_written_by, row.report_written_by_name),
    },
    closedBy: person(row.closed_by, row.closed_by_name),
    release: row.release_requested_at
      ? {
          reason: row.release_reason ?? '',
          requestedBy: { id: row.release_requested_by ?? '', name: row.release_requested_by_name ?? '' },
          requestedAt: row.release_requested_at.toISOString(),
          releasedByName: row.released_by_name,
          releasedAt: row.released_at?.toISOString() ?? null,
        }
      : null,
    missing: row.state === 'closed' ? [] : missingFrom(record),
    may: incidentRights(factsOf(row), record, by, systemClock.nowMs()),
  };
}
