import type { ReactElement } from 'react';
import { useTranslate } from 'react-admin';
import type { z } from 'zod';
import type { changeOrder } from '@guardroom/contracts';
import { CHANGE_KINDS, CHANGE_ORDER_STATES } from '@guardroom/domain';
import { Register } from '../../components/register/Register.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { Day, When } from '../../components/When.tsx';

/** A change order as lists and pages show it. */
export type Order = z.output<typeof changeOrder>;

/** Change orders: what waits for a decision first. */
export default function OrderList(): ReactElement {
  const translate = useTranslate();
  return (
    <Register<Order>
      resource="change-orders"
      messages="changes"
      rowTo={(row) => `/change-orders/${row.id}/show`}
      columns={[
        { key: 'device', render: (row) => row.asset.name, csv: (row) => `${row.asset.name} ${row.asset.tagNumber}`, sort: 'device', phone: 'title' },
        { key: 'number', render: (row) => row.number, csv: (row) => row.number, sort: 'number' },
        { key: 'state', render: (row) => <StateBadge list="change_order" value={row.state} quiet />, csv: (row) => translate(`change_order.${row.state}`), sort: 'state', phone: 'corner' },
        { key: 'kind', render: (row) => translate(`change_kind.${row.kind}`), csv: (row) => translate(`change_kind.${row.kind}`), sort: 'kind' },
        { key: 'what', render: (row) => row.words, csv: (row) => row.words, maxWidth: 260 },
        { key: 'planned', render: (row) => <Day day={row.plannedOn} />, csv: (row) => row.plannedOn, sort: 'plannedOn', sortKind: 'time' },
        { key: 'proposed', render: (row) => <>{row.proposedBy.name} · <When at={row.proposedAt} precision="minutes" /></>, csv: (row) => `${row.proposedBy.name} ${row.proposedAt}`, sort: 'proposedAt', sortKind: 'time' },
      ]}
      filters={[
        { kind: 'search', source: 'q' },
        { kind: 'choice', source: 'state', label: 'changes.column.state', choices: CHANGE_ORDER_STATES.map((id) => ({ id, name: translate(`change_order.${id}`) })) },
        { kind: 'choice', source: 'kind', label: 'changes.column.kind', choices: CHANGE_KINDS.map((id) => ({ id, name: translate(`change_kind.${id}`) })) },
      ]}
    />
  );
}
