import type { ReactElement } from 'react';
import { useTranslate } from 'react-admin';
import { CONTROL_RESULTS, EVALUATED_CONTROLS } from '@guardroom/domain';
import { EvidenceLink } from '../../components/EvidenceLink.tsx';
import { controlKey, useReason, type Result } from '../../components/ResultLine.tsx';
import { Register } from '../../components/register/Register.tsx';
import type { Column, Filter } from '../../components/register/columns.ts';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { When } from '../../components/When.tsx';
import { Why } from '../../components/why/Why.tsx';
import { ruleOfControl } from '../../components/why/rules.ts';
import { useAsk } from '../../providers/use-ask.ts';

/** Results of the controls of one school, newest first. */
export default function ControlResults(): ReactElement {
  return <Results resource="control-results" />;
}

/** Results of the controls of all schools of the district. */
export function DistrictResults(): ReactElement {
  const schools = useAsk(['district-names'], (client, _schoolId, signal) => client.listDistrictSchools({ query: { perPage: 500, days: 1 } }, { signal }));
  return <Results resource="district-results" extra={[{ kind: 'choice', source: 'schoolId', label: 'results.column.school', choices: schools.data?.items.map(({ id, name }) => ({ id, name })) ?? [] }]} />;
}

function Results({ resource, extra = [] }: { readonly resource: 'control-results' | 'district-results'; readonly extra?: readonly Filter[] }): ReactElement {
  const translate = useTranslate();
  const school: Column<Result>[] = resource === 'district-results' ? [{ key: 'school', render: (row) => row.school.name, csv: (row) => row.school.name, sort: 'school' }] : [];
  return (
    <Register<Result>
      resource={resource}
      messages="results"
      columns={[
        { key: 'control', render: (row) => translate(controlKey(row.control)), csv: (row) => translate(controlKey(row.control)), sort: 'control', phone: 'title' },
        ...school,
        { key: 'result', render: (row) => <StateBadge list="result" value={row.result} quiet />, csv: (row) => translate(`result.${row.result}`), sort: 'result', phone: 'corner' },
        { key: 'reason', render: (row) => <Reason result={row} />, csv: (row) => row.reason.code },
        { key: 'severity', render: (row) => translate(`severity.${row.severity}`), csv: (row) => translate(`severity.${row.severity}`), phone: 'none' },
        { key: 'looked_at', render: (row) => row.lookedAt, csv: (row) => row.lookedAt, align: 'right', phone: 'none' },
        { key: 'day', render: (row) => <span style={{ whiteSpace: 'nowrap' }}>{row.day}</span>, csv: (row) => row.day, sort: 'day' },
        { key: 'at', render: (row) => <When at={row.evaluatedAt} precision="minutes" />, csv: (row) => row.evaluatedAt, phone: 'none' },
      ]}
      filters={[
        ...extra,
        { kind: 'choice', source: 'control', label: 'results.column.control', choices: EVALUATED_CONTROLS.map((id) => ({ id, name: translate(controlKey(id)) })) },
        { kind: 'choice', source: 'result', label: 'results.column.result', choices: CONTROL_RESULTS.map((id) => ({ id, name: translate(`result.${id}`) })) },
      ]}
    />
  );
}

function Reason({ result }: { readonly result: Result }): ReactElement {
  const translate = useTranslate();
  const words = useReason(result);
  return (
    <span>
      {words} <Why rule={ruleOfControl[result.control]} facts={[{ name: translate('result_line.looked_at'), value: result.lookedAt }, ...result.evidence.slice(0, 8).map((item) => ({ name: translate(`result_line.evidence.${item.kind}`), value: <EvidenceLink key={item.id} item={item} /> }))]} />
    </span>
  );
}
