import type { ReactElement } from 'react';
import { useTranslate } from 'react-admin';
import type { z } from 'zod';
import type { fact as factView } from '@guardroom/contracts';
import { Register } from '../../components/register/Register.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { When } from '../../components/When.tsx';
import { useAsk } from '../../providers/use-ask.ts';

type DistrictFact = z.output<typeof factView> & { readonly school: { readonly id: string; readonly name: string } | null };

/** Facts of all schools of the district, newest first: what happened, never what was seen. */
export default function DistrictFacts(): ReactElement {
  const translate = useTranslate();
  const schools = useAsk(['district-names'], (client, _schoolId, signal) => client.listDistrictSchools({ query: { perPage: 500, days: 1 } }, { signal }));
  const name = (row: DistrictFact): string => translate(`fact.${row.type.replaceAll('.', '-')}`, { _: row.type });
  return (
    <Register<DistrictFact>
      resource="district-facts"
      messages="facts"
      columns={[
        { key: 'what', render: name, csv: name, phone: 'title' },
        { key: 'school', render: (row) => row.school?.name ?? '—', csv: (row) => row.school?.name },
        { key: 'who', render: (row) => (row.actor.kind === 'person' ? row.actor.name : translate(`custody.kind.${row.actor.kind}`, { who: row.actor.name })), csv: (row) => row.actor.name },
        { key: 'at', render: (row) => <When at={row.occurredAt} />, csv: (row) => row.occurredAt },
        { key: 'leaf', render: (row) => (row.leafIndex === null ? <StatusBadge tone="unknown" quiet>{translate('custody.staged')}</StatusBadge> : translate('custody.sealed', { leaf: row.leafIndex })), csv: (row) => row.leafIndex, phone: 'line' },
        { key: 'subject', render: (row) => row.subject, csv: (row) => row.subject, maxWidth: 160, phone: 'none' },
      ]}
      filters={[
        { kind: 'search', source: 'q' },
        { kind: 'choice', source: 'schoolId', label: 'facts.column.school', choices: schools.data?.items.map(({ id, name }) => ({ id, name })) ?? [] },
      ]}
    />
  );
}
