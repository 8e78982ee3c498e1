import type { ReactElement } from 'react';
import { Box } from '@mui/material';
import { useNotify, useTranslate } from 'react-admin';
import type { Client } from '@guardroom/client';
import { EmptyState } from '../../components/EmptyState.tsx';
import { PageHead, Section } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { DecisionCard } from '../../components/decision/DecisionCard.tsx';
import { surroundings, type Decision, type EarlierDecision } from '../../components/decision/model.ts';
import { PageSkeleton } from '../../layout/Shell.tsx';
import { useApi, useSchoolId } from '../../providers/session.tsx';
import { barOf } from '../../providers/timeline.ts';
import { useAsk, useRefreshAll } from '../../providers/use-ask.ts';
import { Risks } from './Risks.tsx';

type Request = Awaited<ReturnType<Client['getRequest']>>;

/** The principal's first screen: what waits for a decision, each on one card, and the school's risks in five lines. */
export default function Decide(): ReactElement {
  const translate = useTranslate();
  const waiting = useAsk(['decide'], (client, schoolId, signal) => client.listRequests({ params: { schoolId }, query: { state: 'submitted', perPage: 50 } }, { signal }), 10_000);
  const past = useAsk(['decided'], (client, schoolId, signal) => client.listRequests({ params: { schoolId }, query: { perPage: 500 } }, { signal }));
  const decided = past.data?.items.filter((request) => request.decision !== null) ?? [];
  return (
    <Box sx={{ maxWidth: 760 }}>
      <PageHead title={translate('decide.title')} intro={waiting.data && translate(waiting.data.total === 0 ? 'decide.none_intro' : 'decide.intro', { count: waiting.data.total })} />
      {waiting.error ? (
        <Problem error={waiting.error} onRetry={() => void waiting.refetch()} />
      ) : !waiting.data ? (
        <PageSkeleton />
      ) : waiting.data.items.length === 0 ? (
        <EmptyState title={translate('decide.empty')}>{translate('decide.empty_help')}</EmptyState>
      ) : (
        <Box sx={{ display: 'grid', gap: 5, mb: 8 }}>
          {waiting.data.items
            .filter((request) => request.may.includes('decide'))
            .map((request) => (
              <DecideOne key={request.id} request={request} earlier={decided.filter((past) => past.applicant.id === request.applicant.id)} />
            ))}
          {waiting.data.items
            .filter((request) => !request.may.includes('decide'))
            .map((request) => (
              <Box key={request.id} sx={{ color: 'text.secondary', fontSize: 13 }}>
                {translate('decide.not_yours', { number: request.number, name: request.applicant.name })}
              </Box>
            ))}
        </Box>
      )}
      <Section title={translate('decide.risks')}>
        <Risks />
      </Section>
    </Box>
  );
}

function DecideOne({ request, earlier }: { readonly request: Request; readonly earlier: readonly Request[] }): ReactElement {
  const translate = useTranslate();
  const notify = useNotify();
  const client = useApi();
  const schoolId = useSchoolId();
  const refreshAll = useRefreshAll();
  const school = useAsk(['school'], (api, id, signal) => api.getSchool({ params: { schoolId: id } }, { signal }));
  const around = surroundings(request.from, request.to);
  const timelines = useAsk(['decide-timelines', request.id], (api, id, signal) =>
    Promise.all(
      request.cameras.map(async (camera) => {
        const timeline = await api.getTimeline({ params: { schoolId: id, cameraId: camera.id }, query: around }, { signal });
        return { cameraId: camera.id, ...barOf(timeline) };
      }),
    ),
  );
  const decide = async (decision: Decision): Promise<void> => {
    const settled = await client.decideRequest({ params: { schoolId, requestId: request.id }, body: decision });
    notify(translate(`decide.done_${settled.decision?.kind ?? 'approved'}`, { number: settled.number, name: settled.applicant.name }), { type: 'success' });
    await refreshAll();
  };
  return <DecisionCard request={request} policy={school.data?.policy} timelines={timelines.data ?? []} earlier={earlier.map(earlierOf)} onDecide={decide} />;
}

const earlierOf = (request: Request): EarlierDecision => ({
  number: request.number,
  purpose: request.purpose,
  kind: request.decision?.kind ?? request.state,
  at: request.decision?.at ?? request.filedAt,
  reasons: request.decision?.reasons ?? '',
});
