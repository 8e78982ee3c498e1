import { useState, type ReactElement } from 'react';
import { Box, Typography, useTheme } from '@mui/material';
import { useParams, useTranslate } from 'react-admin';
import { AUTHORITY_STATES, isSettled } from '@guardroom/domain';
import { CustodyLine } from '../../components/custody/CustodyLine.tsx';
import { Facts } from '../../components/Facts.tsx';
import { PageHead, Section } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { StateBadge, ToneShape } from '../../components/StatusBadge.tsx';
import { useListWords } from '../../components/use-words.ts';
import { When, WhenRange } from '../../components/When.tsx';
import { PageSkeleton } from '../../components/PageSkeleton.tsx';
import { useAsk } from '../../providers/use-ask.ts';
import { Deadline } from './Deadline.tsx';
import type { CaseRow } from './columns.tsx';
import { PackageSection } from './PackageSection.tsx';
import { BringPapers } from './BringPapers.tsx';
import { Withdraw, Withdrawal } from './Withdrawal.tsx';

/** One request of the agency: how far it is, what is still needed, what was answered, and the package. */
export default function CasePage(): ReactElement {
  const { caseId = '' } = useParams<{ caseId: string }>();
  const translate = useTranslate();
  const list = useListWords();
  const [isBusy, setBusy] = useState(false);
  const asked = useAsk(['case', caseId], (client, _school, signal) => client.getCase({ params: { caseId } }, { signal }), isBusy ? undefined : 3_000);
  if (asked.error) return <Problem error={asked.error} onRetry={() => void asked.refetch()} />;
  if (!asked.data) return <PageSkeleton />;
  const found = asked.data;
  return (
    <Box sx={{ maxWidth: 860 }}>
      <PageHead title={translate('case_page.title', { notice: found.noticeNumber })} intro={<StateBadge list="authority" value={found.state} />}>
        {found.may.includes('withdraw') && <Withdraw found={found} />}
      </PageHead>
      {found.state !== 'refused' && found.state !== 'withdrawn' && <Progress found={found} />}
      {found.package && <PackageSection found={found} onBusy={setBusy} />}
      {(found.grant ?? found.refusal) && <Answer found={found} />}
      {found.withdrawal && <Withdrawal withdrawal={found.withdrawal} />}
      <BringPapers found={found} />
      <Section title={translate('case_page.asked')}>
        <Facts
          rows={[
            [translate('case_page.school'), found.school.name],
            [translate('case_page.case_number'), found.caseNumber],
            [translate('file_case.facts'), found.facts],
            [translate('file_case.places'), found.places],
            [translate('cases.column.range'), <WhenRange key="r" from={found.from} to={found.to} />],
            [translate('case_page.officers'), list(found.officers.map((officer) => translate('case_page.officer', officer)))],
            [translate('case_page.deadline'), <Deadline key="d" at={found.deadline} isOpen={!isSettled(found.state)} />],
            [translate('case_page.filed_by'), <>{found.filedBy} · <When at={found.filedAt} /></>],
          ]}
        />
      </Section>
      <Section title={translate('case_page.custody')}>
        <CustodyLine facts={found.steps.map((step) => ({ id: step.factId, type: `authority_request.${step.kind}`, who: step.by, kind: builds.includes(step.kind) ? 'machine' : 'person', at: step.at, leafIndex: step.leafIndex, place: step.leafIndex === null ? 'staged' : 'sealed' }))} />
      </Section>
    </Box>
  );
}

/** Steps that no person takes. */
const builds: readonly string[] = ['package_ready', 'package_failed'];

const road = AUTHORITY_STATES.filter((state) => state !== 'refused' && state !== 'withdrawn');

/** Where a request is on its road, in shapes and words. */
function Progress({ found }: { readonly found: CaseRow }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const reached = road.findIndex((state) => state === found.state);
  const steps = [...road.map((state, i) => ({ key: state as string, isDone: i <= reached })), { key: 'received_by', isDone: found.receipt !== null }];
  return (
    <Box component="ol" aria-label={translate('case_page.progress')} sx={{ listStyle: 'none', p: 0, m: 0, mb: 6, display: 'grid', gridTemplateColumns: { xs: 'repeat(3, 1fr)', sm: 'repeat(6, 1fr)' }, gap: 2 }}>
      {steps.map(({ key, isDone }) => (
        <Box component="li" key={key} aria-current={key === found.state ? 'step' : undefined} sx={{ borderTop: `3px solid ${isDone ? colours.action : colours.hairline}`, pt: 1.5, display: 'flex', alignItems: 'center', gap: 1.5 }}>
          <ToneShape tone={isDone ? 'pass' : 'unknown'} />
          <Typography variant="body2" sx={{ color: isDone ? 'text.primary' : 'text.secondary', fontWeight: key === found.state ? 600 : 400 }}>
            {translate(`case_page.step.${key}`)}
          </Typography>
        </Box>
      ))}
    </Box>
  );
}

function Answer({ found: { grant, refusal, from, to } }: { readonly found: CaseRow }): ReactElement {
  const translate = useTranslate();
  const list = useListWords();
  const isPart = grant && (grant.from !== from || grant.to !== to);
  return (
    <Section title={translate('case_page.decision')}>
      {grant && (
        <Facts
          rows={[
            [translate(isPart ? 'case_page.granted_part' : 'case_page.granted'), <><WhenRange key="r" from={grant.from} to={grant.to} /> · {list(grant.places)}</>],
            [translate('authority_page.approve_words'), grant.reasons],
          ]}
        />
      )}
      {refusal && (
        <Facts
          rows={[
            [translate('case_page.not_granted'), translate(`refusal_ground.${refusal.ground}`)],
            [translate('authority_page.refuse_words'), refusal.words],
            [translate('request_page.by'), <>{refusal.by} · <When at={refusal.at} /></>],
          ]}
        />
      )}
    </Section>
  );
}
