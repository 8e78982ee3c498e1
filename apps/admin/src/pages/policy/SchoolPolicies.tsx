import type { ReactElement, ReactNode } from 'react';
import { useTranslate } from 'react-admin';
import type { z } from 'zod';
import type { policyOfSchool } from '@guardroom/contracts';
import type { PolicyParameter } from '@guardroom/domain';
import { Register } from '../../components/register/Register.tsx';
import type { Column } from '../../components/register/columns.ts';
import { useListWords } from '../../components/use-words.ts';
import { useFigure } from './figures.ts';

type Row = z.output<typeof policyOfSchool>;

/** What is in force at each school of the district; what a school made stricter itself is bold. */
export default function SchoolPolicies(): ReactElement {
  const translate = useTranslate();
  const figureOf = useFigure();
  const list = useListWords();
  const figure = (key: string, parameter: PolicyParameter): Column<Row> => ({
    key,
    align: 'right',
    render: (row) => emphasised(figureOf(parameter, row.inForce[parameter]), row.own[parameter] !== undefined),
    csv: (row) => row.inForce[parameter],
    sort: parameter,
    sortKind: 'number',
  });
  const progress = (row: Row): string => list([row.hasProposal ? translate('school_policies.has_proposal') : '', row.relocking ? translate('policy_page.schools_relocking', row.relocking) : ''].filter(Boolean));
  return (
    <Register<Row>
      resource="school-policies"
      messages="school_policies"
      columns={[
        { key: 'school', render: (row) => row.school.name, csv: (row) => row.school.name, sort: 'school', phone: 'title' },
        figure('retention', 'retentionDays'),
        figure('range', 'maxRangeHours'),
        figure('cameras', 'maxCamerasPerRequest'),
        figure('explain', 'explainWithinHours'),
        figure('complete', 'completenessTargetPercent'),
        { key: 'own', align: 'right', render: (row) => Object.keys(row.own).length || '—', csv: (row) => Object.keys(row.own).length },
        { key: 'state', render: (row) => progress(row) || '—', csv: progress, maxWidth: 240 },
      ]}
      filters={[
        { kind: 'search', source: 'q' },
        { kind: 'choice', source: 'only', label: 'school_policies.only', choices: (['own', 'proposed'] as const).map((id) => ({ id, name: translate(`school_policies.only_${id}`) })) },
      ]}
    />
  );
}

const emphasised = (words: string, isOwn: boolean): ReactNode => (isOwn ? <strong>{words}</strong> : words);
