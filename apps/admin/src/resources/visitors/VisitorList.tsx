import type { ReactElement } from 'react';
import { useTranslate } from 'react-admin';
import type { z } from 'zod';
import type { visitorEntry } from '@guardroom/contracts';
import { ESCORT_ROLES, VISITOR_STATES } from '@guardroom/domain';
import { Register } from '../../components/register/Register.tsx';
import { StateBadge, StatusBadge } from '../../components/StatusBadge.tsx';
import { When } from '../../components/When.tsx';
import { useHolds } from '../../providers/session.tsx';
import { RegisterVisitor } from './RegisterVisitor.tsx';
import { VisitorActs } from './VisitorActs.tsx';

/** The visitor register of the monitoring room: who is inside or waits comes first. */
export default function VisitorList(): ReactElement {
  const translate = useTranslate();
  const mayRegister = useHolds(...ESCORT_ROLES);
  return (
    <Register<z.output<typeof visitorEntry>>
      resource="visitors"
      messages="visitors"
      actions={mayRegister && <RegisterVisitor variant="contained" />}
      columns={[
        { key: 'name', render: (row) => row.name, csv: (row) => row.name, sort: 'name', phone: 'title' },
        {
          key: 'state',
          render: (row) => (row.state === 'inside' && row.exitOverdueAt ? <StatusBadge tone="fail" quiet>{translate('visitors.overdue')}</StatusBadge> : <StateBadge list="visitor" value={row.state} quiet title={row.decisionNote ?? undefined} />),
          csv: (row) => translate(`visitor.${row.state}`),
          sort: 'state',
          phone: 'corner',
        },
        { key: 'act', render: (row) => <VisitorActs visitor={row} />, csv: () => '' },
        { key: 'unit', render: (row) => row.unit, csv: (row) => row.unit, maxWidth: 180 },
        { key: 'document', render: (row) => <span style={{ whiteSpace: 'nowrap' }}>{`${translate(`document_kind.${row.documentKind}`)} …${row.documentTail}`}</span>, csv: (row) => `${translate(`document_kind.${row.documentKind}`)} …${row.documentTail}`, phone: 'none' },
        { key: 'purpose', render: (row) => row.purpose, csv: (row) => row.purpose, maxWidth: 200 },
        { key: 'items', render: (row) => row.items || '—', csv: (row) => row.items, maxWidth: 120, phone: 'none' },
        { key: 'approver', render: (row) => row.approver?.name ?? '—', csv: (row) => row.approver?.name ?? '' },
        { key: 'escort', render: (row) => row.escort?.name ?? '—', csv: (row) => row.escort?.name ?? '' },
        { key: 'entered', render: (row) => <When at={row.enteredAt} precision="minutes" />, csv: (row) => row.enteredAt ?? '', sort: 'enteredAt' },
        { key: 'left', render: (row) => <When at={row.leftAt} precision="minutes" />, csv: (row) => row.leftAt ?? '', sort: 'leftAt' },
      ]}
      filters={[
        { kind: 'search', source: 'q' },
        { kind: 'choice', source: 'state', label: 'visitors.column.state', choices: VISITOR_STATES.map((state) => ({ id: state, name: translate(`visitor.${state}`) })) },
        { kind: 'choice', source: 'overdue', label: 'visitors.overdue', choices: [{ id: 'true', name: translate('visitors.only_inside') }] },
      ]}
    />
  );
}
