import { useState, type ReactElement } from 'react';
import { Box, Button, MenuItem, TextField } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { z } from 'zod';
import type { clearance as clearanceView } from '@guardroom/contracts';
import { CLEARANCE_KINDS, CLEARANCE_RESULTS, CLEARANCE_STATES, type ClearanceResult } from '@guardroom/domain';
import { civilDay } from '@guardroom/kernel';
import { StepDialog } from '../../components/StepDialog.tsx';
import { DayField } from '../../components/fields/DayField.tsx';
import { PaperField, PaperLink, type Paper } from '../../components/Papers.tsx';
import { Register } from '../../components/register/Register.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { useListWords, useNow } from '../../components/use-words.ts';
import { Day } from '../../components/When.tsx';
import { Why } from '../../components/why/Why.tsx';
import { useSchoolId, useSession } from '../../providers/session.tsx';

type Clearance = z.output<typeof clearanceView>;

/** What people near the screens must have, what is missing or about to end first. */
export default function ClearanceList(): ReactElement {
  const translate = useTranslate();
  const { me } = useSession();
  const list = useListWords();
  const kindOf = (row: Clearance): string => translate(`clearance_kind.${row.kind}`);
  const rolesOf = (row: Clearance): string => list(row.roles.map((role) => translate(`role.${role}`))) || '—';
  return (
    <Register<Clearance>
      resource="clearances"
      messages="clearances"
      perPage={50}
      intro={<>{translate('clearances.intro')} <Why rule="cleared_before_duty" /></>}
      columns={[
        { key: 'person', render: (row) => row.person.name, csv: (row) => row.person.name, sort: 'name', phone: 'title' },
        { key: 'roles', render: rolesOf, csv: rolesOf, maxWidth: 150 },
        { key: 'kind', render: kindOf, csv: kindOf, sort: 'kind' },
        { key: 'state', render: (row) => <StateBadge list="clearance_state" value={row.state} quiet />, csv: (row) => translate(`clearance_state.${row.state}`), sort: 'state', phone: 'corner' },
        { key: 'until', render: (row) => <Day day={row.record?.validUntil} />, csv: (row) => row.record?.validUntil ?? '', sort: 'validUntil', sortKind: 'time' },
        { key: 'done', render: (row) => <Day day={row.record?.doneOn} />, csv: (row) => row.record?.doneOn ?? '', sort: 'doneOn', sortKind: 'time', desk: 'none', phone: 'none' },
        { key: 'issuer', render: (row) => row.record ? <span title={row.record.note}>{row.record.issuer}{row.record.document && <> · <PaperLink paper={row.record.document} /></>}</span> : '—', csv: (row) => row.record?.issuer ?? '', maxWidth: 160 },
        { key: 'required', render: (row) => translate(row.required ? 'clearances.only_required' : 'clearances.not_required'), csv: (row) => translate(row.required ? 'clearances.only_required' : 'clearances.not_required'), desk: 'none', phone: 'none' },
        {
          key: 'do',
          render: (row) =>
            row.person.id === me.personId ? '' : (
              <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', whiteSpace: 'nowrap' }}>
                {row.kind === 'undertaking' ? row.state !== 'valid' && <Box component="span" sx={{ color: 'text.secondary', fontSize: 13 }}>{translate('clearances.own_hand')}</Box> : <Enter clearance={row} kind={row.kind} />}
                {row.record && <Revoke clearance={row} recordId={row.record.id} />}
              </Box>
            ),
          csv: () => '',
        },
      ]}
      filters={[
        { kind: 'search', source: 'q' },
        { kind: 'choice', source: 'state', label: 'clearances.column.state', choices: CLEARANCE_STATES.map((id) => ({ id, name: translate(`clearance_state.${id}`) })) },
        { kind: 'choice', source: 'kind', label: 'clearances.column.kind', choices: CLEARANCE_KINDS.map((id) => ({ id, name: translate(`clearance_kind.${id}`) })) },
        { kind: 'choice', source: 'required', label: 'clearances.column.required', choices: [{ id: 'true', name: translate('clearances.only_required') }, { id: 'false', name: translate('clearances.not_required') }] },
      ]}
      actions={
        <Button variant="outlined" onClick={() => window.print()} data-print="no">
          {translate('clearances.print')}
        </Button>
      }
    />
  );
}

type Kind = 'background_check' | 'training' | 'credential';

function Enter({ clearance, kind }: { readonly clearance: Clearance; readonly kind: Kind }): ReactElement {
  const translate = useTranslate();
  const schoolId = useSchoolId();
  const today = civilDay(useNow());
  const [result, setResult] = useState<ClearanceResult>('passed');
  const [doneOn, setDoneOn] = useState<string>(today);
  const [validUntil, setValidUntil] = useState('');
  const [issuer, setIssuer] = useState('');
  const [note, setNote] = useState('');
  const [papers, setPapers] = useState<readonly Paper[]>([]);
  const words = { name: clearance.person.name, kind: translate(`clearance_kind.${kind}`) };
  const [paper] = papers;
  return (
    <StepDialog
      label={translate('clearances.record')}
      title={translate('clearances.record_title', words)}
      confirm={translate('clearances.save')}
      isReady={issuer.trim().length >= 2 && doneOn !== ''}
      done={translate('clearances.saved', words)}
      send={(client) =>
        client.recordClearance({
          params: { schoolId },
          body: { personId: clearance.person.id, kind, result, doneOn, issuer: issuer.trim(), note: note.trim(), ...(validUntil ? { validUntil } : {}), ...(paper ? { documentId: paper.id } : {}) },
        })
      }
    >
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' }, gap: 3, pt: 1 }}>
        <TextField select label={translate('clearances.result')} value={result} onChange={(event) => setResult(event.target.value as ClearanceResult)}>
          {CLEARANCE_RESULTS.map((id) => (
            <MenuItem key={id} value={id}>
              {translate(`clearance_result.${id}`)}
            </MenuItem>
          ))}
        </TextField>
        <TextField required label={translate('clearances.issuer')} value={issuer} onChange={(event) => setIssuer(event.target.value)} slotProps={{ htmlInput: { maxLength: 100 } }} />
        <DayField required label={translate('clearances.done_on')} value={doneOn} onChange={setDoneOn} max={today} />
        <DayField label={translate('clearances.valid_until')} value={validUntil} onChange={setValidUntil} helper={translate('clearances.valid_help')} />
        <TextField label={translate('clearances.note')} value={note} onChange={(event) => setNote(event.target.value)} multiline sx={{ gridColumn: '1 / -1' }} slotProps={{ htmlInput: { maxLength: 500 } }} />
      </Box>
      <PaperField label={translate('clearances.paper')} papers={papers} onChange={setPapers} most={1} />
    </StepDialog>
  );
}

function Revoke({ clearance, recordId }: { readonly clearance: Clearance; readonly recordId: string }): ReactElement {
  const translate = useTranslate();
  const words = { name: clearance.person.name, kind: translate(`clearance_kind.${clearance.kind}`) };
  return (
    <StepDialog
      label={translate('clearances.revoke')}
      title={translate('clearances.revoke_title', words)}
      help={translate('clearances.revoke_words')}
      confirm={translate('clearances.revoke_confirm')}
      isGrave
      variant="text"
      done={translate('clearances.revoked', words)}
      words={{ label: translate('clearances.revoke_reason'), least: 2, most: 500 }}
      send={(client, schoolId, reason) => client.revokeClearance({ params: { schoolId, clearanceId: recordId }, body: { reason } })}
    />
  );
}
