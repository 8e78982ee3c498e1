import type { ReactElement } from 'react';
import { useTranslate } from 'react-admin';
import type { z } from 'zod';
import type { faultTicket } from '@guardroom/contracts';
import { FAULT_TICKET_STATES } from '@guardroom/domain';
import { Register } from '../../components/register/Register.tsx';
import { StateBadge, StatusBadge } from '../../components/StatusBadge.tsx';
import { When } from '../../components/When.tsx';

/** A fault ticket as lists and pages show it. */
export type Ticket = z.output<typeof faultTicket>;

/** Fault tickets: what is overdue first. */
export default function TicketList(): ReactElement {
  const translate = useTranslate();
  return (
    <Register<Ticket>
      resource="fault-tickets"
      messages="tickets"
      everyMs={30_000}
      rowTo={(row) => `/fault-tickets/${row.id}/show`}
      initial={{ open: 'true' }}
      columns={[
        { key: 'device', render: (row) => row.asset.name, csv: (row) => `${row.asset.name} ${row.asset.tagNumber}`, sort: 'device', phone: 'title' },
        { key: 'number', render: (row) => row.number, csv: (row) => row.number, sort: 'number' },
        { key: 'state', render: (row) => <StateBadge list="fault_ticket" value={row.state} quiet />, csv: (row) => translate(`fault_ticket.${row.state}`), sort: 'state', phone: 'corner' },
        { key: 'cause', render: (row) => <span title={row.words}>{translate(`fault_cause.${row.cause}`)}</span>, csv: (row) => `${translate(`fault_cause.${row.cause}`)} ${row.words}`, sort: 'cause' },
        { key: 'opened', render: (row) => <When at={row.openedAt} precision="minutes" />, csv: (row) => row.openedAt, sort: 'openedAt', sortKind: 'time' },
        { key: 'repair_by', render: (row) => <RepairBy ticket={row} />, csv: (row) => row.repairBy, sort: 'repairBy', sortKind: 'time' },
        { key: 'assignee', render: (row) => row.assignee?.name ?? '—', csv: (row) => row.assignee?.name ?? null, sort: 'assignee' },
      ]}
      filters={[
        { kind: 'search', source: 'q' },
        { kind: 'choice', source: 'open', label: 'tickets.open_filter', choices: [{ id: 'true', name: translate('tickets.is_open') }, { id: 'false', name: translate('tickets.is_over') }] },
        { kind: 'choice', source: 'state', label: 'tickets.column.state', choices: FAULT_TICKET_STATES.map((id) => ({ id, name: translate(`fault_ticket.${id}`) })) },
        { kind: 'choice', source: 'overdue', label: 'tickets.column.repair_by', choices: [{ id: 'true', name: translate('tickets.overdue') }] },
        { kind: 'choice', source: 'mine', label: 'tickets.column.assignee', choices: [{ id: 'true', name: translate('tickets.mine') }] },
      ]}
    />
  );
}

/** The limit of a repair; red when it is over. */
export function RepairBy({ ticket }: { readonly ticket: Pick<Ticket, 'repairBy' | 'overdue' | 'repaired'> }): ReactElement {
  const translate = useTranslate();
  if (ticket.repaired) return <span>—</span>;
  if (!ticket.overdue) return <When at={ticket.repairBy} precision="minutes" />;
  return (
    <StatusBadge tone="fail" quiet title={ticket.repairBy}>
      {translate('tickets.overdue')}
    </StatusBadge>
  );
}
