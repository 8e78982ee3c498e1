import type { ReactElement } from 'react';
import { Box, Button } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { z } from 'zod';
import type { incidentRow } from '@guardroom/contracts';
import { INCIDENT_CATEGORIES, INCIDENT_SEVERITIES, INCIDENT_STATES } from '@guardroom/domain';
import { Register } from '../../components/register/Register.tsx';
import { StateBadge, StatusBadge } from '../../components/StatusBadge.tsx';
import { useListWords, useNow } from '../../components/use-words.ts';
import { When, WhenRange } from '../../components/When.tsx';
import { Why } from '../../components/why/Why.tsx';
import { MarkLink } from './MarkLink.tsx';

type Row = z.output<typeof incidentRow>;

/** What was noticed on duty, newest first, with what is late. */
export default function IncidentList(): ReactElement {
  const translate = useTranslate();
  const now = useNow();
  const list = useListWords();
  const camerasOf = (row: Row): string => list(row.cameras.map((camera) => camera.name));
  const isLate = (row: Row): boolean => row.closedAt === null && row.closeBy < now;
  return (
    <Register<Row>
      resource="incidents"
      messages="incidents"
      intro={<>{translate('incidents.intro')} <Why rule="incident_held" /></>}
      rowTo={(row) => `/incidents/${row.id}`}
      columns={[
        { key: 'number', render: (row) => <span style={{ whiteSpace: 'nowrap' }}>{row.number}</span>, csv: (row) => row.number, sort: 'number', phone: 'title' },
        { key: 'state', render: (row) => <StateBadge list="incident" value={row.state} quiet />, csv: (row) => translate(`incident.${row.state}`), sort: 'state', phone: 'corner' },
        { key: 'category', render: (row) => translate(`incident_category.${row.category}`), csv: (row) => translate(`incident_category.${row.category}`), sort: 'category' },
        { key: 'severity', render: (row) => (row.severity ? <StateBadge list="incident_severity" value={row.severity} quiet /> : '—'), csv: (row) => (row.severity ? translate(`incident_severity.${row.severity}`) : ''), sort: 'severity' },
        { key: 'place', render: (row) => row.place, csv: (row) => row.place, sort: 'place', maxWidth: 180 },
        { key: 'range', render: (row) => <WhenRange from={row.from} to={row.to} />, csv: (row) => `${row.from}/${row.to}`, sort: 'from', sortKind: 'time', phone: 'none' },
        { key: 'cameras', render: camerasOf, csv: camerasOf, desk: 'none', phone: 'none' },
        { key: 'opened', render: (row) => <Box component="span" sx={{ whiteSpace: { md: 'nowrap' } }}><When at={row.openedAt} precision="minutes" /> · {row.openedBy.name}</Box>, csv: (row) => `${row.openedAt} ${row.openedBy.name}`, sort: 'openedAt', sortKind: 'time' },
        { key: 'close_by', render: (row) => (row.closedAt ? '—' : isLate(row) ? <StatusBadge tone="fail" quiet>{translate('incidents.overdue')}</StatusBadge> : <When at={row.closeBy} precision="minutes" />), csv: (row) => row.closedAt ?? row.closeBy, sort: 'closeBy', sortKind: 'time', phone: 'none' },
        { key: 'hold', render: (row) => <StateBadge list="incident_hold" value={row.hold.state} quiet />, csv: (row) => translate(`incident_hold.${row.hold.state}`), phone: 'none' },
      ]}
      filters={[
        { kind: 'search', source: 'q' },
        { kind: 'choice', source: 'open', label: 'incidents.column.open', choices: [{ id: 'true', name: translate('incidents.open_only') }, { id: 'false', name: translate('incidents.closed_only') }] },
        { kind: 'choice', source: 'state', label: 'incidents.column.state', choices: INCIDENT_STATES.map((id) => ({ id, name: translate(`incident.${id}`) })) },
        { kind: 'choice', source: 'category', label: 'incidents.column.category', choices: INCIDENT_CATEGORIES.map((id) => ({ id, name: translate(`incident_category.${id}`) })) },
        { kind: 'choice', source: 'severity', label: 'incidents.column.severity', choices: INCIDENT_SEVERITIES.map((id) => ({ id, name: translate(`incident_severity.${id}`) })) },
      ]}
      actions={
        <Box sx={{ display: 'contents' }}>
          <MarkLink />
          <Button variant="outlined" onClick={() => window.print()}>
            {translate('incident_page.print')}
          </Button>
        </Box>
      }
    />
  );
}
