import type { ReactElement } from 'react';
import { Box, Skeleton, Typography, useTheme } from '@mui/material';
import { useTranslate } from 'react-admin';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { StepDialog } from '../../components/StepDialog.tsx';
import { useDayWords } from '../../components/use-words.ts';
import { Day, When } from '../../components/When.tsx';
import { useFigure, useFigures } from './figures.ts';
import type { Policy, Verdict, Version } from './PolicyPage.tsx';

/** An open proposal with what it changes, and the decision for those who may. */
export function Waiting({ version, policy, mover, effect, onDecide }: { readonly version: Version; readonly policy: Policy; readonly mover: 'school' | 'district'; readonly effect?: string | undefined; readonly onDecide?: ((verdict: Verdict) => Promise<void>) | undefined }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const figureOf = useFigure();
  const day = useDayWords();
  const before = policy.last?.figures ?? {};
  const changed = policy.parameters.filter(({ parameter }) => version.figures[parameter] !== before[parameter]);
  return (
    <Box component="section" aria-label={translate('policy_page.waiting')} sx={{ border: `1px solid ${colours.hairlineStrong}`, borderRadius: 1, bgcolor: colours.sheet, p: 4, mb: 6, display: 'grid', gap: 2, maxWidth: 760 }}>
      <Typography variant="h2">{translate('policy_page.waiting')}</Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>
        {translate('policy_page.waiting_by', { name: version.proposedBy.name, from: day(version.effectiveFrom) })} <When at={version.proposedAt} precision="minutes" />
      </Typography>
      <Box component="ul" sx={{ listStyle: 'none', p: 0, display: 'grid', gap: 1 }}>
        {changed.map((parameter) => {
          const above = mover === 'school' ? (parameter.district ?? parameter.baseline) : parameter.baseline;
          return <li key={parameter.parameter}>{translate('policy_page.change', { name: translate(`policy_parameter.${parameter.parameter}`), from: figureOf(parameter.parameter, before[parameter.parameter] ?? above), to: figureOf(parameter.parameter, version.figures[parameter.parameter] ?? above) })}</li>;
        })}
      </Box>
      <Typography sx={{ whiteSpace: 'pre-wrap' }}>{version.reason}</Typography>
      {version.retentionReason && (
        <Typography variant="body2">
          {translate('policy_page.retention_reason')}
          {translate('shell.colon')}
          {version.retentionReason}
        </Typography>
      )}
      {effect && <Typography sx={{ fontWeight: 600 }}>{effect}</Typography>}
      {onDecide && (
        <Box sx={{ display: 'flex', gap: 2 }}>
          <StepDialog size="medium" variant="contained" label={translate('policy_page.confirm')} title={translate('policy_page.confirm_title')} help={translate('policy_page.confirm_help')} words={{ label: translate('policy_page.words'), least: 0, most: 500 }} send={(_client, _schoolId, words) => onDecide({ kind: 'confirm', ...(words ? { words } : {}) })} />
          <StepDialog size="medium" label={translate('policy_page.decline')} title={translate('policy_page.decline_title')} words={{ label: translate('policy_page.words'), least: 2, most: 500 }} send={(_client, _schoolId, words) => onDecide({ kind: 'decline', words })} />
        </Box>
      )}
    </Box>
  );
}

/** Every version, newest first: what it set, why, who proposed and who decided. */
export function History({ versions }: { readonly versions: readonly Version[] | undefined }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const figuresOf = useFigures();
  if (!versions) return <Skeleton variant="rounded" height={80} />;
  if (versions.length === 0) return <Typography sx={{ color: 'text.secondary' }}>{translate('policy_page.history_none')}</Typography>;
  return (
    <Box component="ol" sx={{ listStyle: 'none', p: 0 }}>
      {versions.map((version) => (
        <Box component="li" key={version.id} sx={{ py: 3, borderBottom: `1px solid ${colours.hairline}`, display: 'grid', gap: 1 }}>
          <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 3, alignItems: 'center' }}>
            <strong>
              <Day day={version.effectiveFrom} />
            </strong>
            <StateBadge list="policy_state" value={version.state} />
            {version.isInForce && <Typography variant="body2">{translate('policy_page.in_force')}</Typography>}
          </Box>
          <Typography>{figuresOf(version.figures) || translate('policy_page.follows')}</Typography>
          <Typography variant="body2">{version.reason}</Typography>
          {version.retentionReason && <Typography variant="body2">{version.retentionReason}</Typography>}
          <Typography variant="body2" sx={{ color: 'text.secondary' }}>
            {translate('policy_page.version_by', { name: version.proposedBy.name })} <When at={version.proposedAt} precision="minutes" />
            {version.decidedBy && (
              <>
                {' · '}
                {translate(`policy_page.version_${version.state}`, { name: version.decidedBy.name })} <When at={version.decidedAt} precision="minutes" /> {version.decisionWords}
              </>
            )}
          </Typography>
        </Box>
      ))}
    </Box>
  );
}
