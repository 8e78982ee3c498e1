import type { ReactElement } from 'react';
import { Box, GlobalStyles, Skeleton, Typography } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import { OverdueOrders } from '../../components/OverdueOrders.tsx';
import { PageHead, Section } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { ToneShape } from '../../components/StatusBadge.tsx';
import { Why } from '../../components/why/Why.tsx';
import { useSession } from '../../providers/session.tsx';
import { useAsk } from '../../providers/use-ask.ts';
import { cellTo, Matrix } from './Matrix.tsx';
import { Recording } from './Recording.tsx';

/** The bureau's first screen: schools by domains, who moved, what is overdue, and how each school records; no footage, and why not. */
export default function District(): ReactElement {
  const translate = useTranslate();
  const { me } = useSession();
  return (
    <>
      <GlobalStyles styles={{ '@page': { size: 'A4 landscape', margin: '12mm' } }} />
      <PageHead title={translate('district.title')} intro={<>{translate('district.intro', { name: me.district.name })} <Why rule="no_footage_for_bureau" label={translate('district.why_no_footage')} /></>} />
      <Section title={translate('matrix.title')}>
        <Matrix />
      </Section>
      <Box data-print="no">
        <Section title={translate('matrix.movers')}>
          <Movers />
        </Section>
        <Section title={translate('matrix.overdue')}>
          <OverdueOrders />
        </Section>
        <Section title={translate('matrix.recording')}>
          <Recording />
        </Section>
      </Box>
    </>
  );
}

/** Schools whose score changed most since seven days before, those that fell first. */
function Movers(): ReactElement {
  const translate = useTranslate();
  const asked = useAsk(['movers'], (client, _schoolId, signal) => client.getComplianceMatrix({ query: { sort: 'moved', perPage: 5 } }, { signal }), 60_000);
  if (asked.error) return <Problem error={asked.error} onRetry={() => void asked.refetch()} />;
  if (!asked.data) return <Skeleton variant="text" width={280} />;
  const { items, day, before } = asked.data;
  const moved = items.filter((row) => row.moved !== null && row.moved !== 0);
  if (moved.length === 0) return <Typography sx={{ color: 'text.secondary' }}>{items.every((row) => row.percentBefore === null) ? translate('matrix.no_before', { day: before }) : translate('matrix.no_movers')}</Typography>;
  return (
    <Box component="ul" sx={{ listStyle: 'none', p: 0, display: 'grid', gap: 1.5 }}>
      {moved.map((row) => (
        <Box component="li" key={row.school.id} sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}>
          <ToneShape tone={(row.moved ?? 0) < 0 ? 'fail' : 'pass'} />
          <LinkBase to={cellTo(row, undefined, day)}>{row.school.name}</LinkBase>
          <span>{translate((row.moved ?? 0) < 0 ? 'matrix.moved_down' : 'matrix.moved_up', { points: Math.abs(row.moved ?? 0), day: before })}</span>
        </Box>
      ))}
    </Box>
  );
}
