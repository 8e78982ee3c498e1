import type { z } from 'zod';
import type { footageRequest } from '@guardroom/contracts';
import { PURPOSE_CODES, REQUEST_STATES } from '@guardroom/domain';
import type { Column, Filter } from '../../components/register/columns.ts';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { When, WhenRange } from '../../components/When.tsx';

/** A request as lists show it. */
export type RequestRow = z.output<typeof footageRequest>;

type Translate = (key: string, values?: Record<string, unknown>) => string;

/** Columns of a register of requests; `join` makes one text of names, and the applicant stands only where they differ. */
export const requestColumns = (translate: Translate, join: (words: readonly string[]) => string, withApplicant: boolean): Column<RequestRow>[] => [
  { key: 'number', render: (row) => row.number, csv: (row) => row.number, sort: 'number', phone: 'title' },
  ...(withApplicant ? [{ key: 'applicant', render: (row: RequestRow) => row.applicant.name, csv: (row: RequestRow) => row.applicant.name, sort: 'applicant' }] : []),
  { key: 'state', render: (row) => <StateBadge list="request" value={row.state} quiet />, csv: (row) => translate(`request.${row.state}`), sort: 'state', phone: 'corner' },
  { key: 'purpose', render: (row) => translate(`purpose.${row.purpose}`), csv: (row) => translate(`purpose.${row.purpose}`), sort: 'purpose' },
  { key: 'range', render: (row) => <WhenRange from={row.from} to={row.to} />, csv: (row) => `${row.from}/${row.to}`, sort: 'from', sortKind: 'time' },
  { key: 'cameras', render: (row) => join(row.cameras.map((camera) => camera.name)), csv: (row) => join(row.cameras.map((camera) => camera.name)), maxWidth: 220 },
  { key: 'filed', render: (row) => <When at={row.filedAt} precision="minutes" />, csv: (row) => row.filedAt, sort: 'filedAt', sortKind: 'time' },
];

/** Filters of a register of requests. */
export const requestFilters = (translate: Translate): Filter[] => [
  { kind: 'search', source: 'q' },
  { kind: 'choice', source: 'state', label: 'requests.column.state', choices: REQUEST_STATES.map((id) => ({ id, name: translate(`request.${id}`) })) },
  { kind: 'choice', source: 'purpose', label: 'requests.column.purpose', choices: PURPOSE_CODES.map((id) => ({ id, name: translate(`purpose.${id}`) })) },
  { kind: 'day', source: 'from', label: 'results.from' },
  { kind: 'day', source: 'to', label: 'results.to' },
];
