import type { ReactElement } from 'react';
import { Box, Typography, useTheme } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import { Facts } from '../../components/Facts.tsx';
import { Day, When } from '../../components/When.tsx';
import { Why } from '../../components/why/Why.tsx';
import { DecideChange } from '../../resources/change-orders/DecideChange.tsx';
import type { Order } from '../../resources/change-orders/OrderList.tsx';

/** A change to a device that waits for a decision: what, why, where to and when, and both answers. */
export function ChangeCard({ order }: { readonly order: Order }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  return (
    <Box component="article" aria-labelledby={`${order.id}-what`} sx={{ bgcolor: colours.sheet, border: `1px solid ${colours.hairline}`, borderRadius: 1, p: { xs: 4, sm: 5 }, display: 'grid', gap: 4 }}>
      <Box>
        <Typography variant="h3" id={`${order.id}-what`}>
          {`${translate(`change_kind.${order.kind}`)} · ${order.asset.name}`}
        </Typography>
        <Typography variant="body2" component="div" sx={{ color: 'text.secondary' }}>
          {order.proposedBy.name} · <When at={order.proposedAt} precision="minutes" /> · <LinkBase to={`/change-orders/${order.id}/show`}>{order.number}</LinkBase> <Why rule="change_approved" />
        </Typography>
      </Box>
      <Facts
        rows={[
          [translate('changes.what'), order.words],
          [translate('changes.reason'), order.reason],
          ...(order.kind === 'move' ? ([[translate('changes.place'), translate('changes.from_to', { from: order.fromLocation ?? '—', to: order.toLocation ?? '—' })]] as const) : []),
          [translate('changes.column.planned'), <Day key="o" day={order.plannedOn} />],
        ]}
      />
      <Box sx={{ display: 'flex', gap: 2 }}>
        <DecideChange order={order} />
      </Box>
    </Box>
  );
}
