import type { ReactElement } from 'react';
import { useTranslate } from 'react-admin';
import type { z } from 'zod';
import type { shift } from '@guardroom/contracts';
import { SHIFT_STATES } from '@guardroom/domain';
import { Register } from '../../components/register/Register.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { When, WhenRange } from '../../components/When.tsx';

type Shift = z.output<typeof shift>;

/** The attendance list: planned and actual times side by side. */
export default function ShiftList(): ReactElement {
  const translate = useTranslate();
  const remarkOf = (row: Shift): string =>
    [
      row.standIn && `${translate('shifts.stand_in')}${translate('shell.colon')}${row.standIn.reason}`,
      row.judgedAbsentAt && row.state !== 'judged_absent' && translate('shifts.verdict_stays'),
      row.lateReason,
      row.endOverdueAt && translate('shifts.overdue'),
      row.earlyMinutes ? translate('shifts.early', { count: row.earlyMinutes }) : undefined,
      row.endKind && row.endKind !== 'handed_over' && translate(`shift_end.${row.endKind}`),
      row.endReason,
    ]
      .filter(Boolean)
      .join(' · ');
  return (
    <Register<Shift>
      resource="shifts"
      messages="shifts"
      initial={{ begun: 'true' }}
      columns={[
        { key: 'person', render: (row) => row.person.name, csv: (row) => row.person.name, sort: 'person', phone: 'title' },
        { key: 'planned', render: (row) => <WhenRange from={row.plannedFrom} to={row.plannedTo} />, csv: (row) => `${row.plannedFrom}/${row.plannedTo}`, sort: 'plannedFrom', sortKind: 'time' },
        { key: 'state', render: (row) => <StateBadge list="shift" value={row.state} quiet />, csv: (row) => translate(`shift.${row.state}`), sort: 'state', phone: 'corner' },
        { key: 'signed_on', render: (row) => <When at={row.signedOnAt} precision="minutes" />, csv: (row) => row.signedOnAt ?? '', sort: 'signedOnAt', sortKind: 'time' },
        { key: 'late', render: (row) => (row.lateMinutes === null ? '—' : row.lateMinutes === 0 ? translate('shifts.on_time') : translate('shifts.minutes', { count: row.lateMinutes })), csv: (row) => row.lateMinutes ?? '', sort: 'lateMinutes', sortKind: 'number' },
        { key: 'ended', render: (row) => <When at={row.endedAt} precision="minutes" />, csv: (row) => row.endedAt ?? '', sort: 'endedAt', sortKind: 'time' },
        { key: 'log', render: (row) => row.logEntries, csv: (row) => row.logEntries, align: 'right' },
        { key: 'remark', render: (row) => remarkOf(row) || '—', csv: remarkOf, maxWidth: 200 },
      ]}
      filters={[
        { kind: 'search', source: 'q' },
        { kind: 'choice', source: 'begun', label: 'shifts.when', choices: [{ id: 'true', name: translate('shifts.begun') }, { id: 'false', name: translate('shifts.ahead') }] },
        { kind: 'choice', source: 'state', label: 'shifts.column.state', choices: SHIFT_STATES.map((state) => ({ id: state, name: translate(`shift.${state}`) })) },
        { kind: 'choice', source: 'standIn', label: 'shifts.stand_in', choices: [{ id: 'true', name: translate('shifts.stand_in') }] },
      ]}
    />
  );
}
