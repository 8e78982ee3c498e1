import type { Result, routes } from '@guardroom/contracts';
import type { DistrictActor } from '@guardroom/db';
import type { AgencyRole, BureauRole } from '@guardroom/domain';

/** A post at the bureau or of an authority's officer, as its operations answer it. */
export type OfficialView = Result<typeof routes.endOfficial>;

/** A post at the bureau or of an authority's officer. Civil days as text. */
export type OfficialRow = {
  readonly appointment_id: string;
  readonly person_id: string;
  readonly sub: string;
  readonly person_name: string;
  readonly role: BureauRole | AgencyRole;
  readonly agency_id: string | null;
  readonly agency_name: string | null;
  readonly badge_number: string | null;
  readonly state: OfficialView['state'];
  readonly starts_on: string;
  readonly ended_at: Date | null;
  readonly end_reason: string | null;
  readonly identity_synced_at: Date | null;
};

/** Posts at the reader's bureau, and of officers who file for authorities of its district. */
export const OFFICIALS = `
  select o.*, case when o.ended_at is null then 'current' else 'ended' end as state from (
    select appointment_id, person_id, sub, person_name, role, null::text as agency_id, null::text as agency_name, null::text as badge_number, starts_on::text as starts_on, ended_at, end_reason, identity_synced_at
      from guardroom.district_appointments
    union all
    select l.appointment_id, l.person_id, l.sub, l.person_name, 'authority_liaison', l.agency_id, g.name, l.badge_number, l.starts_on::text, l.ended_at, l.end_reason, l.identity_synced_at
      from guardroom.liaisons l join guardroom.agencies g using (district_id, agency_id)) o`;

/** A post as who asks may see it. */
export const officialOf = (row: OfficialRow, by: DistrictActor): OfficialView => ({
  id: row.appointment_id,
  person: { id: row.person_id, name: row.person_name },
  role: row.role,
  agency: row.agency_id === null ? null : { id: row.agency_id, name: row.agency_name ?? '', badgeNumber: row.badge_number ?? '' },
  state: row.state,
  startsOn: row.starts_on,
  endedAt: row.ended_at?.toISOString() ?? null,
  endReason: row.end_reason,
  identitySync: row.identity_synced_at ? 'synced' : 'pending',
  mayEnd: row.state === 'current' && row.sub !== by.sub && by.roles.includes('district_admin'),
});
