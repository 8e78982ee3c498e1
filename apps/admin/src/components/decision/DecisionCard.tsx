import { useState, type ReactElement } from 'react';
import { Box, Button, Typography, useTheme } from '@mui/material';
import { useTranslate } from 'react-admin';
import { msOf, type Instant } from '@guardroom/kernel';
import { Problem } from '../Problem.tsx';
import { StateBadge, StatusBadge } from '../StatusBadge.tsx';
import { TruthBar } from '../truth-bar/TruthBar.tsx';
import { Duration, When, WhenRange } from '../When.tsx';
import { Why } from '../why/Why.tsx';
import { DecisionForm } from './DecisionForm.tsx';
import { draftOf, surroundings, type Decision, type DecisionRequest, type DecisionTimeline, type Draft, type EarlierDecision } from './model.ts';

/** What the card is told; it fetches nothing. */
export type DecisionCardProps = {
  readonly request: DecisionRequest;
  readonly policy: { readonly maxRangeHours: number; readonly maxCamerasPerRequest: number; readonly retentionDays: number } | undefined;
  /** Absent while not loaded; a camera without an entry shows no bar. */
  readonly timelines: readonly DecisionTimeline[];
  readonly earlier: readonly EarlierDecision[];
  readonly onDecide: (decision: Decision) => Promise<void>;
};

/**
 * One request with all that a decision needs: who asks, for what, which places and minutes, what is out of proportion, what the policy
 * says and what was decided before. Granting what fits takes two taps: choose, confirm.
 */
export function DecisionCard({ request, policy, timelines, earlier, onDecide }: DecisionCardProps): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const [draft, setDraft] = useState<Draft>();
  const [problem, setProblem] = useState<unknown>();
  const [isSending, setSending] = useState(false);
  const around = surroundings(request.from, request.to);
  const lengthMs = msOf(request.to as Instant) - msOf(request.from as Instant);
  const decide = async (decision: Decision): Promise<void> => {
    setSending(true);
    setProblem(undefined);
    try {
      await onDecide(decision);
    } catch (error) {
      setProblem(error);
    } finally {
      setSending(false);
    }
  };
  const begin = (kind: Draft['kind']): void => setDraft(draftOf(request, kind, kind === 'refuse' ? '' : translate(kind === 'approve' ? 'decision_card.reason_whole' : 'decision_card.reason_part')));
  const label = (key: string, value: ReactElement | string): ReactElement => (
    <>
      <Typography component="dt" variant="body2" sx={{ color: 'text.secondary' }}>
        {translate(`decision_card.${key}`)}
      </Typography>
      <Typography component="dd" sx={{ minWidth: 0 }}>
        {value}
      </Typography>
    </>
  );

  return (
    <Box component="article" aria-labelledby={`${request.id}-who`} sx={{ bgcolor: colours.sheet, border: `1px solid ${colours.hairline}`, borderRadius: 1, overflow: 'hidden' }}>
      <Box sx={{ p: { xs: 4, sm: 5 }, display: 'grid', gap: 4 }}>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'baseline', columnGap: 3 }}>
          <Typography id={`${request.id}-who`} variant="h2">
            {request.applicant.name}
          </Typography>
          <Typography variant="body2" sx={{ color: 'text.secondary' }}>
            {translate(`relation.${request.relation}`)}
          </Typography>
          <Typography variant="body2" sx={{ color: 'text.secondary', ml: 'auto' }}>
            {request.number} · <When at={request.filedAt} precision="minutes" />
          </Typography>
        </Box>
        <Box sx={{ borderLeft: `3px solid ${colours.hairlineStrong}`, pl: 3 }}>
          <Typography variant="body2" sx={{ fontWeight: 600 }}>
            {translate(`purpose.${request.purpose}`)}
          </Typography>
          <Typography sx={{ overflowWrap: 'anywhere' }}>{request.reason}</Typography>
        </Box>
        <Box component="dl" sx={{ m: 0, display: 'grid', gridTemplateColumns: 'auto 1fr', columnGap: 4, rowGap: 1.5 }}>
          {label(
            'minutes',
            <>
              <WhenRange from={request.from} to={request.to} />
              <Box component="span" sx={{ color: 'text.secondary', ml: 2 }}>
                <Duration ms={lengthMs} />
              </Box>
            </>,
          )}
          {label('way', translate(`fulfilment.${request.fulfilmentAsked}`))}
        </Box>
        <Box component="ul" aria-label={translate('decision_card.places')} sx={{ listStyle: 'none', p: 0, display: 'grid', gap: 2 }}>
          {request.cameras.map((camera) => {
            const timeline = timelines.find((entry) => entry.cameraId === camera.id);
            return (
              <Box component="li" key={camera.id} sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '160px 1fr' }, columnGap: 4, alignItems: 'center' }}>
                <Typography sx={{ whiteSpace: 'nowrap', overflow: 'hidden', textOverflow: 'ellipsis' }} title={`${camera.name} · ${camera.location}`}>
                  {camera.name}
                  <Box component="span" sx={{ color: 'text.secondary', fontSize: 12, ml: 1.5 }}>
                    {camera.location === camera.name ? '' : camera.location}
                  </Box>
                </Typography>
                {timeline && (
                  <TruthBar size="mini" height={14} name={camera.name} {...around} spans={timeline.spans} gaps={timeline.gaps} holds={timeline.holds} approved={[{ from: request.from as Instant, to: request.to as Instant }]} />
                )}
              </Box>
            );
          })}
        </Box>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}>
          {request.findings.length === 0 ? (
            <StatusBadge tone="pass">{translate('decision_card.proportionate')}</StatusBadge>
          ) : (
            request.findings.map((finding) => (
              <StatusBadge key={finding} tone="partial">
                {translate(`finding.${finding}`, { _: finding })}
              </StatusBadge>
            ))
          )}
          {policy && (
            <Why
              rule="proportion"
              facts={[
                { name: translate('decision_card.minutes'), value: <Duration ms={lengthMs} /> },
                { name: translate('decision_card.limit_hours'), value: <Duration ms={policy.maxRangeHours * 3_600_000} /> },
                { name: translate('decision_card.cameras'), value: request.cameras.length },
                { name: translate('decision_card.limit_cameras'), value: policy.maxCamerasPerRequest },
                { name: translate('decision_card.kept_days'), value: translate('decision_card.days', { days: policy.retentionDays }) },
              ]}
            />
          )}
        </Box>
        <Earlier entries={earlier} name={request.applicant.name} />
        {problem !== undefined && <Problem error={problem} />}
      </Box>
      <Box data-print="no" sx={{ borderTop: `1px solid ${colours.hairline}`, bgcolor: draft ? colours.ground : undefined, p: { xs: 3, sm: 4 } }}>
        {draft ? (
          <DecisionForm request={request} draft={draft} timelines={timelines} onChange={setDraft} onCancel={() => setDraft(undefined)} onConfirm={decide} isSending={isSending} />
        ) : (
          <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr 1fr', sm: 'auto auto auto 1fr' }, gap: 2 }}>
            <Button variant="contained" size="large" onClick={() => begin('approve')} sx={{ gridColumn: { xs: '1 / -1', sm: 'auto' } }}>
              {translate('decision_card.approve')}
            </Button>
            <Button variant="outlined" size="large" onClick={() => begin('part')}>
              {translate('decision_card.part')}
            </Button>
            <Button variant="outlined" size="large" color="error" onClick={() => begin('refuse')}>
              {translate('decision_card.refuse')}
            </Button>
          </Box>
        )}
      </Box>
    </Box>
  );
}

function Earlier({ entries, name }: { readonly entries: readonly EarlierDecision[]; readonly name: string }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  if (entries.length === 0) {
    return (
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>
        {translate('decision_card.no_earlier', { name })}
      </Typography>
    );
  }
  return (
    <Box component="details" sx={{ fontSize: 13, '& summary': { cursor: 'pointer', color: colours.inkSoft } }}>
      <summary>{translate('decision_card.earlier', { name, count: entries.length })}</summary>
      <Box component="ul" sx={{ listStyle: 'none', p: 0, pt: 2, display: 'grid', gap: 1.5 }}>
        {entries.map((entry) => (
          <Box component="li" key={entry.number} sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 3 }}>
            <StateBadge list="decision" value={entry.kind} quiet />
            <span>{translate(`purpose.${entry.purpose}`)}</span>
            <Box component="span" sx={{ color: 'text.secondary' }}>
              {entry.number} · <When at={entry.at} precision="minutes" />
            </Box>
            <Box component="span" sx={{ flexBasis: '100%', color: 'text.secondary' }}>
              {entry.reasons}
            </Box>
          </Box>
        ))}
      </Box>
    </Box>
  );
}
