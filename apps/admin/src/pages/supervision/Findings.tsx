import type { ReactElement } from 'react';
import { Box, Typography, useTheme } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import { Section } from '../../components/Page.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { StepDialog } from '../../components/StepDialog.tsx';
import { useControlName } from '../../components/why/WhyControl.tsx';
import { IssueDialog } from './IssueOrder.tsx';
import type { Visit } from './VisitPage.tsx';

/** What was found wanting, each with its order or a way to one. */
export function Findings({ visit, onWithdraw, isBureau = false }: { readonly visit: Visit; readonly onWithdraw?: ((findingId: string) => Promise<void>) | undefined; readonly isBureau?: boolean }): ReactElement | null {
  const translate = useTranslate();
  const { colours } = useTheme();
  const nameOf = useControlName();
  if (visit.state === 'planned' || visit.state === 'cancelled') return null;
  return (
    <Section title={translate('inspection.findings')} aside={visit.findingList.length || undefined}>
      {visit.findingList.length === 0 && <Typography sx={{ color: 'text.secondary' }}>{translate('inspection.findings_none')}</Typography>}
      <Box component="ol" sx={{ listStyle: 'none', p: 0 }}>
        {visit.findingList.map((finding) => (
          <Box component="li" key={finding.id} sx={{ py: 3, borderBottom: `1px solid ${colours.hairline}`, display: 'grid', gap: 1, breakInside: 'avoid' }}>
            <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}>
              <StateBadge list="severity" value={finding.severity} />
              <Typography variant="body2" sx={{ color: 'text.secondary' }}>{nameOf(finding.control)}</Typography>
            </Box>
            <Typography sx={{ whiteSpace: 'pre-wrap' }}>{finding.words}</Typography>
            <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 3, alignItems: 'center' }}>
              {finding.order && (
                <>
                  <LinkBase to={isBureau ? `/district-orders/${finding.order.id}` : `/rectification/${finding.order.id}`}>{translate('inspection.ordered', { number: finding.order.number })}</LinkBase>
                  <StateBadge list="order_state" value={finding.order.state} quiet />
                </>
              )}
              {isBureau && !finding.order && visit.may.includes('issue_order') && (
                <IssueDialog source={{ kind: 'finding', findingId: finding.id }} severity={finding.severity} schoolId={visit.school.id} />
              )}
              {onWithdraw && <StepDialog variant="text" label={translate('inspection.withdraw')} title={translate('inspection.withdraw_title')} help={finding.words} send={() => onWithdraw(finding.id)} />}
            </Box>
          </Box>
        ))}
      </Box>
    </Section>
  );
}
