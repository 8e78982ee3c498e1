import { useState, type ReactElement } from 'react';
import { Box, Button, TextField, Typography, useTheme } from '@mui/material';
import { LinkBase, useNotify, useParams, useTranslate } from 'react-admin';
import { CameraTruth } from '../../components/CameraTruth.tsx';
import { Custody } from '../../components/Custody.tsx';
import { PageHead, Section } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { surroundings } from '../../components/decision/model.ts';
import { Duration, When, WhenRange } from '../../components/When.tsx';
import { Why } from '../../components/why/Why.tsx';
import { PageSkeleton } from '../../components/PageSkeleton.tsx';
import { useApi, useSchoolId } from '../../providers/session.tsx';
import { useListWords } from '../../components/use-words.ts';
import { useAsk, useRefreshAll } from '../../providers/use-ask.ts';
import { Facts } from '../../components/Facts.tsx';
import type { RequestRow } from './columns.tsx';
import type { Instant } from '@guardroom/kernel';
import { msOf } from '@guardroom/kernel';

/** One request from filing to its end: what was asked, what is held, what was decided and why, and its custody line. */
export default function RequestPage(): ReactElement {
  const { requestId = '' } = useParams<{ requestId: string }>();
  const translate = useTranslate();
  const asked = useAsk(['request', requestId], (client, schoolId, signal) => client.getRequest({ params: { schoolId, requestId } }, { signal }), 5_000);
  if (asked.error) return <Problem error={asked.error} onRetry={() => void asked.refetch()} />;
  if (!asked.data) return <PageSkeleton />;
  const request = asked.data;
  const around = surroundings(request.from, request.to);
  return (
    <>
      <PageHead title={translate('request_page.title', { number: request.number })} intro={<StateBadge list="request" value={request.state} />}>
        {request.may.includes('open_viewing') && (
          <Button variant="contained" component={LinkBase} to={`/viewing/${request.id}`}>
            {translate('request_page.open_viewing')}
          </Button>
        )}
        {request.may.includes('decide') && (
          <Button variant="contained" component={LinkBase} to="/decide">
            {translate('request_page.decide')}
          </Button>
        )}
      </PageHead>
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 1fr) 360px' }, columnGap: 10, alignItems: 'start' }}>
        <Box sx={{ minWidth: 0 }}>
          <Section title={translate('request_page.asked')}>
            <Facts
              rows={[
                [translate('requests.column.applicant'), `${request.applicant.name} · ${translate(`relation.${request.relation}`)}`],
                [translate('requests.column.purpose'), translate(`purpose.${request.purpose}`)],
                [translate('ask.reason'), request.reason],
                [translate('ask.way'), translate(`fulfilment.${request.fulfilmentAsked}`)],
                [translate('requests.column.range'), <><WhenRange key="r" from={request.from} to={request.to} /> · <Duration key="d" ms={msOf(request.to as Instant) - msOf(request.from as Instant)} /></>],
                [translate('requests.column.filed'), <When key="f" at={request.filedAt} />],
                ...(request.hold ? ([[translate('request_page.hold'), <>{translate(request.hold.active ? 'request_page.hold_active' : 'request_page.hold_over')} <When at={request.hold.until} precision="minutes" /> <Why rule="freeze_at_filing" /></>]] as const) : []),
              ]}
            />
          </Section>
          {request.decision && <Decided decision={request.decision} />}
          {request.finding && (
            <Section title={translate('request_page.finding')}>
              <Typography sx={{ whiteSpace: 'pre-wrap' }}>{request.finding.words}</Typography>
              <Typography variant="body2" sx={{ color: 'text.secondary' }}>
                {request.finding.by.name} · <When at={request.finding.at} />
              </Typography>
            </Section>
          )}
          {request.may.includes('report_finding') && <Report request={request} />}
          <Section title={translate('request_page.footage')}>
            <Box sx={{ display: 'grid', gap: 4 }}>
              {request.cameras.map((camera, index) => (
                <Box key={camera.id}>
                  <Typography variant="body2">
                    <strong>{camera.name}</strong> {camera.location === camera.name ? '' : camera.location}
                  </Typography>
                  <CameraTruth cameraId={camera.id} name={camera.name} {...around} legend={index === 0} approved={[{ from: request.from as Instant, to: request.to as Instant }]} />
                </Box>
              ))}
            </Box>
          </Section>
          {request.may.includes('withdraw') && <Withdraw request={request} />}
        </Box>
        <Section title={translate('request_page.custody')}>
          <Custody subject={request.id} />
        </Section>
      </Box>
    </>
  );
}

function Decided({ decision }: { readonly decision: NonNullable<RequestRow['decision']> }): ReactElement {
  const translate = useTranslate();
  const join = useListWords();
  return (
    <Section title={translate('request_page.decision')} aside={<StateBadge list="decision" value={decision.kind} />}>
      <Facts
        rows={[
          [translate('request_page.by'), <>{decision.by.name} · <When at={decision.at} /></>],
          [translate('decision_card.reasons'), decision.reasons],
          ...(decision.from && decision.to
            ? ([
                [translate('request_page.granted'), <><WhenRange from={decision.from} to={decision.to} /> · {join(decision.cameras.map((camera) => camera.name))}</>],
                [translate('ask.way'), decision.fulfilment ? translate(`fulfilment.${decision.fulfilment}`) : '—'],
                [translate('request_page.valid'), <When key="v" at={decision.validUntil} precision="minutes" />],
              ] as const)
            : []),
        ]}
      />
    </Section>
  );
}

function Report({ request }: { readonly request: RequestRow }): ReactElement {
  return <Say request={request} title="request_page.report" label="request_page.finding" help="request_page.report_help" button="request_page.report_send" colour="primary" least={5} send={(client, params, words) => client.reportFinding({ params, body: { words } })} />;
}

function Withdraw({ request }: { readonly request: RequestRow }): ReactElement {
  return <Say request={request} title="request_page.withdraw" label="request_page.withdraw_reason" help="request_page.withdraw_help" button="request_page.withdraw_send" colour="error" least={0} send={(client, params, reason) => client.withdrawRequest({ params, body: { reason } })} />;
}

function Say({ request, title, label, help, button, colour, least, send }: { readonly request: RequestRow; readonly title: string; readonly label: string; readonly help: string; readonly button: string; readonly colour: 'primary' | 'error'; readonly least: number; readonly send: (client: ReturnType<typeof useApi>, params: { schoolId: string; requestId: string }, words: string) => Promise<RequestRow> }): ReactElement {
  const translate = useTranslate();
  const notify = useNotify();
  const client = useApi();
  const schoolId = useSchoolId();
  const refreshAll = useRefreshAll();
  const { colours } = useTheme();
  const [words, setWords] = useState('');
  const [problem, setProblem] = useState<unknown>();
  const submit = async (): Promise<void> => {
    setProblem(undefined);
    try {
      const changed = await send(client, { schoolId, requestId: request.id }, words.trim());
      await refreshAll();
      notify(`${changed.number} · ${translate(`request.${changed.state}`)}`, { type: 'success' });
    } catch (error) {
      setProblem(error);
    }
  };
  return (
    <Section title={translate(title)}>
      <Box component="form" onSubmit={(event) => (event.preventDefault(), void submit())} sx={{ display: 'grid', gap: 2, bgcolor: colours.sheet, border: `1px solid ${colours.hairline}`, borderRadius: 1, p: 4 }}>
        <TextField label={translate(label)} helperText={translate(help)} value={words} onChange={(event) => setWords(event.target.value)} multiline minRows={2} />
        {problem !== undefined && <Problem error={problem} />}
        <Button type="submit" variant={colour === 'primary' ? 'contained' : 'outlined'} color={colour} disabled={words.trim().length < least} sx={{ justifySelf: 'start' }}>
          {translate(button)}
        </Button>
      </Box>
    </Section>
  );
}
