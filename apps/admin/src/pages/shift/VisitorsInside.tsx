import type { ReactElement } from 'react';
import { Box, Skeleton, Typography, useTheme } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import { Section } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { StateBadge, StatusBadge } from '../../components/StatusBadge.tsx';
import { useMoment } from '../../components/use-words.ts';
import { useAsk } from '../../providers/use-ask.ts';
import { useVisitorActs } from '../../resources/visitors/VisitorActs.tsx';
import { RegisterVisitor } from '../../resources/visitors/RegisterVisitor.tsx';

/** Visitors inside, and those who wait at the door. */
export function VisitorsInside(): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const when = useMoment();
  const actsOf = useVisitorActs();
  const visitors = useAsk(
    ['visitors-now'],
    async (client, schoolId, signal) => {
      const [inside, approved, waiting] = await Promise.all((['inside', 'approved', 'awaiting_approval'] as const).map((state) => client.listVisitors({ params: { schoolId }, query: { state, perPage: 20 } }, { signal })));
      return [...(inside?.items ?? []), ...(approved?.items ?? []), ...(waiting?.items ?? [])];
    },
    10_000,
  );
  return (
    <Section title={translate('my_shift.visitors')} aside={<LinkBase to="/visitors">{translate('visitors.title')}</LinkBase>}>
      {visitors.error ? (
        <Problem error={visitors.error} onRetry={() => void visitors.refetch()} />
      ) : !visitors.data ? (
        <Skeleton variant="rounded" height={64} />
      ) : visitors.data.length === 0 ? (
        <Typography sx={{ color: 'text.secondary' }}>{translate('my_shift.no_visitors')}</Typography>
      ) : (
        <Box component="ul" sx={{ listStyle: 'none', p: 0 }}>
          {visitors.data.map((visitor) => (
            <Box component="li" key={visitor.id} sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center', py: 2, borderBottom: `1px solid ${colours.hairline}` }}>
              <Box sx={{ flex: '1 1 180px', minWidth: 0 }}>
                <Typography>
                  <strong>{visitor.name}</strong> {visitor.unit}
                </Typography>
                <Typography variant="body2" sx={{ color: 'text.secondary' }}>
                  {visitor.leaveBy && visitor.state === 'inside' ? translate('visitors.leave_by', { at: when(visitor.leaveBy) }) : visitor.purpose}
                </Typography>
              </Box>
              {visitor.exitOverdueAt && visitor.state === 'inside' ? <StatusBadge tone="fail">{translate('visitors.overdue')}</StatusBadge> : <StateBadge list="visitor" value={visitor.state} quiet />}
              {actsOf(visitor)}
            </Box>
          ))}
        </Box>
      )}
      <Box sx={{ mt: 3 }}>
        <RegisterVisitor />
      </Box>
    </Section>
  );
}
