import type { ReactElement } from 'react';
import { Box, Button, Skeleton } from '@mui/material';
import { useParams, useTranslate } from 'react-admin';
import { Custody } from '../../components/Custody.tsx';
import { Facts } from '../../components/Facts.tsx';
import { PageHead, Section } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { When } from '../../components/When.tsx';
import { useAsk } from '../../providers/use-ask.ts';
import { HandoverItems } from '../../pages/shift/HandoverItems.tsx';

/** One handover as it is printed and kept: what was open, who signed, what the incoming keeper answered. */
export default function HandoverPage(): ReactElement {
  const translate = useTranslate();
  const { handoverId = '' } = useParams();
  const asked = useAsk(['handover', handoverId], (client, schoolId, signal) => client.getHandover({ params: { schoolId, handoverId } }, { signal }));
  if (asked.error) return <Problem error={asked.error} onRetry={() => void asked.refetch()} />;
  if (!asked.data) return <Skeleton variant="rounded" height={240} />;
  const handover = asked.data;
  const signature = (name: string | undefined, at: string | null): ReactElement => (at ? <>{name} · <When at={at} /></> : <>{translate('handovers.unsigned')}</>);
  return (
    <>
      <PageHead title={translate('handovers.one')}>
        <Button variant="outlined" onClick={() => window.print()}>
          {translate('handovers.print')}
        </Button>
      </PageHead>
      <Box sx={{ mb: 6 }}>
        <Facts
          rows={[
            [translate('handovers.column.state'), <StateBadge key="state" list="handover" value={handover.state} />],
            [translate('handovers.column.outgoing'), signature(handover.outgoing.name, handover.outgoingSignedAt)],
            [translate('handovers.column.incoming'), signature(handover.incoming?.name, handover.incomingSignedAt ?? handover.disputedAt)],
            ...(handover.disputeReason ? [[translate('handover.disputed'), handover.disputeReason] as const] : []),
            [translate('handovers.room_note'), handover.roomNote ?? '—'],
            [translate('handovers.column.score'), handover.roomScore === null ? '—' : `${handover.roomScore} / 10`],
          ]}
        />
      </Box>
      <Section title={translate('handovers.items')} aside={String(handover.items.length)}>
        <HandoverItems items={handover.items} answer={(item) => (item.answer ? <span>{`${translate(`item_answer.${item.answer}`)}${item.answerNote ? `${translate('shell.colon')}${item.answerNote}` : ''}`}</span> : null)} />
      </Section>
      <Box data-print="no">
        <Section title={translate('handovers.custody')}>
          <Custody subject={handover.id} />
        </Section>
      </Box>
    </>
  );
}
