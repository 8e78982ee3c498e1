import { useState, type ReactElement } from 'react';
import { Box, Button, Dialog, DialogContent, DialogTitle, MenuItem, TextField, Typography } from '@mui/material';
import { useLocation, useNavigate, useNotify, useTranslate } from 'react-admin';
import { RESPONSIBLE_ROLES, RESULTS_TO_ORDER, type ResponsibleRole, type Severity } from '@guardroom/domain';
import { addDays, civilDay } from '@guardroom/kernel';
import { DayField } from '../../components/fields/DayField.tsx';
import { PageHead } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { useDayWords, useNow } from '../../components/use-words.ts';
import { useControlName } from '../../components/why/WhyControl.tsx';
import { useApi } from '../../providers/session.tsx';
import { useAsk, useRefreshAll } from '../../providers/use-ask.ts';
import { useSchools } from '../../providers/use-schools.ts';

type Source = { readonly kind: 'finding'; readonly findingId: string } | { readonly kind: 'control_result'; readonly schoolId: string; readonly control: string };

/** Orders from a control that fails now; a school and a control may stand in the address. */
export default function IssueOrder(): ReactElement {
  const translate = useTranslate();
  const nameOf = useControlName();
  const day = useDayWords();
  const asked = new URLSearchParams(useLocation().search);
  const [schoolId, setSchool] = useState(asked.get('school') ?? '');
  const [control, setControl] = useState(asked.get('control') ?? '');
  const today = civilDay(useNow(600_000));
  const schools = useSchools();
  const results = useAsk(['failing', schoolId, today], schoolId === '' ? null : (api, _school, signal) => api.listDistrictResults({ query: { schoolId, from: addDays(today, -1), perPage: 500 } }, { signal }));
  const newest = new Map((results.data?.items ?? []).toSorted((a, b) => (a.day < b.day ? -1 : 1)).map((result) => [result.control as string, result]));
  const failing = [...newest.values()].filter(({ result }) => RESULTS_TO_ORDER.includes(result));
  const chosen = failing.find((result) => result.control === control);
  return (
    <Box sx={{ maxWidth: 640, display: 'grid', gap: 5 }}>
      <PageHead title={translate('issue_order.title')} intro={translate('issue_order.intro')} />
      {schools.error !== null && <Problem error={schools.error} onRetry={() => void schools.refetch()} />}
      <TextField select required label={translate('issue_order.school')} value={schools.data ? schoolId : ''} onChange={(event) => (setSchool(event.target.value), setControl(''))} slotProps={{ inputLabel: { shrink: true } }}>
        {(schools.data?.items ?? []).map(({ school }) => (
          <MenuItem key={school.id} value={school.id}>
            {school.name}
          </MenuItem>
        ))}
      </TextField>
      {results.error !== null && <Problem error={results.error} onRetry={() => void results.refetch()} />}
      {results.data && failing.length === 0 && <Typography sx={{ color: 'text.secondary' }}>{translate('issue_order.none_failing')}</Typography>}
      {failing.length > 0 && (
        <TextField select required label={translate('issue_order.control')} value={chosen ? control : ''} onChange={(event) => setControl(event.target.value)} slotProps={{ inputLabel: { shrink: true } }}>
          {failing.map((result) => (
            <MenuItem key={result.control} value={result.control}>
              {nameOf(result.control)} · {translate(`result.${result.result}`)} · {day(result.day)}
            </MenuItem>
          ))}
        </TextField>
      )}
      {chosen && <IssueForm key={control} source={{ kind: 'control_result', schoolId, control }} severity={chosen.severity} schoolId={schoolId} />}
    </Box>
  );
}

/** A button that opens the form of an order in place. */
export function IssueDialog({ source, severity, schoolId }: { readonly source: Source; readonly severity: Severity; readonly schoolId: string }): ReactElement {
  const translate = useTranslate();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant="outlined" size="small" onClick={() => setOpen(true)} data-print="no">
        {translate('inspection.order')}
      </Button>
      <Dialog open={isOpen} onClose={() => setOpen(false)} fullWidth maxWidth="sm" aria-label={translate('issue_order.title')}>
        <DialogTitle>{translate('issue_order.title')}</DialogTitle>
        <DialogContent>
          <IssueForm source={source} severity={severity} schoolId={schoolId} onCancel={() => setOpen(false)} />
        </DialogContent>
      </Dialog>
    </>
  );
}

function IssueForm({ source, severity, schoolId, onCancel }: { readonly source: Source; readonly severity: Severity; readonly schoolId: string; readonly onCancel?: () => void }): ReactElement {
  const translate = useTranslate();
  const navigate = useNavigate();
  const notify = useNotify();
  const client = useApi();
  const refreshAll = useRefreshAll();
  const today = civilDay(useNow(600_000));
  const schools = useSchools();
  const inForce = schools.data?.items.find(({ school }) => school.id === schoolId)?.inForce;
  const days = inForce?.[({ critical: 'rectifyCriticalDays', major: 'rectifyMajorDays', minor: 'rectifyMinorDays' } as const)[severity]];
  const [what, setWhat] = useState('');
  const [chosenDay, setDay] = useState<string>();
  const [responsibleRole, setRole] = useState<ResponsibleRole>('security_lead');
  const [problem, setProblem] = useState<unknown>();
  const [isSending, setSending] = useState(false);
  const last = days === undefined ? undefined : addDays(today, days);
  const dueOn = chosenDay ?? last ?? '';
  const send = async (): Promise<void> => {
    setSending(true);
    setProblem(undefined);
    try {
      const order = await client.issueOrder({ body: { source, what: what.trim(), dueOn, responsibleRole } });
      notify(translate('issue_order.done', { number: order.number }), { type: 'success' });
      await refreshAll();
      navigate(`/district-orders/${order.id}`);
    } catch (error) {
      setProblem(error);
      setSending(false);
    }
  };
  return (
    <Box component="form" onSubmit={(event) => (event.preventDefault(), void send())} sx={{ display: 'grid', gap: 4, pt: 2 }}>
      <TextField required multiline minRows={3} label={translate('issue_order.what')} value={what} onChange={(event) => setWhat(event.target.value)} slotProps={{ htmlInput: { maxLength: 2000 } }} />
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' }, gap: 3, alignItems: 'start' }}>
        <DayField
          required
          label={translate('issue_order.due')}
          value={dueOn}
          onChange={setDay}
          min={addDays(today, 1)}
          max={last}
          helper={days === undefined ? ' ' : translate('issue_order.due_help', { severity: translate(`severity.${severity}`), days, to: last })}
        />
        <TextField select label={translate('issue_order.responsible')} value={responsibleRole} onChange={(event) => setRole(event.target.value as ResponsibleRole)}>
          {RESPONSIBLE_ROLES.map((role) => (
            <MenuItem key={role} value={role}>
              {translate(`role.${role}`)}
            </MenuItem>
          ))}
        </TextField>
      </Box>
      {problem !== undefined && <Problem error={problem} />}
      <Box sx={{ display: 'flex', gap: 2 }}>
        <Button type="submit" variant="contained" disabled={isSending || what.trim().length < 2 || dueOn === ''}>
          {translate('issue_order.submit')}
        </Button>
        {onCancel && (
          <Button variant="text" onClick={onCancel}>
            {translate('ra.action.cancel')}
          </Button>
        )}
      </Box>
    </Box>
  );
}
