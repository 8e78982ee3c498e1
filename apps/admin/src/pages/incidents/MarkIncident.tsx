import { useState, type ReactElement } from 'react';
import { Box, Button, Chip, MenuItem, TextField, Typography } from '@mui/material';
import { LinkBase, useLocation, useNavigate, useTranslate } from 'react-admin';
import { INCIDENT_CATEGORIES, INCIDENT_SEVERITIES, type IncidentSeverity } from '@guardroom/domain';
import { CivilTimeField } from '../../components/fields/CivilTimeField.tsx';
import { useAct } from '../../components/use-act.ts';
import { PageHead, Section } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { useNow } from '../../components/use-words.ts';
import { WhenRange } from '../../components/When.tsx';
import { Why } from '../../components/why/Why.tsx';
import { PageSkeleton } from '../../components/PageSkeleton.tsx';
import { useSchoolId } from '../../providers/session.tsx';
import { useAsk } from '../../providers/use-ask.ts';
import { LAST_MINUTES, blankMark, markObstacle, placeOf, stretchOf, type MarkDraft } from './mark.ts';

/** Mark what happened, in under a minute on a phone: what, where, a sentence. The last ten minutes are chosen already. */
export default function MarkIncident(): ReactElement {
  const translate = useTranslate();
  const navigate = useNavigate();
  const schoolId = useSchoolId();
  const now = useNow(1_000);
  const cameraId = new URLSearchParams(useLocation().search).get('camera');
  const cameras = useAsk(['ask-cameras'], (client, id, signal) => client.listCameras({ params: { schoolId: id }, query: { perPage: 500 } }, { signal }));
  const [draft, setDraft] = useState<MarkDraft>(() => blankMark(now, cameraId));
  const { act, problem, isSending } = useAct();
  const put = (change: Partial<MarkDraft>): void => setDraft((before) => ({ ...before, ...change }));
  if (cameras.error) return <Problem error={cameras.error} onRetry={() => void cameras.refetch()} />;
  if (!cameras.data) return <PageSkeleton />;
  const place = placeOf(draft, cameras.data.items);
  const stretch = stretchOf(draft, now);
  const obstacle = markObstacle(draft, place, now);
  const send = async (): Promise<void> => {
    const { category, severity, cameraIds, description } = draft;
    await act(
      async (client) => {
        const opened = await client.openIncident({ params: { schoolId }, body: { category, place, description: description.trim(), cameraIds: [...cameraIds], ...stretch, ...(severity ? { severity } : {}) } });
        navigate(`/incidents/${opened.id}`);
        return opened;
      },
      ({ number }) => translate('mark.sent', { number }),
    );
  };
  const choice = (isChosen: boolean, label: string, choose: () => void, role: 'radio' | 'checkbox'): ReactElement => (
    <Chip key={label} clickable role={role} aria-checked={isChosen} color={isChosen ? 'primary' : 'default'} variant={isChosen ? 'filled' : 'outlined'} label={`${isChosen ? '✓ ' : ''}${label}`} onClick={choose} sx={{ height: 40, fontSize: 14 }} />
  );
  return (
    <Box component="form" sx={{ maxWidth: 640 }} onSubmit={(event) => (event.preventDefault(), obstacle === undefined && void send())}>
      <PageHead title={translate('mark.title')} intro={<>{translate('mark.intro')} <Why rule="incident_held" /></>} />
      <Section title={translate('mark.what')}>
        <Box role="radiogroup" aria-label={translate('mark.what')} sx={{ display: 'flex', flexWrap: 'wrap', gap: 2 }}>
          {INCIDENT_CATEGORIES.map((category) => choice(draft.category === category, translate(`incident_category.${category}`), () => put({ category }), 'radio'))}
        </Box>
      </Section>
      <Section title={translate('mark.cameras')}>
        <Box role="group" aria-label={translate('mark.cameras')} sx={{ display: 'flex', flexWrap: 'wrap', gap: 2 }}>
          {cameras.data.items.map((camera) => {
            const isChosen = draft.cameraIds.includes(camera.id);
            return choice(isChosen, camera.name, () => put({ cameraIds: isChosen ? draft.cameraIds.filter((id) => id !== camera.id) : [...draft.cameraIds, camera.id] }), 'checkbox');
          })}
        </Box>
        {cameras.data.items.length === 0 && <Typography sx={{ color: 'text.secondary' }}>{translate('mark.no_cameras')}</Typography>}
      </Section>
      <Section title={translate('mark.when')} aside={<WhenRange from={stretch.from} to={stretch.to} />}>
        <Box role="radiogroup" aria-label={translate('mark.when')} sx={{ display: 'flex', flexWrap: 'wrap', gap: 2 }}>
          {LAST_MINUTES.map((minutes) => choice(draft.lastMinutes === minutes, translate('mark.last', { minutes }), () => put({ lastMinutes: minutes }), 'radio'))}
          {choice(draft.lastMinutes === null, translate('mark.other_time'), () => put({ lastMinutes: null, ...stretch }), 'radio')}
        </Box>
        {draft.lastMinutes === null && (
          <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' }, gap: 3, mt: 3 }}>
            <CivilTimeField label={translate('mark.from')} value={draft.from} onChange={(from) => put({ from })} />
            <CivilTimeField label={translate('mark.to')} value={draft.to} onChange={(to) => put({ to })} />
          </Box>
        )}
      </Section>
      <Section title={translate('mark.where')}>
        <Box sx={{ display: 'grid', gap: 3 }}>
          <TextField label={translate('mark.place')} value={draft.place || place} onChange={(event) => put({ place: event.target.value })} required helperText={translate('mark.place_help')} slotProps={{ htmlInput: { maxLength: 200 } }} />
          <TextField label={translate('mark.description')} value={draft.description} onChange={(event) => put({ description: event.target.value })} required multiline minRows={2} placeholder={translate('mark.description_example')} helperText={translate('mark.description_help')} slotProps={{ htmlInput: { maxLength: 2000 } }} />
          <TextField select label={translate('mark.severity')} value={draft.severity} onChange={(event) => put({ severity: event.target.value as IncidentSeverity | '' })} slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }}>
            <MenuItem value="">{translate('mark.severity_later')}</MenuItem>
            {INCIDENT_SEVERITIES.map((severity) => (
              <MenuItem key={severity} value={severity}>
                {translate(`incident_severity.${severity}`)}
              </MenuItem>
            ))}
          </TextField>
        </Box>
      </Section>
      {problem !== undefined && <Box sx={{ mb: 3 }}><Problem error={problem} /></Box>}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}>
        <Button type="submit" variant="contained" size="large" disabled={obstacle !== undefined || isSending} sx={{ flex: { xs: '1 1 100%', sm: 'none' } }}>
          {translate(isSending ? 'mark.sending' : 'mark.send')}
        </Button>
        <Button variant="text" size="large" component={LinkBase} to="/incidents">
          {translate('ra.action.back')}
        </Button>
        <Typography variant="body2" role="status" sx={{ color: 'text.secondary' }}>
          {obstacle ? translate(`mark.obstacle.${obstacle}`) : ''}
        </Typography>
      </Box>
    </Box>
  );
}
