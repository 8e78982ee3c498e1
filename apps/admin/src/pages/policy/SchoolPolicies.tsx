import type { ReactElement, ReactNode } from 'react';
import { useTranslate } from 'react-admin';
import type { z } from 'zod';
import type { policyOfSchool } from '@guardroom/contracts';
import type { PolicyParameter } from '@guardroom/domain';
import { Register } from '../../components/register/Register.tsx';
import type { Column } from '../../components/register/columns.ts';

type Row = z.output<typeof policyOfSchool>;

/** What is in force at each school of the district; what a school made stricter itself is bold. */
export default function SchoolPolicies(): ReactElement {
  const translate = useTranslate();
  const figure = (key: string, parameter: PolicyParameter, unit: string): Column<Row> => ({
    key,
    align: 'right',
    render: (row) => emphasised(`${row.inForce[parameter]} ${translate(`policy_unit.${unit}`)}`, row.own[parameter] !== undefined),
    csv: (row) => row.inForce[parameter],
  });
  const progress = (row: Row): string => [row.hasProposal ? translate('school_policies.has_proposal') : '', row.relocking ? translate('policy_page.schools_relocking', row.relocking) : ''].filter(Boolean).join('；');
  return (
    <Register<Row>
      resource="school-policies"
      messages="school_policies"
      columns={[
        { key: 'school', render: (row) => row.school.name, csv: (row) => row.school.name, sort: 'school', phone: 'title' },
        figure('retention', 'retentionDays', 'days'),
        figure('range', 'maxRangeHours', 'hours'),
        figure('cameras', 'maxCamerasPerRequest', 'cameras'),
        figure('explain', 'explainWithinHours', 'hours'),
        figure('complete', 'completenessTargetPercent', 'percent'),
        { key: 'own', render: (row) => (Object.keys(row.own).length > 0 ? translate('policy_page.schools_own', { count: Object.keys(row.own).length }) : '—'), csv: (row) => Object.keys(row.own).length },
        { key: 'state', render: (row) => progress(row) || '—', csv: progress, maxWidth: 240 },
      ]}
      filters={[{ kind: 'search', source: 'q' }]}
    />
  );
}

const emphasised = (words: string, isOwn: boolean): ReactNode => (isOwn ? <strong>{words}</strong> : words);
