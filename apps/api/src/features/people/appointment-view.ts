import type { Result, routes } from '@guardroom/contracts';
import type { SchoolRole } from '@guardroom/domain';

/** A row of appointments as `APPOINTMENT_COLUMNS` selects it. */
export type AppointmentRow = {
  readonly id: string;
  readonly person_id: string;
  readonly sub: string;
  readonly name: string;
  readonly role: SchoolRole;
  readonly starts_on: string;
  readonly ended_at: Date | null;
  readonly end_reason: string | null;
  readonly identity_synced_at: Date | null;
};
export const APPOINTMENT_COLUMNS = 'appointment_id as id, person_id, sub, person_name as name, role, starts_on::text, ended_at, end_reason, identity_synced_at';

/** An appointment as the contract shows it. */
export const appointmentOf = (row: AppointmentRow): Result<typeof routes.endAppointment> => ({
  id: row.id,
  person: { id: row.person_id, name: row.name },
  role: row.role,
  startsOn: row.starts_on,
  endedAt: row.ended_at?.toISOString() ?? null,
  endReason: row.end_reason,
  identitySync: row.identity_synced_at ? 'synced' : 'pending',
});
