import type { Result, routes } from '@guardroom/contracts';
import type { Prisma } from '@guardroom/db';
import type { SchoolRole } from '@guardroom/domain';

/** A row of appointments, as Prisma gives it and as `APPOINTMENT_COLUMNS` selects it. */
export type AppointmentRow = Pick<Prisma.AppointmentModel, 'appointmentId' | 'personId' | 'personName' | 'role' | 'startsOn' | 'endedAt' | 'endReason' | 'identitySyncedAt'>;
export const APPOINTMENT_COLUMNS = `appointment_id as "appointmentId", person_id as "personId", person_name as "personName", role, starts_on as "startsOn", ended_at as "endedAt",
  end_reason as "endReason", identity_synced_at as "identitySyncedAt"`;

/** An appointment as the contract shows it. */
export const appointmentOf = (row: AppointmentRow): Result<typeof routes.endAppointment> => ({
  id: row.appointmentId,
  person: { id: row.personId, name: row.personName },
  role: row.role as SchoolRole,
  startsOn: row.startsOn.toISOString().slice(0, 10),
  endedAt: row.endedAt?.toISOString() ?? null,
  endReason: row.endReason,
  identitySync: row.identitySyncedAt ? 'synced' : 'pending',
});
