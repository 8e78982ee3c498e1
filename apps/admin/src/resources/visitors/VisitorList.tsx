import type { ReactElement, ReactNode } from 'react';
import { Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { ESCORT_ROLES, VISITOR_STATES } from '@guardroom/domain';
import { Register } from '../../components/register/Register.tsx';
import { StateBadge, StatusBadge } from '../../components/StatusBadge.tsx';
import { When } from '../../components/When.tsx';
import { useHolds } from '../../providers/session.tsx';
import { RegisterVisitor } from './RegisterVisitor.tsx';
import { type Visitor, useVisitorActs } from './VisitorActs.tsx';

/** The visitor register of the monitoring room: who is inside or waits comes first. */
export default function VisitorList(): ReactElement {
  const translate = useTranslate();
  const mayRegister = useHolds(...ESCORT_ROLES);
  const actsOf = useVisitorActs();
  const documentOf = (row: Visitor): string => `${translate(`document_kind.${row.documentKind}`)} …${row.documentTail}`;
  return (
    <Register<Visitor>
      resource="visitors"
      messages="visitors"
      everyMs={10_000}
      actions={mayRegister && <RegisterVisitor variant="contained" />}
      columns={[
        { key: 'name', render: (row) => <>{row.name}<Beside>{documentOf(row)}</Beside></>, csv: (row) => row.name, sort: 'name', phone: 'title' },
        {
          key: 'state',
          render: (row) => (row.state === 'inside' && row.exitOverdueAt ? <StatusBadge tone="fail" quiet>{translate('visitors.overdue')}</StatusBadge> : <StateBadge list="visitor" value={row.state} quiet title={row.decisionNote ?? undefined} />),
          csv: (row) => translate(`visitor.${row.state}`),
          sort: 'state',
          phone: 'corner',
        },
        { key: 'act', render: actsOf, csv: () => '' },
        { key: 'unit', render: (row) => row.unit, csv: (row) => row.unit, maxWidth: 120 },
        { key: 'document', render: documentOf, csv: documentOf, desk: 'none', phone: 'none' },
        { key: 'purpose', render: (row) => <>{row.purpose}{row.items && <Beside>{translate('visitors.brings', { items: row.items })}</Beside>}</>, csv: (row) => row.purpose, maxWidth: 170 },
        { key: 'items', render: (row) => row.items, csv: (row) => row.items, desk: 'none', phone: 'none' },
        { key: 'approver', render: (row) => row.approver?.name ?? null, csv: (row) => row.approver?.name ?? '' },
        { key: 'escort', render: (row) => row.escort?.name ?? null, csv: (row) => row.escort?.name ?? '' },
        { key: 'entered', render: (row) => row.enteredAt && <><When at={row.enteredAt} precision="minutes" />{row.leftAt && <Beside>{translate('visitors.column.left')} <When at={row.leftAt} precision="minutes" /></Beside>}</>, csv: (row) => row.enteredAt ?? '', sort: 'enteredAt', sortKind: 'time' },
        { key: 'left', render: (row) => row.leftAt, csv: (row) => row.leftAt ?? '', sort: 'leftAt', sortKind: 'time', desk: 'none', phone: 'none' },
      ]}
      filters={[
        { kind: 'search', source: 'q' },
        { kind: 'choice', source: 'state', label: 'visitors.column.state', choices: VISITOR_STATES.map((state) => ({ id: state, name: translate(`visitor.${state}`) })) },
        { kind: 'choice', source: 'overdue', label: 'visitors.stay', choices: [{ id: 'true', name: translate('visitors.overdue') }] },
      ]}
    />
  );
}

/** A smaller line under what a cell says. */
function Beside({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <Typography component="span" variant="body2" sx={{ display: 'block', color: 'text.secondary', fontSize: 12, fontWeight: 400, whiteSpace: { md: 'nowrap' } }}>
      {children}
    </Typography>
  );
}
