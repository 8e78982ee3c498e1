import type { ReactElement } from 'react';
import { Box, Typography, useTheme } from '@mui/material';
import { useTranslate } from 'react-admin';
import { Section } from '../../components/Page.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { StepDialog } from '../../components/StepDialog.tsx';
import { WhenRange } from '../../components/When.tsx';
import { useAsk } from '../../providers/use-ask.ts';

/** Stand-ins that a head has not decided; nothing when there are none. */
export function StandIns(): ReactElement | null {
  const translate = useTranslate();
  const { colours } = useTheme();
  const asked = useAsk(['stand-ins'], (client, schoolId, signal) => client.listShifts({ params: { schoolId }, query: { standIn: 'true', perPage: 50 } }, { signal }), 30_000);
  const waiting = asked.data?.items.filter((shift) => shift.standIn?.decision === null) ?? [];
  if (waiting.length === 0) return null;
  return (
    <Section title={translate('roster.stand_ins')} aside={String(waiting.length)}>
      {waiting.map((shift) => (
        <Box key={shift.id} sx={{ display: 'flex', flexWrap: 'wrap', gap: 3, alignItems: 'center', py: 2, borderBottom: `1px solid ${colours.hairline}` }}>
          <Box sx={{ flex: '1 1 240px' }}>
            <Typography>
              <strong>{shift.person.name}</strong> {shift.standIn?.forPerson ? translate('roster.stand_in_for', { name: shift.standIn.forPerson.name }) : translate('roster.stand_in_alone')} · <WhenRange from={shift.plannedFrom} to={shift.plannedTo} />
            </Typography>
            <Typography variant="body2" sx={{ color: 'text.secondary' }}>
              {shift.standIn?.reason}
            </Typography>
          </Box>
          <StateBadge list="shift" value={shift.state} quiet />
          {(['approved', 'refused'] as const).map((decision) => (
            <StepDialog
              key={decision}
              label={translate(decision === 'approved' ? 'roster.approve' : 'roster.refuse')}
              variant={decision === 'approved' ? 'contained' : 'text'}
              isGrave={decision === 'refused'}
              title={translate('roster.decide_title', { name: shift.person.name })}
              help={decision === 'refused' && translate('roster.refuse_words')}
              confirm={translate(decision === 'approved' ? 'roster.approve' : 'roster.refuse')}
              done={translate('roster.decided', { name: shift.person.name })}
              words={{ label: translate('roster.decide_note'), least: 2 }}
              send={(client, schoolId, note) => client.decideStandIn({ params: { schoolId, shiftId: shift.id }, body: { decision, note } })}
            />
          ))}
        </Box>
      ))}
    </Section>
  );
}
