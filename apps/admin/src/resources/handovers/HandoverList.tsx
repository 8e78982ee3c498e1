import type { ReactElement } from 'react';
import { useTranslate } from 'react-admin';
import type { z } from 'zod';
import type { handover } from '@guardroom/contracts';
import { HANDOVER_STATES } from '@guardroom/domain';
import { Register } from '../../components/register/Register.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { When } from '../../components/When.tsx';

/** Handovers, newest first; each opens as a page that prints. */
export default function HandoverList(): ReactElement {
  const translate = useTranslate();
  return (
    <Register<z.output<typeof handover>>
      resource="handovers"
      messages="handovers"
      everyMs={30_000}
      rowTo={(row) => `/handovers/${row.id}`}
      columns={[
        { key: 'outgoing', render: (row) => row.outgoing.name, csv: (row) => row.outgoing.name, sort: 'outgoing', phone: 'title' },
        { key: 'incoming', render: (row) => row.incoming?.name ?? '—', csv: (row) => row.incoming?.name ?? '', sort: 'incoming' },
        { key: 'state', render: (row) => <StateBadge list="handover" value={row.state} quiet title={row.disputeReason ?? undefined} />, csv: (row) => translate(`handover.${row.state}`), sort: 'state', phone: 'corner' },
        { key: 'prepared', render: (row) => <When at={row.preparedAt} precision="minutes" />, csv: (row) => row.preparedAt, sort: 'preparedAt', sortKind: 'time' },
        { key: 'signed', render: (row) => <When at={row.incomingSignedAt} precision="minutes" />, csv: (row) => row.incomingSignedAt ?? '', sort: 'incomingSignedAt', sortKind: 'time' },
        { key: 'items', render: (row) => row.items.length, csv: (row) => row.items.length, align: 'right' },
        { key: 'score', render: (row) => (row.roomScore === null ? '—' : `${row.roomScore} / 10`), csv: (row) => row.roomScore ?? '', align: 'right' },
      ]}
      filters={[
        { kind: 'search', source: 'q' },
        { kind: 'choice', source: 'state', label: 'handovers.column.state', choices: HANDOVER_STATES.map((state) => ({ id: state, name: translate(`handover.${state}`) })) },
      ]}
    />
  );
}
