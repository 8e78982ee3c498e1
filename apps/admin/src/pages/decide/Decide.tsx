import type { ReactElement } from 'react';
import { Box } from '@mui/material';
import { useNotify, useTranslate } from 'react-admin';
import type { Client } from '@guardroom/client';
import { EmptyState } from '../../components/EmptyState.tsx';
import { PageHead } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { DecisionCard } from '../../components/decision/DecisionCard.tsx';
import { surroundings, type Decision, type EarlierDecision } from '../../components/decision/model.ts';
import { PageSkeleton } from '../../components/PageSkeleton.tsx';
import { useApi, useSchoolId } from '../../providers/session.tsx';
import { barOf } from '../../providers/timeline.ts';
import { useAsk, useRefreshAll } from '../../providers/use-ask.ts';
import { ChangeCard } from './ChangeCard.tsx';
import { Risks } from './Risks.tsx';

type Request = Awaited<ReturnType<Client['getRequest']>>;

/** The principal's first screen: what waits for a decision, each on one card, and the school's risks in five lines. */
export default function Decide(): ReactElement {
  const translate = useTranslate();
  const waiting = useAsk(['decide'], (client, schoolId, signal) => client.listRequests({ params: { schoolId }, query: { state: 'submitted', perPage: 50 } }, { signal }), 10_000);
  const changes = useAsk(['decide-changes'], (client, schoolId, signal) => client.listChangeOrders({ params: { schoolId }, query: { state: 'proposed', perPage: 50 } }, { signal }), 10_000);
  const orders = changes.data?.items.filter((order) => order.may.includes('decide')) ?? [];
  const past = useAsk(['decided'], (client, schoolId, signal) => client.listRequests({ params: { schoolId }, query: { perPage: 500 } }, { signal }));
  const decided = past.data?.items.filter((request) => request.decision !== null) ?? [];
  const count = (waiting.data?.total ?? 0) + orders.length;
  const problem = waiting.error ?? changes.error;
  return (
    <>
      <PageHead title={translate('decide.title')} intro={waiting.data && translate(count === 0 ? 'decide.none_intro' : 'decide.intro', { count })} />
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 1fr) 360px' }, columnGap: 10, alignItems: 'start' }}>
        {problem ? (
          <Problem error={problem} onRetry={() => void Promise.all([waiting.refetch(), changes.refetch()])} />
        ) : !waiting.data || !changes.data ? (
          <PageSkeleton />
        ) : count === 0 ? (
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
            {orders.map((order) => (
              <ChangeCard key={order.id} order={order} />
            ))}
          </Box>
        )}
        <Risks />
      </Box>
    </>
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
