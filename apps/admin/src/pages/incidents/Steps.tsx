import type { ReactElement } from 'react';
import { Box, useTheme } from '@mui/material';
import { useTranslate } from 'react-admin';
import { INCIDENT_STATES } from '@guardroom/domain';
import { ToneShape } from '../../components/StatusBadge.tsx';
import type { Incident } from './IncidentPage.tsx';

const steps = ['mark', 'triage', 'handle', 'resolve', 'close'] as const;

/** How far an incident has come, in five words. */
export function Steps({ incident }: { readonly incident: Incident }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const reached = INCIDENT_STATES.indexOf(incident.state);
  return (
    <Box component="ol" sx={{ listStyle: 'none', p: 0, mt: 0, mb: 6, display: 'grid', gridTemplateColumns: `repeat(${steps.length}, 1fr)`, gap: 1 }}>
      {steps.map((step, index) => (
        <Box key={step} component="li" aria-current={index === reached ? 'step' : undefined} sx={{ display: 'flex', flexDirection: { xs: 'column', sm: 'row' }, alignItems: { xs: 'flex-start', sm: 'center' }, gap: 1, pt: 2, borderTop: `2px solid ${index <= reached ? colours.action : colours.hairlineStrong}`, color: index <= reached ? colours.ink : colours.slate, fontWeight: index === reached ? 600 : 400, fontSize: 13, whiteSpace: 'nowrap' }}>
          <ToneShape tone={index <= reached ? 'pass' : 'unknown'} size={12} />
          {translate(`incident_page.step.${step}`)}
        </Box>
      ))}
    </Box>
  );
}
