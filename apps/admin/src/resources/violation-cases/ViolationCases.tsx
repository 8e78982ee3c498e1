import { useState, type ReactElement } from 'react';
import { MenuItem, TextField } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import type { z } from 'zod';
import type { violationCaseView } from '@guardroom/contracts';
import { SEVERE_VIOLATIONS, VIOLATION_OUTCOMES, VIOLATION_RULES, type ViolationOutcome } from '@guardroom/domain';
import { filtered } from '../../components/register/filtered.ts';
import { Register } from '../../components/register/Register.tsx';
import { StepDialog } from '../../components/StepDialog.tsx';
import { When } from '../../components/When.tsx';

type Case = z.output<typeof violationCaseView>;

/** Where the record stands that shows the violation. */
const recordOf = ({ subject, person }: Case): string => (subject.kind === 'shift' ? filtered('/shifts', { q: person.name }) : filtered('/viewing-register', { sessionId: subject.id }));

/** Cases that the records opened by themselves, with what was decided; the principal decides those of others. */
export default function ViolationCases(): ReactElement {
  const translate = useTranslate();
  const decision = (row: Case): string => (row.decision ? `${translate(`violation_outcome.${row.decision.outcome}`)} · ${row.decision.byName}${translate('shell.colon')}${row.decision.words}` : translate('violations.open'));
  return (
    <Register<Case>
      resource="violation-cases"
      messages="violations"
      columns={[
        { key: 'rule', render: (row) => translate(`violation_rule.${row.rule}`), csv: (row) => translate(`violation_rule.${row.rule}`), phone: 'title' },
        { key: 'person', render: (row) => row.person.name, csv: (row) => row.person.name, sort: 'person' },
        { key: 'happened', render: (row) => <When at={row.happenedAt} precision="minutes" />, csv: (row) => row.happenedAt, sort: 'happenedAt', sortKind: 'time' },
        { key: 'record', render: (row) => <LinkBase to={recordOf(row)}>{translate(`evidence.${row.subject.kind}`)}</LinkBase>, csv: (row) => translate(`evidence.${row.subject.kind}`) },
        { key: 'decide_by', render: (row) => (row.decision ? '—' : <When at={row.decideBy} precision="minutes" />), csv: (row) => row.decideBy, sort: 'decideBy', sortKind: 'time' },
        { key: 'decision', render: (row) => (row.may.includes('decide') ? <Decide row={row} /> : decision(row)), csv: decision, maxWidth: 360 },
      ]}
      filters={[
        { kind: 'search', source: 'q' },
        { kind: 'choice', source: 'rule', label: 'violations.column.rule', choices: VIOLATION_RULES.map((id) => ({ id, name: translate(`violation_rule.${id}`) })) },
        { kind: 'choice', source: 'open', label: 'violations.state', choices: [{ id: 'true', name: translate('violations.open') }, { id: 'false', name: translate('violations.decided') }] },
      ]}
    />
  );
}

function Decide({ row }: { readonly row: Case }): ReactElement {
  const translate = useTranslate();
  const choices = VIOLATION_OUTCOMES.filter((outcome) => !SEVERE_VIOLATIONS.includes(row.rule) || outcome === 'referred' || outcome === 'unfounded');
  const [outcome, setOutcome] = useState<ViolationOutcome>(SEVERE_VIOLATIONS.includes(row.rule) ? 'referred' : 'talk');
  return (
    <StepDialog
      label={translate('violations.decide')}
      title={translate('violations.decide_title')}
      help={translate('violations.decide_help')}
      confirm={translate('violations.decide')}
      done={translate('violations.done')}
      words={{ label: translate('violations.words'), least: 4 }}
      send={(client, schoolId, words) => client.decideViolationCase({ params: { schoolId, caseId: row.id }, body: { outcome, words } })}
    >
      <TextField select label={translate('violations.outcome')} value={outcome} onChange={(event) => setOutcome(event.target.value as ViolationOutcome)}>
        {choices.map((id) => (
          <MenuItem key={id} value={id}>{translate(`violation_outcome.${id}`)}</MenuItem>
        ))}
      </TextField>
    </StepDialog>
  );
}
