import { useState, type ReactElement } from 'react';
import { Box, Button, TextField, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { PolicyParameter } from '@guardroom/domain';
import { civilDay, type CivilDay } from '@guardroom/kernel';
import { DayField } from '../../components/fields/DayField.tsx';
import { Problem } from '../../components/Problem.tsx';
import { useListWords, useNow } from '../../components/use-words.ts';
import { faultsIn, figureOf } from './faults.ts';
import { useRange } from './Parameters.tsx';
import type { Policy } from './PolicyPage.tsx';

/** What is proposed. */
export type Proposal = { readonly figures: { readonly [P in PolicyParameter]?: number }; readonly effectiveFrom: string; readonly reason: string; readonly retentionReason?: string };

/** A field for every figure with its allowed range; all that is refused is told at its field, and nothing typed is lost. */
export function ProposalForm({ policy, mover, onSubmit, onCancel }: { readonly policy: Policy; readonly mover: 'school' | 'district'; readonly onSubmit: (proposal: Proposal) => Promise<void>; readonly onCancel: () => void }): ReactElement {
  const translate = useTranslate();
  const list = useListWords();
  const range = useRange();
  const today = civilDay(useNow(600_000));
  const earliest = policy.last && policy.last.effectiveFrom > today ? (policy.last.effectiveFrom as CivilDay) : today;
  const own = policy.last?.figures ?? {};
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>(Object.fromEntries(policy.parameters.map(({ parameter }) => [parameter, own[parameter] === undefined ? '' : String(own[parameter])])));
  const [effectiveFrom, setEffective] = useState<string>(earliest);
  const [reason, setReason] = useState('');
  const [retentionReason, setRetentionReason] = useState('');
  const [problem, setProblem] = useState<unknown>();
  const [isSending, setSending] = useState(false);
  const faults = faultsIn(problem);
  const retention = policy.parameters.find(({ parameter }) => parameter === 'retentionDays');
  const asksLonger = (figureOf(typed['retentionDays'] ?? '') ?? 0) > (retention?.from ?? Infinity);
  const send = async (): Promise<void> => {
    setSending(true);
    setProblem(undefined);
    const figures = Object.fromEntries(policy.parameters.flatMap(({ parameter }) => { const figure = figureOf(typed[parameter] ?? ''); return figure === undefined ? [] : [[parameter, figure]]; }));
    try {
      await onSubmit({ figures, effectiveFrom, reason: reason.trim(), ...(asksLonger && retentionReason.trim() ? { retentionReason: retentionReason.trim() } : {}) });
    } catch (error) {
      setProblem(error);
      setSending(false);
    }
  };
  return (
    <Box component="form" noValidate onSubmit={(event) => (event.preventDefault(), void send())} sx={{ display: 'grid', gap: 4, maxWidth: 760 }}>
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>
        {translate('policy_page.propose_intro')}
      </Typography>
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' }, gap: 4 }}>
        {policy.parameters.map((parameter) => {
          const fault = faults.get(parameter.parameter);
          const above = mover === 'school' ? (parameter.district ?? parameter.baseline) : parameter.baseline;
          return (
            <TextField
              key={parameter.parameter}
              type="number"
              label={translate('policy_page.figure', { name: translate(`policy_parameter.${parameter.parameter}`), unit: translate(`policy_unit.${parameter.unit}`, { _: parameter.unit }) })}
              value={typed[parameter.parameter] ?? ''}
              onChange={(event) => setTyped({ ...typed, [parameter.parameter]: event.target.value })}
              placeholder={String(above)}
              error={fault !== undefined}
              helperText={fault ? translate(`policy_page.fault.${fault.fault}`, { ...fault, clauses: list(fault.clauses) }) : `${range(parameter)} · ${translate(`policy_page.stricter_${parameter.stricter}`)}`}
              slotProps={{ inputLabel: { shrink: true }, htmlInput: { step: parameter.isWhole ? 1 : 0.01, inputMode: 'decimal' } }}
            />
          );
        })}
      </Box>
      {asksLonger && <TextField required multiline minRows={2} label={translate('policy_page.retention_reason')} helperText={translate('policy_page.retention_help')} value={retentionReason} onChange={(event) => setRetentionReason(event.target.value)} slotProps={{ htmlInput: { maxLength: 1000 } }} />}
      <TextField required multiline minRows={2} label={translate('policy_page.reason')} value={reason} onChange={(event) => setReason(event.target.value)} slotProps={{ htmlInput: { maxLength: 1000 } }} />
      <DayField required label={translate('policy_page.effective')} value={effectiveFrom} onChange={setEffective} min={earliest} sx={{ maxWidth: 220 }} />
      {problem !== undefined && <Problem error={problem} {...(faults.size > 0 ? { lead: translate('policy_page.faulty', { count: faults.size }) } : {})} />}
      <Box sx={{ display: 'flex', gap: 2 }}>
        <Button type="submit" variant="contained" disabled={isSending || reason.trim().length < 5 || effectiveFrom === ''}>
          {translate('policy_page.submit')}
        </Button>
        <Button variant="text" onClick={onCancel}>
          {translate('policy_page.cancel')}
        </Button>
      </Box>
    </Box>
  );
}
