import { useState, type ReactElement } from 'react';
import { Box, Button, Checkbox, Chip, FormControlLabel, MenuItem, Radio, RadioGroup, TextField, Typography } from '@mui/material';
import { LinkBase, useLocation, useNavigate, useNotify, useTranslate } from 'react-admin';
import { FULFILMENTS, PURPOSE_CODES, RELATIONS, type Fulfilment, type PurposeCode, type Relation } from '@guardroom/domain';
import { msOf } from '@guardroom/kernel';
import { CameraTruth } from '../../components/CameraTruth.tsx';
import { CivilTimeField } from '../../components/fields/CivilTimeField.tsx';
import { PageHead, Section } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { surroundings } from '../../components/decision/model.ts';
import { useNow } from '../../components/use-words.ts';
import { Duration } from '../../components/When.tsx';
import { Why } from '../../components/why/Why.tsx';
import { PageSkeleton } from '../../components/PageSkeleton.tsx';
import { useApi, useSchoolId } from '../../providers/session.tsx';
import { useAsk, useRefreshAll } from '../../providers/use-ask.ts';
import { findingsOf, obstacleOf, prefilled, type Application } from './ask.ts';

/** More places than this are looked for by name. */
const atAGlance = 12;

/** Ask to see footage in under a minute: where, when, why; the limits are checked while one writes. */
export default function Ask(): ReactElement {
  const translate = useTranslate();
  const navigate = useNavigate();
  const { search } = useLocation();
  const notify = useNotify();
  const client = useApi();
  const schoolId = useSchoolId();
  const refreshAll = useRefreshAll();
  const now = useNow(10_000);
  const school = useAsk(['school'], (api, id, signal) => api.getSchool({ params: { schoolId: id } }, { signal }));
  const cameras = useAsk(['ask-cameras'], (api, id, signal) => api.listCameras({ params: { schoolId: id }, query: { perPage: 500 } }, { signal }));
  const [application, setApplication] = useState<Application>(() => prefilled(now, new URLSearchParams(search)));
  const [wanted, setWanted] = useState('');
  const [problem, setProblem] = useState<unknown>();
  const [isSending, setSending] = useState(false);
  const put = (change: Partial<Application>): void => setApplication((before) => ({ ...before, ...change }));
  if (school.error || cameras.error) return <Problem error={school.error ?? cameras.error} onRetry={() => void Promise.all([school.refetch(), cameras.refetch()])} />;
  if (!school.data || !cameras.data) return <PageSkeleton />;
  const limits = school.data.policy;
  const obstacle = obstacleOf(application, limits, now);
  const { worth, stops } = findingsOf(application, limits, now);
  const offered = cameras.data.items.filter((camera) => application.cameraIds.includes(camera.id) || `${camera.name} ${camera.location}`.toLowerCase().includes(wanted.trim().toLowerCase()));
  const shownCameras = cameras.data.items.filter((camera) => application.cameraIds.includes(camera.id));
  const around = surroundings(application.from, application.to > application.from ? application.to : application.from);

  const file = async (): Promise<void> => {
    setSending(true);
    setProblem(undefined);
    try {
      const filed = await client.fileRequest({ params: { schoolId }, body: { ...application, cameraIds: [...application.cameraIds], reason: application.reason.trim(), liabilityAccepted: true } });
      await refreshAll();
      notify(translate('ask.filed', { number: filed.number }), { type: 'success' });
      navigate(`/my-requests/${filed.id}`);
    } catch (error) {
      setProblem(error);
    } finally {
      setSending(false);
    }
  };

  return (
    <Box component="form" sx={{ maxWidth: 760 }} onSubmit={(event) => (event.preventDefault(), obstacle === undefined && void file())}>
      <PageHead title={translate('ask.title')} intro={<>{translate('ask.intro')} <Why rule="written_application" /></>} />
      <Section title={translate('ask.where')} aside={translate('ask.where_limit', { chosen: application.cameraIds.length, limit: limits.maxCamerasPerRequest })}>
        {cameras.data.items.length > atAGlance && <TextField type="search" label={translate('ask.find_place')} value={wanted} onChange={(event) => setWanted(event.target.value)} sx={{ width: { xs: '100%', sm: 320 }, mb: 3 }} />}
        <Box role="group" aria-label={translate('ask.where')} sx={{ display: 'flex', flexWrap: 'wrap', gap: 2 }}>
          {offered.map((camera) => {
            const isChosen = application.cameraIds.includes(camera.id);
            return (
              <Chip
                key={camera.id}
                clickable
                role="checkbox"
                aria-checked={isChosen}
                color={isChosen ? 'primary' : 'default'}
                variant={isChosen ? 'filled' : 'outlined'}
                label={`${isChosen ? '✓ ' : ''}${camera.name}${camera.location === camera.name ? '' : ` · ${camera.location}`}`}
                onClick={() => put({ cameraIds: isChosen ? application.cameraIds.filter((id) => id !== camera.id) : [...application.cameraIds, camera.id] })}
                sx={{ height: 36 }}
              />
            );
          })}
        </Box>
        {cameras.data.items.length === 0 && <Typography sx={{ color: 'text.secondary' }}>{translate('ask.no_cameras')}</Typography>}
      </Section>
      <Section title={translate('ask.when')} aside={<Duration ms={Math.max(0, msOf(application.to) - msOf(application.from))} />}>
        <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' }, gap: 3, mb: 3 }}>
          <CivilTimeField label={translate('ask.from')} value={application.from} onChange={(from) => put({ from })} />
          <CivilTimeField label={translate('ask.to')} value={application.to} onChange={(to) => put({ to })} error={application.from < application.to ? undefined : translate('refusal.footage.range_empty')} />
        </Box>
        <Box sx={{ display: 'grid', gap: 3 }}>
          {shownCameras.map((camera, index) => (
            <Box key={camera.id}>
              <Typography variant="body2" sx={{ fontWeight: 600 }}>
                {camera.name}
              </Typography>
              <CameraTruth cameraId={camera.id} name={camera.name} {...around} size={index === 0 ? 'full' : 'mini'} legend={index === 0} selection={{ from: application.from, to: application.to }} approved={index === 0 ? [] : [{ from: application.from, to: application.to }]} onSelect={(range) => put(range)} />
            </Box>
          ))}
          {shownCameras.length === 0 && <Typography variant="body2" sx={{ color: 'text.secondary' }}>{translate('ask.choose_first')}</Typography>}
        </Box>
        <Box aria-live="polite" sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, mt: 3, alignItems: 'center' }}>
          {stops.map((finding) => (
            <StatusBadge key={finding} tone="fail">
              {translate(`finding.${finding}`)}
            </StatusBadge>
          ))}
          {worth.map((finding) => (
            <StatusBadge key={finding} tone="partial">
              {translate(`finding.${finding}`)}
            </StatusBadge>
          ))}
          {stops.length + worth.length === 0 && <StatusBadge tone="pass">{translate('ask.within_limits')}</StatusBadge>}
          <Why rule="proportion" facts={[{ name: translate('decision_card.limit_hours'), value: <Duration ms={limits.maxRangeHours * 3_600_000} /> }, { name: translate('decision_card.limit_cameras'), value: limits.maxCamerasPerRequest }, { name: translate('decision_card.kept_days'), value: translate('decision_card.days', { days: limits.retentionDays }) }]} />
        </Box>
      </Section>
      <Section title={translate('ask.why')}>
        <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' }, gap: 3 }}>
          <TextField select label={translate('ask.purpose')} value={application.purpose} onChange={(event) => put({ purpose: event.target.value as PurposeCode })}>
            {PURPOSE_CODES.map((code) => (
              <MenuItem key={code} value={code}>
                {translate(`purpose.${code}`)}
              </MenuItem>
            ))}
          </TextField>
          <TextField select label={translate('ask.relation')} value={application.relation} onChange={(event) => put({ relation: event.target.value as Relation })}>
            {RELATIONS.map((relation) => (
              <MenuItem key={relation} value={relation}>
                {translate(`relation.${relation}`)}
              </MenuItem>
            ))}
          </TextField>
          <TextField label={translate('ask.reason')} placeholder={translate('ask.reason_example')} value={application.reason} onChange={(event) => put({ reason: event.target.value })} multiline minRows={3} required slotProps={{ htmlInput: { maxLength: 2000 } }} helperText={translate('ask.reason_help')} sx={{ gridColumn: '1 / -1' }} />
        </Box>
        <RadioGroup aria-label={translate('ask.way')} value={application.fulfilment} onChange={(_event, value) => put({ fulfilment: value as Fulfilment })} sx={{ mt: 2 }}>
          {FULFILMENTS.map((way) => (
            <FormControlLabel
              key={way}
              value={way}
              control={<Radio />}
              label={
                <>
                  {translate(`fulfilment.${way}`)} <Box component="span" sx={{ color: 'text.secondary', fontSize: 13 }}>{translate(`fulfilment_help.${way}`)}</Box>
                </>
              }
            />
          ))}
        </RadioGroup>
      </Section>
      <FormControlLabel control={<Checkbox checked={application.liabilityAccepted} onChange={(_event, liabilityAccepted) => put({ liabilityAccepted })} />} label={translate('ask.liability')} sx={{ mb: 3 }} />
      {problem !== undefined && (
        <Box sx={{ mb: 3 }}>
          <Problem error={problem} />
        </Box>
      )}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}>
        <Button type="submit" variant="contained" size="large" disabled={obstacle !== undefined || isSending}>
          {translate(isSending ? 'decision_card.sending' : 'ask.file')}
        </Button>
        <Button variant="text" size="large" component={LinkBase} to="/my-requests">
          {translate('ra.action.back')}
        </Button>
        <Typography variant="body2" role="status" sx={{ color: 'text.secondary' }}>
          {obstacle ? translate(`ask.obstacle.${obstacle}`) : translate('ask.held_on_filing')} {!obstacle && <Why rule="freeze_at_filing" />}
        </Typography>
      </Box>
    </Box>
  );
}
