import { useState, type ReactElement } from 'react';
import { Box, Button, Typography } from '@mui/material';
import { LinkBase, useParams, useTranslate } from 'react-admin';
import { Facts } from '../../components/Facts.tsx';
import { PageHead } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { useListWords } from '../../components/use-words.ts';
import { When, WhenRange } from '../../components/When.tsx';
import { Why } from '../../components/why/Why.tsx';
import { PageSkeleton } from '../../components/PageSkeleton.tsx';
import { useApi, useSchoolId, useSession } from '../../providers/session.tsx';
import { useAsk } from '../../providers/use-ask.ts';
import { Countdown } from './ViewingPage.tsx';
import { usePresence, type Viewing } from './use-presence.ts';

/** The escort's side: confirm that one stands beside the applicant, stay, and end it at any moment. Made for a phone. */
export default function EscortPage(): ReactElement {
  const { sessionId = '' } = useParams<{ sessionId: string }>();
  const translate = useTranslate();
  const join = useListWords();
  const client = useApi();
  const { me } = useSession();
  const schoolId = useSchoolId();
  const asked = useAsk(['viewing', sessionId], (api, id, signal) => api.getViewing({ params: { schoolId: id, sessionId } }, { signal }), 3_000);
  const [joined, setJoined] = useState<Viewing>();
  const [problem, setProblem] = useState<unknown>();
  const presence = usePresence(joined, joined !== undefined);
  const viewing = presence.viewing ?? asked.data;
  const act = async (action: () => Promise<Viewing>): Promise<void> => {
    setProblem(undefined);
    try {
      setJoined(await action());
    } catch (error) {
      setProblem(error);
    }
  };
  if (asked.error && !viewing) return <Problem error={asked.error} onRetry={() => void asked.refetch()} />;
  if (!viewing) return <PageSkeleton />;
  const params = { schoolId, sessionId };
  const isMine = viewing.escort?.id === me.personId;
  return (
    <Box sx={{ maxWidth: 520 }}>
      <PageHead title={translate('escort.title', { name: viewing.viewer.name })} intro={<StateBadge list="session" value={viewing.state} />} />
      <Box sx={{ mb: 5 }}>
        <Facts
          rows={[
            [translate('requests.column.number'), viewing.request.number],
            [translate('requests.column.cameras'), join(viewing.cameras.map((camera) => camera.name))],
            [translate('escort.minutes'), <WhenRange key="r" from={viewing.from} to={viewing.to} />],
            [translate('escort.opened'), <When key="o" at={viewing.openedAt} />],
          ]}
        />
      </Box>
      {problem !== undefined && <Problem error={problem} />}
      {presence.problem !== undefined && viewing.state !== 'ended' && <Problem error={presence.problem} />}
      {viewing.state === 'ended' ? (
        <Box role="status" sx={{ display: 'grid', gap: 3, justifyItems: 'start' }}>
          <Typography variant="h2">{translate(`session_end.${viewing.endReason ?? 'revoked'}`)}</Typography>
          <Button variant="outlined" component={LinkBase} to="/room">
            {translate('escort.back')}
          </Button>
        </Box>
      ) : joined ? (
        <Box sx={{ display: 'grid', gap: 4 }}>
          <Box role="status" sx={{ p: 4, borderRadius: 1, bgcolor: (theme) => theme.colours.jadeWash, color: (theme) => theme.colours.jadeInk }}>
            <Typography sx={{ fontWeight: 600 }}>{translate('escort.here')}</Typography>
            <Typography variant="body2">{translate(viewing.viewerPresent ? 'escort.viewer_here' : 'escort.viewer_gone')}</Typography>
          </Box>
          <Countdown until={viewing.expiresAt} nowMs={presence.serverNowMs} />
          <Button variant="contained" color="error" size="large" onClick={() => void act(() => client.endViewing({ params, body: {} }))}>
            {translate('escort.end')}
          </Button>
        </Box>
      ) : (
        <Box sx={{ display: 'grid', gap: 3 }}>
          <Typography>
            {translate('escort.promise', { name: viewing.viewer.name })} <Why rule="escort_present" />
          </Typography>
          <Button variant="contained" size="large" onClick={() => void act(() => (isMine ? client.provePresence({ params, body: {} }) : client.joinViewing({ params, body: {} })))}>
            {translate('escort.confirm')}
          </Button>
        </Box>
      )}
    </Box>
  );
}
