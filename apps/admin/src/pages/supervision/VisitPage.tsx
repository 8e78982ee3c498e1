import { useState, type ReactElement } from 'react';
import type { z } from 'zod';
import { Box, Button, Typography } from '@mui/material';
import { useParams, useTranslate } from 'react-admin';
import type { visitDetail } from '@guardroom/contracts';
import { domainTitle } from '@guardroom/policy-pack/titles';
import { Custody, DistrictCustody } from '../../components/Custody.tsx';
import { Facts } from '../../components/Facts.tsx';
import { PageHead, Section } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { StepDialog } from '../../components/StepDialog.tsx';
import { useListWords, useLocaleName } from '../../components/use-words.ts';
import { Day, When } from '../../components/When.tsx';
import { PageSkeleton } from '../../components/PageSkeleton.tsx';
import { useApi } from '../../providers/session.tsx';
import { useAsk } from '../../providers/use-ask.ts';
import { Checklist } from './Checklist.tsx';
import { Findings } from './Findings.tsx';
import { useSupervisionNote } from './notes.ts';

/** A visit with checklist and findings. */
export type Visit = z.output<typeof visitDetail>;

/** A visit as its inspectors and the bureau see it: on a phone on site, on the desk afterwards, on paper for both signatures. */
export function DistrictVisit(): ReactElement {
  const { visitId = '' } = useParams<{ visitId: string }>();
  const translate = useTranslate();
  const client = useApi();
  const noteOf = useSupervisionNote();
  const [fresh, setFresh] = useState<Visit>();
  const asked = useAsk(['district-visit', visitId], (api, _school, signal) => api.getDistrictVisit({ params: { visitId } }, { signal }));
  if (asked.error) return <Problem error={asked.error} onRetry={() => void asked.refetch()} />;
  const visit = newer(fresh, asked.data, asked.dataUpdatedAt);
  if (!visit) return <PageSkeleton />;
  const params = { visitId };
  const work = async (next: Promise<Visit>): Promise<void> => setFresh(stamped(await next));
  const may = (verb: Visit['may'][number]): boolean => visit.may.includes(verb);
  return (
    <VisitFrame visit={visit}>
      <Head visit={visit}>
        {may('start') && <StepDialog size="medium" variant="contained" label={translate('inspection.start')} title={translate('inspection.start')} help={translate('inspection.start_help')} done={translate('visit_state.on_site')} send={(client) => work(client.startVisit({ params, body: {} }))} />}
        {may('sign_off') && <StepDialog size="medium" variant="contained" label={translate('inspection.sign_off')} title={translate('inspection.sign_off_title')} help={translate('inspection.sign_off_help')} words={{ label: translate('inspection.summary'), least: 2, most: 2000 }} done={translate('visit_state.signed_off')} send={(client, _schoolId, summary) => work(client.signOffVisit({ params, body: { summary } }))} />}
        {may('cancel') && <StepDialog size="medium" variant="text" label={translate('inspection.cancel')} title={translate('inspection.cancel')} words={{ label: translate('inspection.cancel_reason'), least: 2, most: 500 }} done={translate('visit_state.cancelled')} send={(client, _schoolId, reason) => work(client.cancelVisit({ params, body: { reason } }))} />}
      </Head>
      <Checklist
        visit={visit}
        onAnswer={(control, verdict, note) => work(client.answerItem({ params, body: { control, verdict, ...(note ? { note } : {}) } }))}
        onFind={(control, severity, words) => work(client.addFinding({ params, body: { control, severity, words } }))}
      />
      <Findings visit={visit} onWithdraw={may('answer') ? (findingId) => work(client.withdrawFinding({ params: { visitId, findingId }, body: {} })) : undefined} isBureau />
      {visit.state !== 'planned' && (
        <Box data-print="no">
          <Section title={translate('inspection.custody')}>
            <DistrictCustody subject={visit.id} noteOf={noteOf} />
          </Section>
        </Box>
      )}
    </VisitFrame>
  );
}

/** A visit as the school sees it: results and findings once they are signed off, and the acknowledgement. */
export function SchoolVisit(): ReactElement {
  const { visitId = '' } = useParams<{ visitId: string }>();
  const translate = useTranslate();
  const noteOf = useSupervisionNote();
  const asked = useAsk(['visit', visitId], (api, id, signal) => api.getSchoolVisit({ params: { schoolId: id, visitId } }, { signal }));
  if (asked.error) return <Problem error={asked.error} onRetry={() => void asked.refetch()} />;
  if (!asked.data) return <PageSkeleton />;
  const visit = asked.data;
  const isTold = visit.state === 'signed_off' || visit.state === 'acknowledged';
  return (
    <VisitFrame visit={visit}>
      <Head visit={visit}>
        {visit.may.includes('acknowledge') && (
          <StepDialog
            size="medium"
            variant="contained"
            label={translate('inspection.acknowledge')}
            title={translate('inspection.acknowledge_title')}
            help={translate('inspection.acknowledge_help')}
            words={{ label: translate('inspection.remark'), least: 0 }}
            send={(client, schoolId, words) => client.acknowledgeVisit({ params: { schoolId, visitId }, body: { words } })}
          />
        )}
      </Head>
      {isTold ? (
        <>
          <Findings visit={visit} />
          <Checklist visit={visit} />
        </>
      ) : (
        <Typography sx={{ color: 'text.secondary', mb: 8 }}>{translate('inspection.not_told_yet')}</Typography>
      )}
      <Box data-print="no">
        <Section title={translate('inspection.custody')}>
          <Custody subject={visit.id} noteOf={noteOf} />
        </Section>
      </Box>
    </VisitFrame>
  );
}

type Stamped = Visit & { readonly receivedAt: number };
const stamped = (visit: Visit): Stamped => ({ ...visit, receivedAt: Date.now() });
/** What an answer of ours brought, until the page asks again. */
const newer = (ours: Visit | undefined, asked: Visit | undefined, askedAt: number): Visit | undefined => (ours && (ours as Stamped).receivedAt > askedAt ? ours : asked);

function VisitFrame({ visit, children }: { readonly visit: Visit; readonly children: React.ReactNode }): ReactElement {
  return (
    <Box sx={{ maxWidth: 860 }} data-visit={visit.state}>
      {children}
    </Box>
  );
}

function Head({ visit, children }: { readonly visit: Visit; readonly children: React.ReactNode }): ReactElement {
  const translate = useTranslate();
  const list = useListWords();
  const language = useLocaleName() === 'en' ? 'en' : 'zh';
  return (
    <>
      <PageHead title={translate('inspection.title', { school: visit.school.name })} intro={<StateBadge list="visit_state" value={visit.state} />}>
        {children}
        {visit.signedOff && (
          <Button variant="outlined" onClick={() => window.print()}>
            {translate('inspection.print')}
          </Button>
        )}
      </PageHead>
      <Section title={translate('inspection.facts')}>
        <Facts
          rows={[
            [translate('inspection.day'), <span key="d"><Day day={visit.day} /> · {translate(visit.announced ? 'inspection.announced' : 'inspection.unannounced')}</span>],
            [translate('inspection.inspectors'), list(visit.inspectors.map(({ name }) => name))],
            [translate('inspection.domains'), list(visit.domains.map((domain) => domainTitle(domain)?.[language] ?? domain))],
            ...(visit.cancelReason ? ([[translate('inspection.cancel_reason'), visit.cancelReason]] as const) : []),
            ...(visit.summary ? ([[translate('inspection.summary'), visit.summary]] as const) : []),
            ...(visit.signedOff ? ([[translate('inspection.signed_by'), <span key="s">{visit.signedOff.by.name} · <When at={visit.signedOff.at} precision="minutes" /></span>]] as const) : []),
            ...(visit.acknowledged ? ([[translate('inspection.acknowledged_by'), <span key="a">{visit.acknowledged.by.name} · <When at={visit.acknowledged.at} precision="minutes" />{visit.acknowledged.words && `：${visit.acknowledged.words}`}</span>]] as const) : []),
          ]}
        />
      </Section>
    </>
  );
}
