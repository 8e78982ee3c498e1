import { useState, type ReactElement } from 'react';
import { Box, Button, Typography } from '@mui/material';
import { LinkBase, useParams, useTranslate } from 'react-admin';
import { civilDay, type CivilDay } from '@guardroom/kernel';
import { CameraDayTruth, lastDays } from '../../components/CameraTruth.tsx';
import { Custody } from '../../components/Custody.tsx';
import { Facts } from '../../components/Facts.tsx';
import { DayField } from '../../components/fields/DayField.tsx';
import { PageHead, Section } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { useLocaleName, useNow } from '../../components/use-words.ts';
import { When } from '../../components/When.tsx';
import { Why } from '../../components/why/Why.tsx';
import { PageSkeleton } from '../../components/PageSkeleton.tsx';
import { useHolds } from '../../providers/session.tsx';
import { useAsk } from '../../providers/use-ask.ts';
import { dayWords, shareWords } from '../../time/words.ts';
import { MarkLink } from '../../pages/incidents/MarkLink.tsx';
import { CameraAsset } from '../assets/CameraAsset.tsx';
import { CameraReview } from './CameraReview.tsx';
import { codecName } from './codec.ts';

/** One camera: what it does now and what to do about it, its days as truth bars, its custody line. */
export default function CameraShow(): ReactElement {
  const { id = '' } = useParams<{ id: string }>();
  const translate = useTranslate();
  const mayChange = useHolds('equipment_admin', 'security_lead');
  const asked = useAsk(['camera', id], (client, schoolId, signal) => client.getCamera({ params: { schoolId, cameraId: id } }, { signal }), 5_000);
  if (asked.error) return <Problem error={asked.error} onRetry={() => void asked.refetch()} />;
  if (!asked.data) return <PageSkeleton />;
  const camera = asked.data;
  return (
    <>
      <PageHead
        title={camera.name}
        intro={
          <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 3, rowGap: 1, alignItems: 'center', mt: 1 }}>
            <StateBadge list="capture" value={camera.state} />
            <span>{translate(`capture_help.${camera.state}`)}</span>
          </Box>
        }
      >
        <MarkLink cameraId={camera.id} />
        <CameraAsset cameraId={camera.id} />
        {mayChange && (
          <Button variant="outlined" component={LinkBase} to={`/cameras/${camera.id}`}>
            {translate('cameras.change')}
          </Button>
        )}
      </PageHead>
      <Days camera={camera} />
      <CameraReview camera={camera} />
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 1fr) minmax(0, 1fr)' }, columnGap: 10, alignItems: 'start' }}>
        <Section title={translate('cameras.now')}>
          <Facts
            rows={[
              [translate('cameras.column.since'), <When key="s" at={camera.stateSince} />],
              ...(camera.stateDetail ? ([[translate('cameras.detail'), camera.stateDetail]] as const) : []),
              [translate('cameras.column.location'), camera.location],
              [translate('cameras.column.space'), translate(`space.${camera.space}`)],
              [translate('cameras.column.codec'), codecName(camera.codec)],
              [translate('cameras.column.fps'), camera.deliveredFps?.toFixed(1) ?? '—'],
              [translate('cameras.column.last_frame'), <When key="l" at={camera.lastFrameAt} />],
              ...(camera.rtspUrl ? ([[translate('cameras.field.rtspUrl'), camera.rtspUrl]] as const) : []),
              [translate('cameras.registered'), <When key="r" at={camera.registeredAt} precision="minutes" />],
            ]}
          />
        </Section>
        <Section title={translate('request_page.custody')}>
          <Custody subject={camera.id} />
        </Section>
      </Box>
    </>
  );
}

function Days({ camera }: { readonly camera: { readonly id: string; readonly name: string } }): ReactElement {
  const translate = useTranslate();
  const locale = useLocaleName();
  const now = useNow(60_000);
  const days = lastDays(now, 7);
  const [chosen, choose] = useState<CivilDay>(civilDay(now));
  const completeness = useAsk(['camera-days', camera.id, days[0]], (client, schoolId, signal) => client.listCameraDays({ params: { schoolId }, query: { cameraId: camera.id, from: days.at(-1), to: days[0], perPage: 50 } }, { signal }));
  return (
    <Section title={translate('cameras.held')} aside={<Why rule="no_unexplained_gap" />}>
      <Box sx={{ display: 'flex', gap: 3, alignItems: 'center', mb: 3 }}>
        <DayField label={translate('cameras.day')} value={chosen} onChange={(day) => day && choose(day)} max={civilDay(now)} />
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {dayWords(chosen, now, locale)}
        </Typography>
      </Box>
      <CameraDayTruth cameraId={camera.id} name={camera.name} day={chosen} everyMs={10_000} />
      <Box component="ul" sx={{ listStyle: 'none', p: 0, mt: 5, display: 'grid', gap: 2 }}>
        {days.map((day) => {
          const row = completeness.data?.items.find((item) => item.day === day);
          return (
            <Box component="li" key={day} sx={{ display: 'grid', gridTemplateColumns: '72px minmax(0, 1fr) 72px', gap: 3, alignItems: 'center' }}>
              <Button size="small" variant="text" onClick={() => choose(day)} sx={{ justifyContent: 'flex-start', px: 1, minHeight: 28, fontWeight: day === chosen ? 600 : 400 }}>
                {dayWords(day, now, locale)}
              </Button>
              <CameraDayTruth cameraId={camera.id} name={camera.name} day={day} size="mini" />
              <Typography variant="body2" sx={{ textAlign: 'right', color: 'text.secondary' }}>
                {row ? shareWords(row.heldSeconds, row.expectedSeconds) : '—'}
              </Typography>
              {row && row.chainBreaks > 0 && (
                <Typography variant="body2" role="note" sx={{ gridColumn: '1 / -1', color: 'warning.main' }}>
                  {translate('cameras.chain_breaks', { smart_count: row.chainBreaks, count: row.chainBreaks })}
                </Typography>
              )}
            </Box>
          );
        })}
      </Box>
    </Section>
  );
}
