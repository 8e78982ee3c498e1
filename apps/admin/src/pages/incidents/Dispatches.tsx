import { useState, type ReactElement } from 'react';
import { Box, Button, TextField, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { mayMoveDispatch } from '@guardroom/domain';
import { StepDialog } from '../../components/StepDialog.tsx';
import { useAct } from '../../components/use-act.ts';
import { Section } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { When } from '../../components/When.tsx';
import { useSchoolId } from '../../providers/session.tsx';
import type { Incident } from './IncidentPage.tsx';

type Order = Incident['dispatches'][number];

/** Who was sent to the spot, and how far they have come. */
export function Dispatches({ incident }: { readonly incident: Incident }): ReactElement {
  const translate = useTranslate();
  return (
    <Section title={translate('incident_page.dispatch')}>
      {incident.dispatches.length === 0 && <Typography sx={{ color: 'text.secondary', mb: 3 }}>{translate('incident_page.no_dispatch')}</Typography>}
      <Box sx={{ display: 'grid', gap: 3, mb: 4 }}>
        {incident.dispatches.map((order) => (
          <Box key={order.id}>
            <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 3, alignItems: 'center' }}>
              <strong>{order.assignee}</strong>
              <span>{order.task}</span>
              <StateBadge list="dispatch" value={order.state} />
            </Box>
            <Typography variant="body2" component="div" sx={{ color: 'text.secondary' }}>
              {([['sent', order.sentAt], ['accepted', order.acceptedAt], ['arrived', order.arrivedAt], ['resolved', order.resolvedAt]] as const).filter(([, at]) => at).map(([step, at], index) => (
                <span key={step}>{index > 0 ? ' → ' : ''}{translate(`dispatch.${step}`)} <When at={at} /></span>
              ))}
              {order.outcome && <> · {order.outcome}</>}
            </Typography>
            {incident.state !== 'closed' && incident.may.includes('note') && order.state !== 'resolved' && <Moves incident={incident} order={order} />}
          </Box>
        ))}
      </Box>
      {incident.may.includes('dispatch') && <Send incident={incident} />}
    </Section>
  );
}

function Moves({ incident, order }: { readonly incident: Incident; readonly order: Order }): ReactElement {
  const translate = useTranslate();
  const schoolId = useSchoolId();
  const { act, problem, isSending } = useAct();
  const params = { schoolId, incidentId: incident.id, dispatchId: order.id };
  return (
    <Box data-print="no" sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, mt: 1 }}>
      {(['accepted', 'arrived'] as const).filter((state) => mayMoveDispatch(order.state, state)).map((state) => (
        <Button key={state} size="small" variant="outlined" disabled={isSending} onClick={() => void act((client) => client.moveDispatch({ params, body: { state } }), translate('incident_page.saved'))}>
          {translate(`incident_page.step_to.${state}`)}
        </Button>
      ))}
      <StepDialog
        label={translate('incident_page.step_to.resolved')}
        title={`${order.assignee} · ${translate('incident_page.step_to.resolved')}`}
        done={translate('incident_page.saved')}
        words={{ label: translate('incident_page.outcome'), least: 2, most: 500 }}
        send={(client, _schoolId, outcome) => client.moveDispatch({ params, body: { state: 'resolved', outcome } })}
      />
      {problem !== undefined && <Problem error={problem} />}
    </Box>
  );
}

function Send({ incident }: { readonly incident: Incident }): ReactElement {
  const translate = useTranslate();
  const schoolId = useSchoolId();
  const { act, problem, isSending } = useAct();
  const [assignee, setAssignee] = useState('');
  const [task, setTask] = useState('');
  const send = async (): Promise<void> => {
    const went = await act((client) => client.dispatchGuard({ params: { schoolId, incidentId: incident.id }, body: { assignee: assignee.trim(), task: task.trim() } }), translate('incident_page.saved'));
    if (went) [setAssignee, setTask].forEach((set) => set(''));
  };
  return (
    <Box component="form" data-print="no" onSubmit={(event) => (event.preventDefault(), void send())} sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '200px 1fr auto' }, gap: 2, alignItems: 'start' }}>
      <TextField label={translate('incident_page.assignee')} value={assignee} onChange={(event) => setAssignee(event.target.value)} required slotProps={{ htmlInput: { maxLength: 80 } }} />
      <TextField label={translate('incident_page.task')} value={task} onChange={(event) => setTask(event.target.value)} required slotProps={{ htmlInput: { maxLength: 500 } }} />
      <Button type="submit" variant="outlined" disabled={assignee.trim() === '' || task.trim().length < 2 || isSending} sx={{ height: 40 }}>
        {translate('incident_page.send')}
      </Button>
      {problem !== undefined && <Box sx={{ gridColumn: '1 / -1' }}><Problem error={problem} /></Box>}
    </Box>
  );
}
