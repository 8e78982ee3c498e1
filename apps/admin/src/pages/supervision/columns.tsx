import type { z } from 'zod';
import type { rectificationOrder, visit } from '@guardroom/contracts';
import { ORDER_STATES, VISIT_STATES } from '@guardroom/domain';
import type { Column, Filter } from '../../components/register/columns.ts';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { Day } from '../../components/When.tsx';
import { DueText } from './DueText.tsx';

/** An order as lists show it. */
export type OrderRow = z.output<typeof rectificationOrder>;
/** A visit as lists show it. */
export type VisitRow = z.output<typeof visit>;

type Translate = (key: string, values?: Record<string, unknown>) => string;

/** Columns of a register of orders; the school only where they differ. */
export const orderColumns = (translate: Translate, withSchool: boolean): Column<OrderRow>[] => [
  { key: 'number', render: (row) => row.number, csv: (row) => row.number, sort: 'number', phone: 'title' },
  ...(withSchool ? [{ key: 'school', render: (row: OrderRow) => row.school.name, csv: (row: OrderRow) => row.school.name, sort: 'school' }] : []),
  { key: 'state', render: (row) => <StateBadge list="order_state" value={row.state} quiet />, csv: (row) => translate(`order_state.${row.state}`), sort: 'state', phone: 'corner' },
  { key: 'what', render: (row) => row.what, csv: (row) => row.what, maxWidth: 280 },
  { key: 'due', render: (row) => <DueText order={row} />, csv: (row) => row.dueOn, sort: 'dueOn', sortKind: 'time' },
  { key: 'severity', render: (row) => <StateBadge list="severity" value={row.severity} quiet />, csv: (row) => translate(`severity.${row.severity}`) },
  { key: 'responsible', render: (row) => translate(`role.${row.responsibleRole}`), csv: (row) => translate(`role.${row.responsibleRole}`) },
];

/** Filters of a register of orders. */
export const orderFilters = (translate: Translate): Filter[] => [
  { kind: 'search', source: 'q' },
  { kind: 'choice', source: 'state', label: 'orders.column.state', choices: ORDER_STATES.map((id) => ({ id, name: translate(`order_state.${id}`) })) },
  { kind: 'choice', source: 'overdue', label: 'orders.only', choices: [{ id: 'true', name: translate('orders.only_overdue') }] },
];

/** Columns of a register of visits; the school only where they differ. */
export const visitColumns = (translate: Translate, list: (words: readonly string[]) => string, withSchool: boolean): Column<VisitRow>[] => [
  ...(withSchool ? [{ key: 'school', render: (row: VisitRow) => row.school.name, csv: (row: VisitRow) => row.school.name, sort: 'school', phone: 'title' as const }] : []),
  { key: 'day', render: (row) => <Day day={row.day} />, csv: (row) => row.day, sort: 'day', sortKind: 'time', ...(withSchool ? {} : { phone: 'title' }) },
  { key: 'state', render: (row) => <StateBadge list="visit_state" value={row.state} quiet />, csv: (row) => translate(`visit_state.${row.state}`), sort: 'state', phone: 'corner' },
  { key: 'inspectors', render: (row) => list(row.inspectors.map(({ name }) => name)), csv: (row) => list(row.inspectors.map(({ name }) => name)), maxWidth: 180 },
  { key: 'answered', render: (row) => `${row.answered} / ${row.items}`, csv: (row) => `${row.answered}/${row.items}`, align: 'right' },
  { key: 'findings', render: (row) => row.findings, csv: (row) => row.findings, sort: 'findings', sortKind: 'number', align: 'right' },
];

/** Filters of a register of visits. */
export const visitFilters = (translate: Translate): Filter[] => [
  { kind: 'search', source: 'q' },
  { kind: 'choice', source: 'state', label: 'inspections.column.state', choices: VISIT_STATES.map((id) => ({ id, name: translate(`visit_state.${id}`) })) },
];
