import type { ReactElement } from 'react';
import { Button } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import type { z } from 'zod';
import type { logEntry } from '@guardroom/contracts';
import { LOG_KINDS } from '@guardroom/domain';
import { Register } from '../../components/register/Register.tsx';
import { When } from '../../components/When.tsx';

/** Everything that keepers wrote, searchable, for print and export. */
export default function DutyLog(): ReactElement {
  const translate = useTranslate();
  const note = (row: z.output<typeof logEntry>): string => (row.corrects ? `〔${translate('duty_log.is_correction')}〕` : row.correctedBy ? `〔${translate('duty_log.is_corrected')}〕` : '');
  return (
    <Register<z.output<typeof logEntry>>
      resource="duty-log"
      messages="duty_log"
      everyMs={30_000}
      actions={
        <>
          <Button variant="outlined" component={LinkBase} to="/shifts">
            {translate('duty_log.attendance')}
          </Button>
          <Button variant="outlined" component={LinkBase} to="/handovers">
            {translate('duty_log.handovers')}
          </Button>
        </>
      }
      columns={[
        { key: 'at', render: (row) => <When at={row.happenedAt} precision="minutes" />, csv: (row) => row.happenedAt, sort: 'happenedAt', sortKind: 'time', phone: 'title' },
        { key: 'kind', render: (row) => translate(`log_kind.${row.kind}`), csv: (row) => translate(`log_kind.${row.kind}`), sort: 'kind', phone: 'corner' },
        { key: 'words', render: (row) => <span style={row.correctedBy ? { textDecoration: 'line-through' } : undefined}>{`${note(row)}${row.words}`}</span>, csv: (row) => `${note(row)}${row.words}` },
        { key: 'by', render: (row) => row.by.name, csv: (row) => row.by.name, sort: 'by' },
        { key: 'written', render: (row) => <When at={row.writtenAt} precision="minutes" />, csv: (row) => row.writtenAt, sort: 'writtenAt', sortKind: 'time', phone: 'none' },
      ]}
      filters={[
        { kind: 'search', source: 'q' },
        { kind: 'choice', source: 'kind', label: 'duty_log.column.kind', choices: LOG_KINDS.map((kind) => ({ id: kind, name: translate(`log_kind.${kind}`) })) },
      ]}
    />
  );
}
