import { useState, type ReactElement } from 'react';
import { MenuItem, TextField } from '@mui/material';
import { useTranslate } from 'react-admin';
import { FAULT_URGENCIES, REPAIR_HOURS, REPORTED_CAUSES } from '@guardroom/domain';
import { StepDialog } from '../../components/StepDialog.tsx';

type Cause = (typeof REPORTED_CAUSES)[number];

/** A button that reports a fault of a device. */
export function ReportFault({ asset, cause: first = 'picture_quality', variant = 'outlined' }: { readonly asset: { readonly id: string; readonly name: string }; readonly cause?: Cause; readonly variant?: 'contained' | 'outlined' }): ReactElement {
  const translate = useTranslate();
  const [cause, setCause] = useState<Cause>(first);
  const [urgency, setUrgency] = useState<(typeof FAULT_URGENCIES)[number]>('normal');
  return (
    <StepDialog
      label={translate('tickets.report')}
      title={translate('tickets.report_title', { name: asset.name })}
      confirm={translate('tickets.report')}
      done={translate('tickets.reported')}
      variant={variant}
      words={{ label: translate('tickets.what'), least: 5 }}
      send={(client, schoolId, words) => client.openTicket({ params: { schoolId }, body: { assetId: asset.id, cause, urgency, words } })}
    >
      <TextField select label={translate('tickets.column.cause')} value={cause} onChange={(event) => setCause(event.target.value as Cause)} sx={{ mt: 1 }}>
        {REPORTED_CAUSES.map((name) => (
          <MenuItem key={name} value={name}>
            {translate(`fault_cause.${name}`)}
          </MenuItem>
        ))}
      </TextField>
      <TextField select label={translate('tickets.urgency')} value={urgency} onChange={(event) => setUrgency(event.target.value as typeof urgency)}>
        {FAULT_URGENCIES.map((name) => (
          <MenuItem key={name} value={name}>
            {translate(`fault_urgency.${name}`, { hours: REPAIR_HOURS[name] })}
          </MenuItem>
        ))}
      </TextField>
    </StepDialog>
  );
}
