import type { z } from 'zod';
import type { agencyCase } from '@guardroom/contracts';
import { AUTHORITY_STATES } from '@guardroom/domain';
import type { Column, Filter } from '../../components/register/columns.ts';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { When, WhenRange } from '../../components/When.tsx';

/** A request as its agency sees it. */
export type CaseRow = z.output<typeof agencyCase>;

type Translate = (key: string, values?: Record<string, unknown>) => string;

/** What a register of requests shows of each, whoever reads it. */
type Common = Pick<CaseRow, 'noticeNumber' | 'state' | 'places' | 'from' | 'to' | 'deadline' | 'filedAt'>;

/** Columns of a register of authorities' requests; `party` is the other side: the school, or the agency. */
export const caseColumns = <Row extends Common>(translate: Translate, party: { readonly key: 'school' | 'agency'; readonly of: (row: Row) => string }): Column<Row>[] => [
  { key: 'notice', render: (row) => row.noticeNumber, csv: (row) => row.noticeNumber, sort: 'noticeNumber', phone: 'title', maxWidth: 220 },
  { key: 'state', render: (row) => <StateBadge list="authority" value={row.state} quiet />, csv: (row) => translate(`authority.${row.state}`), sort: 'state', phone: 'corner' },
  { key: party.key, render: party.of, csv: party.of, sort: party.key },
  { key: 'places', render: (row) => row.places, csv: (row) => row.places, maxWidth: 150 },
  { key: 'range', render: (row) => <WhenRange from={row.from} to={row.to} />, csv: (row) => `${row.from}/${row.to}` },
  { key: 'deadline', render: (row) => <When at={row.deadline} precision="minutes" />, csv: (row) => row.deadline, sort: 'deadline', sortKind: 'time' },
  { key: 'filed', render: (row) => <When at={row.filedAt} precision="minutes" />, csv: (row) => row.filedAt, sort: 'filedAt', sortKind: 'time', phone: 'none', ...(party.key === 'agency' ? { desk: 'none' as const } : {}) },
];

/** Filters of such a register. */
export const caseFilters = (translate: Translate): Filter[] => [
  { kind: 'search', source: 'q' },
  { kind: 'choice', source: 'state', label: 'cases.column.state', choices: AUTHORITY_STATES.map((id) => ({ id, name: translate(`authority.${id}`) })) },
];
