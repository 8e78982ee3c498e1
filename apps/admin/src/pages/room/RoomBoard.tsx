import type { ReactElement } from 'react';
import { Box, Button, Skeleton, Typography, useTheme } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import { civilDay, dayBounds, type Instant } from '@guardroom/kernel';
import { ESCORT_ROLES } from '@guardroom/domain';
import { CameraDayTruth } from '../../components/CameraTruth.tsx';
import { PageHead, Section } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { filtered } from '../../components/register/filtered.ts';
import { Score } from '../../components/Score.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { useNow } from '../../components/use-words.ts';
import { Duration, When, WhenRange } from '../../components/When.tsx';
import { Why } from '../../components/why/Why.tsx';
import { MarkLink } from '../incidents/MarkLink.tsx';
import { useHolds } from '../../providers/session.tsx';
import { useAsk } from '../../providers/use-ask.ts';
import { ExplainGap } from '../../resources/gaps/ExplainGap.tsx';
import { OpenFaults } from './OpenFaults.tsx';
import { PeopleNow } from './PeopleNow.tsx';
import { WaitingViewings } from './WaitingViewings.tsx';

/** The room's first screen: who waits for an escort, people and cameras now, gaps to explain, faults, requests today; clear the list. */
export default function RoomBoard(): ReactElement {
  const translate = useTranslate();
  const isWatch = useHolds(...ESCORT_ROLES);
  return (
    <>
      <PageHead title={translate('room.title')} intro={translate('room.intro')}>
        <MarkLink />
      </PageHead>
      {isWatch && <WaitingViewings />}
      <CamerasNow />
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 1fr) minmax(0, 1fr)' }, columnGap: 10, alignItems: 'start' }}>
        <GapsToExplain mayExplain={isWatch} />
        <Box>
          <PeopleNow />
          <OpenFaults />
          <RequestsToday />
        </Box>
      </Box>
    </>
  );
}

/** Cameras that the board shows one by one; the rest stands on the page of all. */
const shownCameras = 24;

function CamerasNow(): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const today = civilDay(useNow(60_000));
  const cameras = useAsk(['room-cameras'], (client, schoolId, signal) => client.listCameras({ params: { schoolId }, query: { perPage: 500 } }, { signal }), 5_000);
  if (cameras.error) return <Problem error={cameras.error} onRetry={() => void cameras.refetch()} />;
  if (!cameras.data) return <Skeleton variant="rounded" height={180} />;
  const enabled = cameras.data.items.filter((camera) => camera.enabled);
  const recording = enabled.filter((camera) => camera.state === 'recording').length;
  const shown = [...cameras.data.items].sort((a, b) => Number(a.state === 'recording') - Number(b.state === 'recording')).slice(0, shownCameras); // what is missing first
  return (
    <Section title={translate('room.cameras')} aside={<LinkBase to="/cameras">{translate('room.all_of', { total: cameras.data.total })}</LinkBase>}>
      <Box sx={{ mb: 3 }}>
        <Score
          tone={enabled.length === 0 ? 'unknown' : recording === enabled.length ? 'pass' : recording === 0 ? 'fail' : 'partial'}
          sentence={translate(enabled.length === 0 ? 'room.no_cameras' : recording === enabled.length ? 'room.all_recording' : 'room.some_recording', { recording, total: enabled.length, missing: enabled.length - recording })}
          figure={`${recording}/${enabled.length}`}
          part={recording}
          whole={enabled.length}
        />
      </Box>
      <Box component="ul" sx={{ listStyle: 'none', p: 0 }}>
        {shown.map((camera) => (
          <Box
            component="li"
            key={camera.id}
            sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr auto', md: '220px 130px minmax(0, 1fr)' }, columnGap: 4, rowGap: 1.5, alignItems: 'center', py: 2, borderBottom: `1px solid ${colours.hairline}` }}
          >
            <Box sx={{ minWidth: 0 }}>
              <LinkBase to={`/cameras/${camera.id}/show`} style={{ color: colours.ink, fontWeight: 600, textDecoration: 'none' }}>
                {camera.name}
              </LinkBase>
              <Typography variant="body2" component="span" sx={{ color: 'text.secondary', ml: 2 }}>
                {camera.location === camera.name ? '' : camera.location}
              </Typography>
            </Box>
            <StateBadge list="capture" value={camera.state} quiet title={camera.stateDetail ?? translate(`capture_help.${camera.state}`)} />
            <Box sx={{ gridColumn: { xs: '1 / -1', md: 'auto' } }}>
              <CameraDayTruth cameraId={camera.id} name={camera.name} day={today} size="mini" everyMs={30_000} />
            </Box>
          </Box>
        ))}
      </Box>
    </Section>
  );
}

/** The register of gaps, showing those that nobody has explained. */
const unexplained = filtered('/gaps', { explained: 'false' });

function GapsToExplain({ mayExplain }: { readonly mayExplain: boolean }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const gaps = useAsk(['room-gaps'], (client, schoolId, signal) => client.listGaps({ params: { schoolId }, query: { explained: 'false', perPage: 8 } }, { signal }), 15_000);
  return (
    <Section title={translate('room.gaps')} aside={gaps.data && <><Why rule="no_unexplained_gap" /> <LinkBase to={unexplained}>{translate('room.all_of', { total: gaps.data.total })}</LinkBase></>}>
      {gaps.error ? (
        <Problem error={gaps.error} onRetry={() => void gaps.refetch()} />
      ) : !gaps.data ? (
        <Skeleton variant="rounded" height={96} />
      ) : gaps.data.items.length === 0 ? (
        <Typography sx={{ color: 'text.secondary' }}>{translate('room.no_gaps')}</Typography>
      ) : (
        <Box component="ul" sx={{ listStyle: 'none', p: 0 }}>
          {gaps.data.items.map((gap) => (
            <Box component="li" key={gap.id} sx={{ display: 'flex', gap: 3, alignItems: 'center', py: 2, borderBottom: `1px solid ${colours.hairline}` }}>
              <Box sx={{ flex: 1, minWidth: 0 }}>
                <Typography>
                  <strong>{gap.camera.name}</strong> {translate(`gap.cause.${gap.cause}`)}
                </Typography>
                <Typography variant="body2" sx={{ color: 'text.secondary' }}>
                  {gap.to ? <WhenRange from={gap.from} to={gap.to} /> : <When at={gap.from} />} · {gap.to ? <Duration ms={gap.seconds * 1000} /> : translate('gap.ongoing')} · {translate('room.explain_by')} <When at={gap.explainBy} precision="minutes" />
                </Typography>
              </Box>
              {mayExplain && gap.to && <ExplainGap gap={gap} />}
            </Box>
          ))}
        </Box>
      )}
    </Section>
  );
}

function RequestsToday(): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const now = useNow(60_000);
  const { from } = dayBounds(civilDay(now));
  const requests = useAsk(['room-requests'], (client, schoolId, signal) => client.listRequests({ params: { schoolId }, query: { perPage: 50, sort: '-filedAt' } }, { signal }), 10_000);
  const today = requests.data?.items.filter((request) => (request.filedAt as Instant) >= from || request.may.includes('report_finding') || request.may.includes('open_viewing')) ?? [];
  return (
    <Section title={translate('room.requests')} aside={<LinkBase to="/footage-requests">{translate('room.all_requests')}</LinkBase>}>
      {requests.error ? (
        <Problem error={requests.error} onRetry={() => void requests.refetch()} />
      ) : !requests.data ? (
        <Skeleton variant="rounded" height={96} />
      ) : today.length === 0 ? (
        <Typography sx={{ color: 'text.secondary' }}>{translate('room.no_requests')}</Typography>
      ) : (
        <Box component="ul" sx={{ listStyle: 'none', p: 0 }}>
          {today.map((request) => (
            <Box component="li" key={request.id} sx={{ display: 'flex', gap: 3, alignItems: 'center', py: 2, borderBottom: `1px solid ${colours.hairline}` }}>
              <Box sx={{ flex: 1, minWidth: 0 }}>
                <Typography>
                  <LinkBase to={`/footage-requests/${request.id}`} style={{ color: colours.ink, fontWeight: 600, textDecoration: 'none' }}>
                    {request.number}
                  </LinkBase>{' '}
                  {request.applicant.name} · {translate(`purpose.${request.purpose}`)}
                </Typography>
                <StateBadge list="request" value={request.state} quiet />
              </Box>
              {request.may.includes('open_viewing') && (
                <Button size="small" variant="outlined" component={LinkBase} to={`/viewing/${request.id}`}>
                  {translate('room.look')}
                </Button>
              )}
            </Box>
          ))}
        </Box>
      )}
    </Section>
  );
}
