import type { ReactElement } from 'react';
import { Box, Typography } from '@mui/material';
import { LinkBase, useParams, useTranslate } from 'react-admin';
import { Custody } from '../../components/Custody.tsx';
import { Facts } from '../../components/Facts.tsx';
import { PageHead, Section } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { StepDialog } from '../../components/StepDialog.tsx';
import { Day, When } from '../../components/When.tsx';
import { Why } from '../../components/why/Why.tsx';
import { PageSkeleton } from '../../components/PageSkeleton.tsx';
import { useAsk } from '../../providers/use-ask.ts';
import { DecideChange } from './DecideChange.tsx';
import type { Order } from './OrderList.tsx';

/** One change order, from proposal to its result. Prints as the form that is signed. */
export default function OrderShow(): ReactElement {
  const { id = '' } = useParams<{ id: string }>();
  const translate = useTranslate();
  const asked = useAsk(['change-order', id], (client, schoolId, signal) => client.getChangeOrder({ params: { schoolId, orderId: id } }, { signal }), 10_000);
  if (asked.error) return <Problem error={asked.error} onRetry={() => void asked.refetch()} />;
  if (!asked.data) return <PageSkeleton />;
  const order = asked.data;
  return (
    <Box sx={{ maxWidth: 860 }}>
      <PageHead title={translate('changes.one', { number: order.number })} intro={<StateBadge list="change_order" value={order.state} />}>
        <Steps order={order} />
      </PageHead>
      <Section title={translate(`change_kind.${order.kind}`)} aside={<Why rule="change_approved" />}>
        <Facts
          rows={[
            [translate('changes.column.device'), <span key="d"><LinkBase to={`/assets/${order.asset.id}/show`}>{order.asset.name}</LinkBase> · {order.asset.tagNumber}</span>],
            [translate('changes.what'), order.words],
            [translate('changes.reason'), order.reason],
            ...(order.kind === 'move' ? ([[translate('changes.place'), translate('changes.from_to', { from: order.fromLocation ?? '—', to: order.toLocation ?? '—' })]] as const) : []),
            [translate('changes.column.planned'), <Day key="o" day={order.plannedOn} />],
            [translate('changes.column.proposed'), <span key="p">{order.proposedBy.name} · <When at={order.proposedAt} /></span>],
            ...(order.decision ? ([[translate('changes.decision'), <span key="q">{order.decision.by.name} · <When at={order.decision.at} /><Typography>{order.decision.words}</Typography></span>]] as const) : []),
            ...(order.startedAt ? ([[translate('changes.started_at'), <When key="s" at={order.startedAt} />]] as const) : []),
            ...(order.closed ? ([[translate('changes.result'), <span key="c">{order.closed.by.name} · <When at={order.closed.at} /><Typography>{order.closed.result}</Typography></span>]] as const) : []),
          ]}
        />
        {(order.state === 'approved' || order.state === 'in_progress') && order.asset.cameraId && (order.kind === 'move' || order.kind === 'switch_off') && (
          <Typography sx={{ mt: 3 }}>
            {translate('changes.now_change')} <LinkBase to={`/cameras/${order.asset.cameraId}`}>{translate('changes.to_camera')}</LinkBase>
          </Typography>
        )}
      </Section>
      <Section title={translate('request_page.custody')}>
        <Custody subject={order.id} />
      </Section>
    </Box>
  );
}

function Steps({ order }: { readonly order: Order }): ReactElement {
  const translate = useTranslate();
  const params = (schoolId: string) => ({ params: { schoolId, orderId: order.id } });
  return (
    <>
      {order.may.includes('decide') && <DecideChange order={order} />}
      {order.may.includes('start') && <StepDialog label={translate('changes.start')} title={translate('changes.start_title')} confirm={translate('changes.start')} done={translate('changes.started')} send={(client, schoolId) => client.startChange(params(schoolId))} />}
      {order.may.includes('close') && <StepDialog variant="contained" label={translate('changes.close')} title={translate('changes.close_title')} help={translate('changes.close_help')} confirm={translate('changes.close')} done={translate('changes.closed')} words={{ label: translate('changes.result'), least: 5 }} send={(client, schoolId, result) => client.closeChange({ ...params(schoolId), body: { result } })} />}
    </>
  );
}
