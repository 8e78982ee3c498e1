import type { ReactElement } from 'react';
import { Box, Typography } from '@mui/material';
import { useParams, useTranslate } from 'react-admin';
import type { z } from 'zod';
import type { authorityRequest } from '@guardroom/contracts';
import { SIGNATURES_NEEDED, isSettled } from '@guardroom/domain';
import type { Instant } from '@guardroom/kernel';
import { CameraTruth } from '../../components/CameraTruth.tsx';
import { Custody } from '../../components/Custody.tsx';
import { surroundings } from '../../components/decision/model.ts';
import { Facts } from '../../components/Facts.tsx';
import { PageHead, Section } from '../../components/Page.tsx';
import { PaperLink } from '../../components/Papers.tsx';
import { Problem } from '../../components/Problem.tsx';
import { ReleaseByTwo } from '../../components/ReleaseByTwo.tsx';
import { StateBadge, StatusBadge } from '../../components/StatusBadge.tsx';
import { useListWords } from '../../components/use-words.ts';
import { When, WhenRange } from '../../components/When.tsx';
import { Why } from '../../components/why/Why.tsx';
import { PageSkeleton } from '../../components/PageSkeleton.tsx';
import { useSchoolId } from '../../providers/session.tsx';
import { useAsk } from '../../providers/use-ask.ts';
import { Deadline } from '../cases/Deadline.tsx';
import { PackageFacts } from '../cases/PackageSection.tsx';
import { Withdrawal } from '../cases/Withdrawal.tsx';
import { ApproveStep, MapStep, RefuseStep, VerifyStep } from './steps.tsx';

/** A request as the people of the school see it. */
export type AuthorityRequestRow = z.output<typeof authorityRequest>;

/** One request of an authority: papers, cameras, who has signed, and the one thing that the reader may do next. */
export default function AuthorityRequestPage(): ReactElement {
  const { requestId = '' } = useParams<{ requestId: string }>();
  const translate = useTranslate();
  const schoolId = useSchoolId();
  const list = useListWords();
  const asked = useAsk(['authority-request', requestId], (client, schoolId, signal) => client.getAuthorityRequest({ params: { schoolId, requestId } }, { signal }), 5_000);
  if (asked.error) return <Problem error={asked.error} onRetry={() => void asked.refetch()} />;
  if (!asked.data) return <PageSkeleton />;
  const request = asked.data;
  const isOpen = !isSettled(request.state);
  const around = surroundings(request.from, request.to);
  const params = { schoolId, requestId: request.id };
  const granted = request.grant && { from: request.grant.from as Instant, to: request.grant.to as Instant };
  return (
    <Box sx={{ maxWidth: 860 }}>
      <PageHead title={translate('authority_page.title', { agency: request.agency.name, notice: request.noticeNumber })} intro={<><StateBadge list="authority" value={request.state} /> <Why rule="authority_asks" /></>}>
        {request.may.includes('approve') && <ApproveStep request={request} />}
        {request.may.includes('verify') && <VerifyStep request={request} />}
        {request.may.includes('map') && <MapStep request={request} />}
        {request.may.includes('refuse') && <RefuseStep request={request} />}
      </PageHead>
      {isOpen && request.package === null && request.may.length === 0 && (
        <Typography variant="body2" sx={{ color: 'text.secondary', mb: 4 }}>
          {translate('authority_page.nothing_to_do')}
        </Typography>
      )}
      {request.withdrawal && <Withdrawal withdrawal={request.withdrawal} />}
      <Section title={translate('authority_page.asked')}>
        <Facts
          rows={[
            [translate('authority_page.facts'), request.facts],
            [translate('authority_page.places'), request.places],
            [translate('authority_page.range'), <WhenRange key="r" from={request.from} to={request.to} />],
            [translate('authority_page.case_number'), request.caseNumber],
            [translate('authority_page.officers'), list(request.officers.map((officer) => translate('case_page.officer', officer)))],
            [translate('authority_page.deadline'), <Deadline key="d" at={request.deadline} isOpen={isOpen} />],
            [translate('authority_page.filed'), <>{request.filedBy} · <When at={request.filedAt} /></>],
            ...(request.hold ? ([[translate(request.hold.isPreserved ? 'authority_page.preserved' : 'authority_page.hold'), <>{translate('authority_page.hold_words', { cameras: request.hold.cameras })} <When at={request.hold.until} precision="minutes" /> <Why rule="freeze_at_filing" /></>]] as const) : []),
          ]}
        />
      </Section>
      <Section title={translate('authority_page.papers')}>
        {request.papers.length === 0 ? (
          <Typography sx={{ color: 'text.secondary' }}>{translate(isOpen ? 'authority_page.no_papers' : 'case_page.no_papers')}</Typography>
        ) : (
          <Box component="ul" sx={{ listStyle: 'none', p: 0, m: 0, display: 'grid', gap: 1.5 }}>
            {request.papers.map((paper) => (
              <Box component="li" key={paper.documentId}>
                <PaperLink paper={{ id: paper.documentId, name: paper.name }} />{' '}
                <Typography variant="body2" component="span" sx={{ color: 'text.secondary' }}>
                  {list(paper.kinds.map((kind) => translate(`authority_paper.${kind}`)))}
                </Typography>
              </Box>
            ))}
          </Box>
        )}
      </Section>
      <Section title={translate('authority_page.signatures')}>
        <Signatures request={request} />
        {request.refusal && (
          <Facts
            rows={[
              [translate('authority.refused'), translate(`refusal_ground.${request.refusal.ground}`)],
              [translate('authority_page.refuse_words'), request.refusal.words],
              [translate('request_page.by'), <>{request.refusal.by} · <When at={request.refusal.at} /></>],
            ]}
          />
        )}
      </Section>
      <Section title={translate('authority_page.cameras')} aside={granted ? <WhenRange from={granted.from} to={granted.to} /> : undefined}>
        {request.cameras.length === 0 && <Typography sx={{ color: 'text.secondary' }}>{translate(isOpen ? 'authority_page.not_mapped' : 'authority_page.never_mapped')}</Typography>}
        <Box sx={{ display: 'grid', gap: 4 }}>
          {request.cameras.map((camera, index) => (
            <Box key={camera.id}>
              <Typography variant="body2">
                <strong>{camera.name}</strong> {camera.location === camera.name ? '' : camera.location} {camera.granted && <StatusBadge tone="pass" quiet>{translate('case_page.granted')}</StatusBadge>}
              </Typography>
              <CameraTruth cameraId={camera.id} name={camera.name} {...around} legend={index === 0} approved={[granted && camera.granted ? granted : { from: request.from as Instant, to: request.to as Instant }]} />
            </Box>
          ))}
        </Box>
      </Section>
      {request.package && (
        <Section title={translate('authority_page.package')} aside={<StateBadge list="evidence_package" value={request.package.state} />}>
          <PackageFacts built={request.package} />
          <Typography variant="body2" sx={{ mt: 2 }}>
            {translate('case_page.downloads', { count: request.package.downloads })} {request.receipt && <StatusBadge tone={request.receipt.result === 'verified' ? 'pass' : 'fail'}>{translate(`receipt.${request.receipt.result}`)}</StatusBadge>}
          </Typography>
        </Section>
      )}
      {(request.release ?? request.may.includes('ask_release')) && (
        <Section title={translate('incident_page.hold')}>
          <ReleaseByTwo
            release={request.release && { ...request.release, askedBy: request.release.askedBy.name, releasedBy: request.release.releasedByName }}
            mayAsk={request.may.includes('ask_release')}
            mayAnswer={request.may.includes('answer_release')}
            ask={(client, reason) => client.askAuthorityRelease({ params, body: { reason } })}
            answer={(client, release) => client.answerAuthorityRelease({ params, body: { release } })}
          />
        </Section>
      )}
      <Section title={translate('authority_page.custody')}>
        <Custody subject={request.id} />
      </Section>
    </Box>
  );
}

/** Who has signed what, and who is still waited for. */
function Signatures({ request }: { readonly request: AuthorityRequestRow }): ReactElement {
  const translate = useTranslate();
  const parts = [
    { name: translate('authority_page.verified_by'), signed: request.verifications.map((s) => ({ ...s, note: translate('authority_page.called_back', { number: s.callBackNumber, person: s.callBackPerson }) })) },
    { name: translate('authority_page.approved_by'), signed: request.approvals.map((s) => ({ ...s, note: '' })) },
  ];
  return (
    <Facts
      rows={parts.map(({ name, signed }) => [
        `${name} ${signed.length}/${SIGNATURES_NEEDED}`,
        signed.length === 0 ? '—' : <Box key={name} component="ul" sx={{ listStyle: 'none', p: 0, m: 0, display: 'grid', gap: 1 }}>
          {signed.map((signature) => (
            <Box component="li" key={signature.by.id}>
              {signature.by.name} · {translate(`role.${signature.role}`)} · <When at={signature.at} precision="minutes" />
              <Typography variant="body2" sx={{ color: 'text.secondary' }}>
                {[signature.note, signature.words].filter(Boolean).join(' · ')}
              </Typography>
            </Box>
          ))}
          {signed.length === 1 && !isSettled(request.state) && (
            <li>
              <StatusBadge tone="partial">{translate('authority_page.waiting_second')}</StatusBadge>
            </li>
          )}
        </Box>,
      ])}
    />
  );
}
