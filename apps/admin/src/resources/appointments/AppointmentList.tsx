import { useState, type ReactElement } from 'react';
import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField, Typography } from '@mui/material';
import { useNotify, useTranslate } from 'react-admin';
import type { z } from 'zod';
import type { appointment as appointmentView } from '@guardroom/contracts';
import { SCHOOL_ROLES } from '@guardroom/domain';
import { Problem } from '../../components/Problem.tsx';
import { Register } from '../../components/register/Register.tsx';
import { StateBadge, StatusBadge } from '../../components/StatusBadge.tsx';
import { When } from '../../components/When.tsx';
import { useApi, useHolds, useSchoolId, useSession } from '../../providers/session.tsx';
import { useRefreshAll } from '../../providers/use-ask.ts';

type Appointment = z.output<typeof appointmentView>;

/** Who holds which post since when; ending an appointment takes role, sessions and pictures away at once. */
export default function AppointmentList(): ReactElement {
  const translate = useTranslate();
  const { me } = useSession();
  const mayEnd = useHolds('principal', 'legal_representative');
  return (
    <Register<Appointment>
      resource="appointments"
      messages="appointments"
      columns={[
        { key: 'person', render: (row) => row.person.name, csv: (row) => row.person.name, sort: 'name', phone: 'title' },
        { key: 'role', render: (row) => translate(`role.${row.role}`), csv: (row) => translate(`role.${row.role}`), sort: 'role' },
        { key: 'state', render: (row) => <StatusBadge tone={row.endedAt ? 'unknown' : 'pass'} quiet>{translate(row.endedAt ? 'appointments.ended' : 'appointments.current')}</StatusBadge>, csv: (row) => translate(row.endedAt ? 'appointments.ended' : 'appointments.current'), phone: 'corner' },
        { key: 'starts', render: (row) => <span style={{ whiteSpace: 'nowrap' }}>{row.startsOn}</span>, csv: (row) => row.startsOn, sort: 'startsOn' },
        { key: 'ended', render: (row) => (row.endedAt ? <span title={row.endReason ?? ''}><When at={row.endedAt} precision="minutes" /></span> : '—'), csv: (row) => row.endedAt, sort: 'endedAt' },
        { key: 'sync', render: (row) => <StateBadge list="identity_sync" value={row.identitySync} quiet />, csv: (row) => translate(`identity_sync.${row.identitySync}`), phone: 'none' },
        ...(mayEnd ? [{ key: 'end', render: (row: Appointment) => (row.endedAt || row.person.id === me.personId ? '' : <End appointment={row} />), csv: () => '' }] : []),
      ]}
      filters={[
        { kind: 'search', source: 'q' },
        { kind: 'choice', source: 'role', label: 'appointments.column.role', choices: SCHOOL_ROLES.map((id) => ({ id, name: translate(`role.${id}`) })) },
        { kind: 'choice', source: 'current', label: 'appointments.column.state', choices: [{ id: 'true', name: translate('appointments.current') }, { id: 'false', name: translate('appointments.ended') }] },
      ]}
    />
  );
}

function End({ appointment }: { readonly appointment: Appointment }): ReactElement {
  const translate = useTranslate();
  const notify = useNotify();
  const client = useApi();
  const schoolId = useSchoolId();
  const refreshAll = useRefreshAll();
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<unknown>();
  const end = async (): Promise<void> => {
    setProblem(undefined);
    try {
      await client.endAppointment({ params: { schoolId, appointmentId: appointment.id }, body: { reason: reason.trim() } });
      setOpen(false);
      notify(translate('appointments.done', { name: appointment.person.name, role: translate(`role.${appointment.role}`) }), { type: 'success' });
      await refreshAll();
    } catch (error) {
      setProblem(error);
    }
  };
  return (
    <>
      <Button size="small" variant="outlined" color="error" onClick={() => setOpen(true)}>
        {translate('appointments.end')}
      </Button>
      <Dialog open={isOpen} onClose={() => setOpen(false)} fullWidth maxWidth="xs" aria-labelledby={`${appointment.id}-title`}>
        <Box component="form" onSubmit={(event) => (event.preventDefault(), void end())}>
          <DialogTitle id={`${appointment.id}-title`}>{translate('appointments.end_title', { name: appointment.person.name, role: translate(`role.${appointment.role}`) })}</DialogTitle>
          <DialogContent sx={{ display: 'grid', gap: 3 }}>
            <Typography>{translate('appointments.end_words')}</Typography>
            <TextField label={translate('appointments.reason')} value={reason} onChange={(event) => setReason(event.target.value)} required autoFocus multiline />
            {problem !== undefined && <Problem error={problem} />}
          </DialogContent>
          <DialogActions sx={{ px: 6, pb: 4 }}>
            <Button variant="text" onClick={() => setOpen(false)}>
              {translate('ra.action.cancel')}
            </Button>
            <Button type="submit" variant="contained" color="error" disabled={reason.trim().length < 2}>
              {translate('appointments.end_confirm')}
            </Button>
          </DialogActions>
        </Box>
      </Dialog>
    </>
  );
}
