import type { Result, routes } from '@guardroom/contracts';
import type { Tx } from '@guardroom/db';
import { requiredOf } from '@guardroom/domain';
import { civilDay, systemClock } from '@guardroom/kernel';
import type { AuthDb } from '../../platform/database/databases.ts';
import { APPOINTMENTS, type AppointmentRow } from './appointment-view.ts';
import { clearancesOf } from './clearance-view.ts';

/** One's own post or offer as its operations answer it. */
export type OwnAppointment = Result<typeof routes.acceptAppointment>;
/** A post or offer with the school where it is. */
export type OwnRow = AppointmentRow & { readonly school_no: number; readonly district_id: string; readonly school_name: string };

const OWN = `select a.*, s.school_no, s.district_id, s.name as school_name from (${APPOINTMENTS}) a join guardroom.schools s using (school_id)
  where a.sub = $1 and a.state in ('proposed', 'accepted', 'current') order by a.state = 'proposed' desc, s.name, a.role`;

/** Posts and offers of a subject at all schools, asked through the login that resolves subjects: who holds no post yet reads no school. */
export const ownRows = async (auth: AuthDb, sub: string): Promise<OwnRow[]> => (await auth.pool.query<OwnRow>(OWN, [sub])).rows;

/** A row as its own person sees it; `tx` is one of the person at that school, for what the post asks for. */
export async function ownAppointmentOf(row: OwnRow, tx: Tx | undefined): Promise<OwnAppointment> {
  const have = tx && (await clearancesOf(tx, row.person_id, civilDay(systemClock.now())));
  return {
    id: row.appointment_id,
    school: { id: row.school_id, name: row.school_name },
    role: row.role,
    state: row.state,
    startsOn: row.starts_on,
    proposedAt: row.proposed_at?.toISOString() ?? null,
    proposedByName: row.proposed_by_name,
    requirements: have ? requiredOf([row.role]).map((kind) => ({ kind, ...have[kind] })) : [],
  };
}
