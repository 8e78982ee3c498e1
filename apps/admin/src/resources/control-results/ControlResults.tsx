import type { ReactElement } from 'react';
import { Box, Button, Skeleton } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import { addDays, civilDay } from '@guardroom/kernel';
import { CountedControls } from '../../components/CountedControls.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { PageHead } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { useNow } from '../../components/use-words.ts';
import { CONTROL_DOMAINS, CONTROL_RESULTS, EVALUATED_CONTROLS, SEVERITIES } from '@guardroom/domain';
import { controlKey, reasonWords, WhyResult, type Result } from '../../components/ResultLine.tsx';
import { Register } from '../../components/register/Register.tsx';
import type { Column, Filter } from '../../components/register/columns.ts';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { Day, When } from '../../components/When.tsx';
import { useAddress } from '../../providers/use-address.ts';
import { useAsk } from '../../providers/use-ask.ts';
import { useSchoolChoices } from '../../providers/use-schools.ts';

/** The school's controls by domain as they stand; with `all` in the address the register of all results. */
export default function ControlResults(): ReactElement {
  const [search] = useAddress();
  return search.has('all') || search.has('filter') ? <Results resource="control-results" /> : <Standing />;
}

function Standing(): ReactElement {
  const translate = useTranslate();
  const [search, put] = useAddress();
  const today = civilDay(useNow(600_000));
  const asked = useAsk(['standing', today], (client, schoolId, signal) => client.listResults({ params: { schoolId }, query: { from: addDays(today, -1), to: today, perPage: 200 } }, { signal }), 30_000);
  const newest = asked.data ? [...new Map([...asked.data.items].sort((a, b) => a.day.localeCompare(b.day)).map((r) => [r.control, r])).values()] : [];
  return (
    <>
      <PageHead title={translate('results.title')} intro={translate('results.intro')}>
        <Button component={LinkBase} to="/control-results?all=1" variant="outlined">{translate('results.all')}</Button>
        <Button variant="outlined" onClick={() => print()}>{translate('matrix.print')}</Button>
      </PageHead>
      {asked.error ? (
        <Problem error={asked.error} onRetry={() => void asked.refetch()} />
      ) : !asked.data ? (
        <Skeleton variant="rounded" height={240} />
      ) : newest.length === 0 ? (
        <EmptyState title={translate('results.empty')}>{translate('results.empty_help')}</EmptyState>
      ) : (
        <CountedControls results={newest} chosen={CONTROL_RESULTS.find((r) => r === search.get('result'))} onChoose={(result) => put({ result: result ?? '' })} />
      )}
    </>
  );
}

/** Results of the controls of all schools of the district. */
export function DistrictResults(): ReactElement {
  const schools = useSchoolChoices();
  return <Results resource="district-results" extra={[{ kind: 'choice', source: 'schoolId', label: 'results.column.school', choices: schools }]} />;
}

function Results({ resource, extra = [] }: { readonly resource: 'control-results' | 'district-results'; readonly extra?: readonly Filter[] }): ReactElement {
  const translate = useTranslate();
  const today = civilDay(useNow(600_000));
  const school: Column<Result>[] = resource === 'district-results' ? [{ key: 'school', render: (row) => row.school.name, csv: (row) => row.school.name, sort: 'school' }] : [];
  return (
    <Register<Result>
      resource={resource}
      messages="results"
      {...(resource === 'district-results' ? { initial: { from: today, to: today } } : {})}
      columns={[
        { key: 'control', render: (row) => <Box sx={{ minWidth: 176 }}>{translate(controlKey(row.control))}</Box>, csv: (row) => translate(controlKey(row.control)), sort: 'control', phone: 'title' },
        ...school,
        { key: 'result', render: (row) => <StateBadge list="result" value={row.result} quiet />, csv: (row) => translate(`result.${row.result}`), sort: 'result', phone: 'corner' },
        { key: 'reason', render: (row) => <span>{reasonWords(translate, row)} <WhyResult result={row} /></span>, csv: (row) => reasonWords(translate, row) },
        { key: 'severity', render: (row) => translate(`severity.${row.severity}`), csv: (row) => translate(`severity.${row.severity}`), sort: 'severity', phone: 'none' },
        { key: 'looked_at', render: (row) => row.lookedAt, csv: (row) => row.lookedAt, sort: 'lookedAt', sortKind: 'number', align: 'right', phone: 'none' },
        { key: 'day', render: (row) => <Day day={row.day} />, csv: (row) => row.day, sort: 'day', sortKind: 'time' },
        { key: 'at', render: (row) => <When at={row.evaluatedAt} precision="minutes" />, csv: (row) => row.evaluatedAt, sort: 'evaluatedAt', sortKind: 'time', phone: 'none' },
      ]}
      filters={[
        { kind: 'search', source: 'q' },
        ...extra,
        { kind: 'choice', source: 'domain', label: 'matrix.domain', choices: CONTROL_DOMAINS.map((id) => ({ id, name: translate(`domain.${id}`) })) },
        { kind: 'choice', source: 'control', label: 'results.column.control', choices: EVALUATED_CONTROLS.map((id) => ({ id, name: translate(controlKey(id)) })) },
        { kind: 'choice', source: 'result', label: 'results.column.result', choices: CONTROL_RESULTS.map((id) => ({ id, name: translate(`result.${id}`) })) },
        { kind: 'choice', source: 'severity', label: 'results.column.severity', choices: SEVERITIES.map((id) => ({ id, name: translate(`severity.${id}`) })) },
        { kind: 'day', source: 'from', label: 'results.from' },
        { kind: 'day', source: 'to', label: 'results.to' },
      ]}
    />
  );
}
