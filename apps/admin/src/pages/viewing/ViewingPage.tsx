import { useEffect, useState, type ReactElement } from 'react';
import { Box, Button, Typography } from '@mui/material';
import { LinkBase, useParams, useTranslate } from 'react-admin';
import { Problem } from '../../components/Problem.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { useListWords, useLocaleName } from '../../components/use-words.ts';
import { WhenRange } from '../../components/When.tsx';
import { Why } from '../../components/why/Why.tsx';
import { makeTabKey, type TabKey } from '../../providers/proof-of-possession.ts';
import { useApi, useSchoolId } from '../../providers/session.tsx';
import { useAsk } from '../../providers/use-ask.ts';
import { durationWords } from '../../time/words.ts';
import { Screen } from './Screen.tsx';
import { Theatre } from './Theatre.tsx';
import { usePresence, type Viewing } from './use-presence.ts';

/** The viewer's side of a viewing: open it, wait for the escort, look, and see why the picture goes when it goes. */
export default function ViewingPage(): ReactElement {
  const { requestId = '' } = useParams<{ requestId: string }>();
  const translate = useTranslate();
  const join = useListWords();
  const client = useApi();
  const schoolId = useSchoolId();
  const request = useAsk(['request', requestId], (api, id, signal) => api.getRequest({ params: { schoolId: id, requestId } }, { signal }));
  const [opened, setOpened] = useState<{ readonly key: TabKey; readonly viewing: Viewing }>();
  const [problem, setProblem] = useState<unknown>();
  const { viewing, problem: presenceProblem, serverNowMs } = usePresence(opened?.viewing, opened !== undefined);
  useEffect(() => {
    document.title = `${translate('viewing.title')} · Guardroom`;
  }, [translate]);

  const open = async (): Promise<void> => {
    setProblem(undefined);
    try {
      const key = await makeTabKey();
      setOpened({ key, viewing: await client.openViewing({ params: { schoolId }, body: { requestId, proofKeyThumbprint: key.thumbprint } }) });
    } catch (error) {
      setProblem(error);
    }
  };
  const end = async (): Promise<void> => {
    if (!viewing) return;
    try {
      await client.endViewing({ params: { schoolId, sessionId: viewing.id }, body: {} });
    } catch (error) {
      setProblem(error);
    }
  };
  const decided = request.data?.decision;
  return (
    <Theatre>
      <Box component="header" sx={{ display: 'flex', flexWrap: 'wrap', gap: 3, alignItems: 'center' }}>
        <Box sx={{ flex: '1 1 240px' }}>
          <Typography variant="h1">{translate('viewing.title')}</Typography>
          <Typography variant="body2" sx={{ color: 'text.secondary' }}>
            {request.data?.number} {decided?.from && decided.to && <>· <WhenRange from={decided.from} to={decided.to} /> · {join(decided.cameras.map((camera) => camera.name))}</>}
          </Typography>
        </Box>
        {viewing && <StateBadge list="session" value={viewing.state} />}
        {viewing && viewing.state !== 'ended' && <Countdown until={viewing.expiresAt} nowMs={serverNowMs} />}
        {viewing && viewing.state !== 'ended' ? (
          <Button variant="outlined" onClick={() => void end()}>
            {translate('viewing.end')}
          </Button>
        ) : (
          <Button variant="outlined" component={LinkBase} to={`/my-requests/${requestId}`}>
            {translate('ra.action.back')}
          </Button>
        )}
      </Box>
      <Box sx={{ minHeight: 0, display: 'grid', alignContent: 'start', gap: 4 }}>
        {problem !== undefined && <Problem error={problem} />}
        {request.error !== null && <Problem error={request.error} onRetry={() => void request.refetch()} />}
        {presenceProblem !== undefined && viewing?.state !== 'ended' && <Problem error={presenceProblem} />}
        {!viewing || !opened ? (
          <Box sx={{ maxWidth: 520, width: '100%', mx: 'auto', mt: { xs: 4, sm: 20 }, p: { xs: 4, sm: 6 }, display: 'grid', gap: 4, justifyItems: 'start', bgcolor: 'background.paper', border: '1px solid', borderColor: 'divider', borderRadius: 1 }}>
            {request.data && !request.data.may.includes('open_viewing') ? (
              <>
                <StateBadge list="request" value={request.data.state} />
                <Typography>
                  {translate('viewing.not_yours')} <Why rule="no_over_range" />
                </Typography>
              </>
            ) : (
              <>
                <Typography>{translate(decided?.fulfilment === 'escorted_viewing' ? 'viewing.before_escorted' : 'viewing.before')}</Typography>
                <Typography variant="body2" sx={{ color: 'text.secondary' }}>
                  {translate('viewing.before_rules')} <Why rule="viewing_recorded" /> <Why rule="no_over_range" label={translate('viewing.why_range')} />
                </Typography>
                <Button variant="contained" size="large" onClick={() => void open()} disabled={!request.data}>
                  {translate('viewing.open')}
                </Button>
              </>
            )}
          </Box>
        ) : viewing.state === 'ended' ? (
          <Ended viewing={viewing} onAgain={() => void open()} />
        ) : (
          <>
            {viewing.escortNeeded && !viewing.escortPresent && (
              <Box role="status" sx={{ bgcolor: (theme) => theme.colours.amberWash, color: (theme) => theme.colours.amberInk, p: 4, borderRadius: 1 }}>
                {translate(viewing.escort ? 'viewing.escort_gone' : 'viewing.escort_awaited', { name: viewing.escort?.name ?? '' })} <Why rule="escort_present" />
              </Box>
            )}
            {viewing.escort && viewing.escortPresent && (
              <Typography variant="body2" sx={{ color: 'text.secondary' }}>
                {translate('viewing.escorted_by', { name: viewing.escort.name })}
              </Typography>
            )}
            <Screen viewing={viewing} isCutOff={presenceProblem !== undefined} tabKey={opened.key} serverNowMs={serverNowMs} />
          </>
        )}
      </Box>
    </Theatre>
  );
}

function Ended({ viewing, onAgain }: { readonly viewing: Viewing; readonly onAgain: () => void }): ReactElement {
  const translate = useTranslate();
  const reason = viewing.endReason ?? 'revoked';
  const rule = reason === 'escort_absent' || reason === 'applicant_absent' ? 'escort_present' : reason === 'over_range_repeated' ? 'no_over_range' : 'viewing_recorded';
  return (
    <Box sx={{ maxWidth: 520, width: '100%', mx: 'auto', mt: { xs: 4, sm: 20 }, p: { xs: 4, sm: 6 }, display: 'grid', gap: 3, justifyItems: 'start', bgcolor: 'background.paper', border: '1px solid', borderColor: 'divider', borderRadius: 1 }} role="status">
      <Typography variant="h2">{translate(`session_end.${reason}`)}</Typography>
      <Typography sx={{ color: 'text.secondary' }}>
        {translate('viewing.ended_words')} <Why rule={rule} />
      </Typography>
      <Button variant="contained" onClick={onAgain}>
        {translate('viewing.open_again')}
      </Button>
    </Box>
  );
}

/** The time that is left, in words, never below nothing. */
export function Countdown({ until, nowMs }: { readonly until: string; readonly nowMs: () => number }): ReactElement {
  const translate = useTranslate();
  const locale = useLocaleName();
  const [leftMs, setLeft] = useState(() => Date.parse(until) - nowMs());
  useEffect(() => {
    const timer = setInterval(() => setLeft(Date.parse(until) - nowMs()), 500);
    return () => clearInterval(timer);
  }, [until, nowMs]);
  return (
    <Typography role="timer" variant="body2" sx={{ color: leftMs < 60_000 ? 'warning.main' : 'text.secondary' }}>
      {translate('viewing.left', { left: durationWords(Math.max(0, leftMs), locale) })}
    </Typography>
  );
}
