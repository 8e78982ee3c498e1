import type { SchoolActor, Tx } from '@guardroom/db';
import type { Result, Routes } from '@guardroom/contracts';
import { type Fulfilment, type Granted, type RequestState, rightsOn, seesAllRequests } from '@guardroom/domain';
import { notFound } from '../../platform/errors/refused.ts';

/** A request as its operations answer it. */
export type RequestView = Result<Routes['getRequest']>;

type CameraCell = { id: string; name: string; location: string; granted: boolean };

/** A stored request with its cameras, its newest hold, and whether the asking person has looked. */
export type RequestRow = {
  request_id: string; number: string; state: RequestState; applicant_person_id: string; applicant_name: string;
  relation: RequestView['relation']; purpose: RequestView['purpose']; reason: string; from_at: Date; to_at: Date;
  fulfilment_asked: Fulfilment; findings: string[]; filed_at: Date;
  decision_kind: 'approved' | 'approved_in_part' | 'refused' | null; decided_by_person_id: string | null; decided_by_name: string | null;
  decided_at: Date | null; decision_reasons: string | null; fulfilment: Fulfilment | null; granted_from: Date | null; granted_to: Date | null; valid_until: Date | null;
  finding_words: string | null; finding_by_person_id: string | null; finding_by_name: string | null; finding_at: Date | null;
  cameras: CameraCell[]; hold_from: Date | null; hold_to: Date | null; hold_until: Date | null; hold_active: boolean | null; has_looked: boolean; read_at: Date;
};

/** Requests of the school ($1) as the asking person ($2) may need them; further conditions follow with `and`. */
export const REQUESTS = `
  select r.*, c.cameras, h.from_at as hold_from, h.to_at as hold_to, h.until_at as hold_until, h.released_at is null and h.until_at > clock_timestamp() as hold_active,
         clock_timestamp() as read_at,
         exists (select from viewing_sessions s join viewing_entries e using (school_id, session_id)
                  where s.school_id = r.school_id and s.request_id = r.request_id and (s.viewer_sub = $2 or s.escort_sub = $2)) as has_looked
    from footage_requests r
    cross join lateral (select coalesce(jsonb_agg(jsonb_build_object('id', m.camera_id, 'name', m.name, 'location', m.location, 'granted', rc.granted) order by m.name), '[]') as cameras
                     from footage_request_cameras rc join cameras m using (school_id, camera_id) where rc.school_id = r.school_id and rc.request_id = r.request_id) c
    left join lateral (select from_at, to_at, until_at, released_at from holds where school_id = r.school_id and request_id = r.request_id order by placed_at desc limit 1) h on true
   where r.school_id = $1`;

/**
 * One request that the actor may know of; with `lock` no other transaction changes it before this one ends.
 * @refuses request.not_found — when it is not there, or the actor neither filed it nor decides or serves requests
 */
export async function requestFor(tx: Tx, by: SchoolActor, requestId: string, lock?: 'lock'): Promise<RequestRow> {
  if (lock) await tx.sql`select from footage_requests where school_id = ${by.schoolId} and request_id = ${requestId} for update`;
  const [row] = await tx.query<RequestRow>(`${REQUESTS} and r.request_id = $3`, [by.schoolId, by.sub, requestId]);
  if (!row || !(seesAllRequests(by) || row.applicant_person_id === by.personId)) throw notFound();
  return row;
}

/** What the domain's rules about viewing take. */
export const grantedOf = (row: RequestRow): Granted => ({
  state: row.state,
  applicantPersonId: row.applicant_person_id,
  decidedByPersonId: row.decided_by_person_id,
  fulfilment: row.fulfilment,
  validUntilMs: row.valid_until?.getTime() ?? null,
});

/** What the domain's rules about deciding take. */
export const askedOf = (row: RequestRow) => ({
  state: row.state,
  applicantPersonId: row.applicant_person_id,
  fromMs: row.from_at.getTime(),
  toMs: row.to_at.getTime(),
  cameraIds: row.cameras.map((camera) => camera.id),
});

/** A row as the person who asks may see it. */
export function requestView(row: RequestRow, by: SchoolActor): RequestView {
  const granted = row.cameras.filter((camera) => camera.granted);
  return {
    id: row.request_id,
    number: row.number,
    state: row.state,
    applicant: { id: row.applicant_person_id, name: row.applicant_name },
    relation: row.relation,
    purpose: row.purpose,
    reason: row.reason,
    cameras: row.cameras.map(({ id, name, location }) => ({ id, name, location })),
    from: row.from_at.toISOString(),
    to: row.to_at.toISOString(),
    fulfilmentAsked: row.fulfilment_asked,
    filedAt: row.filed_at.toISOString(),
    findings: row.findings,
    hold: row.hold_from && row.hold_to && row.hold_until
      ? { from: row.hold_from.toISOString(), to: row.hold_to.toISOString(), until: row.hold_until.toISOString(), active: row.hold_active === true }
      : null,
    decision: row.decision_kind && row.decided_at
      ? {
          kind: row.decision_kind,
          by: { id: row.decided_by_person_id ?? '', name: row.decided_by_name ?? '' },
          at: row.decided_at.toISOString(),
          reasons: row.decision_reasons ?? '',
          fulfilment: row.fulfilment,
          cameras: granted.map(({ id, name }) => ({ id, name })),
          from: row.granted_from?.toISOString() ?? null,
          to: row.granted_to?.toISOString() ?? null,
          validUntil: row.valid_until?.toISOString() ?? null,
        }
      : null,
    finding: row.finding_words && row.finding_at
      ? { words: row.finding_words, by: { id: row.finding_by_person_id ?? '', name: row.finding_by_name ?? '' }, at: row.finding_at.toISOString() }
      : null,
    may: rightsOn({ ...grantedOf(row), hasLooked: row.has_looked }, by, row.read_at.getTime()),
  };
}

/** The request as the actor sees it after a command. */
export const requestViewFor = async (tx: Tx, by: SchoolActor, requestId: string): Promise<RequestView> => requestView(await requestFor(tx, by, requestId), by);
