import type { ReactElement } from 'react';
import { Button } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import type { z } from 'zod';
import type { appointment as appointmentView } from '@guardroom/contracts';
import { APPOINTMENT_STATES, SCHOOL_ROLES } from '@guardroom/domain';
import { Register } from '../../components/register/Register.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { Day, When } from '../../components/When.tsx';
import { useHolds } from '../../providers/session.tsx';
import { EndPost } from './EndPost.tsx';

type Appointment = z.output<typeof appointmentView>;

/** Who holds or was offered which post; offers are taken back, and the end of a post takes role, sessions and pictures away at once. */
export default function AppointmentList(): ReactElement {
  const translate = useTranslate();
  const mayAppoint = useHolds('principal', 'legal_representative');
  return (
    <Register<Appointment>
      resource="appointments"
      messages="appointments"
      columns={[
        { key: 'person', render: (row) => row.person.name, csv: (row) => row.person.name, sort: 'name', phone: 'title' },
        { key: 'role', render: (row) => translate(`role.${row.role}`), csv: (row) => translate(`role.${row.role}`), sort: 'role' },
        {
          key: 'state',
          render: (row) => <StateBadge list="appointment_state" value={row.state} quiet title={row.proposal ? translate('appointments.by', { name: row.proposal.byName }) : undefined} />,
          csv: (row) => translate(`appointment_state.${row.state}`),
          sort: 'state',
          phone: 'corner',
        },
        { key: 'starts', render: (row) => <Day day={row.startsOn} />, csv: (row) => row.startsOn, sort: 'startsOn', sortKind: 'time' },
        { key: 'ended', render: (row) => (row.endedAt ? <span title={row.endReason ?? ''}><When at={row.endedAt} precision="minutes" /></span> : (row.endReason ?? '—')), csv: (row) => row.endedAt, sort: 'endedAt', sortKind: 'time', maxWidth: 160 },
        { key: 'sync', render: (row) => <StateBadge list="identity_sync" value={row.identitySync} quiet />, csv: (row) => translate(`identity_sync.${row.identitySync}`), phone: 'none' },
        ...(mayAppoint ? [{ key: 'end', render: (row: Appointment) => (row.mayEnd ? <EndPost appointment={row} send={(client, schoolId, reason) => client.endAppointment({ params: { schoolId, appointmentId: row.id }, body: { reason } })} /> : ''), csv: () => '' }] : []),
      ]}
      filters={[
        { kind: 'search', source: 'q' },
        { kind: 'choice', source: 'role', label: 'appointments.column.role', choices: SCHOOL_ROLES.map((id) => ({ id, name: translate(`role.${id}`) })) },
        { kind: 'choice', source: 'state', label: 'appointments.column.state', choices: APPOINTMENT_STATES.map((id) => ({ id, name: translate(`appointment_state.${id}`) })) },
      ]}
      actions={
        mayAppoint && (
          <Button variant="contained" component={LinkBase} to="/appointments/create">
            {translate('appointments.propose')}
          </Button>
        )
      }
    />
  );
}
