import type { ReactElement } from 'react';
import { useTranslate } from 'react-admin';
import type { z } from 'zod';
import type { fact as factView } from '@guardroom/contracts';
import { Register } from '../../components/register/Register.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { When } from '../../components/When.tsx';
import { useSchoolChoices } from '../../providers/use-schools.ts';

type DistrictFact = z.output<typeof factView> & { readonly school: { readonly id: string; readonly name: string } | null };

/** What facts are about: the first word of their types. */
const AREAS = [
  'camera', 'gateway', 'recording_gap', 'minutes', 'manifest', 'retention', 'hold', 'shift', 'handover', 'duty_log', 'roster', 'visitor', 'live_view', 'footage_request', 'viewing_session', 'footage',
  'authority_request', 'incident', 'asset', 'fault_ticket', 'change_order', 'appointment', 'clearance', 'undertaking', 'control_result', 'violation_case', 'supervision_visit', 'rectification_order', 'policy', 'ledger',
] as const;

/** Facts of all schools of the district, newest first: what happened, never what was seen. */
export default function DistrictFacts(): ReactElement {
  const translate = useTranslate();
  const schools = useSchoolChoices();
  const name = (row: DistrictFact): string => translate(`fact.${row.type.replaceAll('.', '-')}`, { _: row.type });
  return (
    <Register<DistrictFact>
      resource="district-facts"
      messages="facts"
      columns={[
        { key: 'what', render: name, csv: name, phone: 'title' },
        { key: 'school', render: (row) => row.school?.name ?? '—', csv: (row) => row.school?.name },
        { key: 'who', render: (row) => (row.actor.kind === 'person' ? row.actor.name : translate(`custody.kind.${row.actor.kind}`, { who: row.actor.name })), csv: (row) => row.actor.name },
        { key: 'at', render: (row) => <When at={row.occurredAt} />, csv: (row) => row.occurredAt, sort: 'recordedAt', sortKind: 'time' },
        { key: 'leaf', render: (row) => (row.place === 'sealed' ? translate('custody.sealed', { leaf: row.leafIndex }) : <StatusBadge tone={row.place === 'staged' ? 'unknown' : 'fail'} quiet={row.place === 'staged'}>{translate(`custody.${row.place}`)}</StatusBadge>), csv: (row) => row.leafIndex, phone: 'line' },
        { key: 'subject', render: (row) => row.subject, csv: (row) => row.subject, desk: 'none', phone: 'none' },
      ]}
      filters={[
        { kind: 'search', source: 'q' },
        { kind: 'choice', source: 'schoolId', label: 'facts.column.school', choices: schools },
        { kind: 'choice', source: 'type', label: 'facts.about', choices: AREAS.map((id) => ({ id, name: translate(`fact_area.${id}`) })) },
        { kind: 'day', source: 'from', label: 'results.from' },
        { kind: 'day', source: 'to', label: 'results.to' },
      ]}
    />
  );
}
