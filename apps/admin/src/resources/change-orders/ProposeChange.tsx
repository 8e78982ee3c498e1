import { useState, type ReactElement } from 'react';
import { MenuItem, TextField } from '@mui/material';
import { useTranslate } from 'react-admin';
import { CHANGE_KINDS, type ChangeKind } from '@guardroom/domain';
import { civilDay } from '@guardroom/kernel';
import { DayField } from '../../components/fields/DayField.tsx';
import { StepDialog } from '../../components/StepDialog.tsx';
import { useNow } from '../../components/use-words.ts';
import { Why } from '../../components/why/Why.tsx';

/** A button that proposes a change to a device; `kind` and `toLocation` are filled in where it is known what is wanted. */
export function ProposeChange({ asset, kind: first = 'move', toLocation = '' }: { readonly asset: { readonly id: string; readonly name: string; readonly location: string | null }; readonly kind?: ChangeKind; readonly toLocation?: string }): ReactElement {
  const translate = useTranslate();
  const today = civilDay(useNow(60_000));
  const [kind, setKind] = useState<ChangeKind>(first);
  const [what, setWhat] = useState('');
  const [to, setTo] = useState(toLocation);
  const [plannedOn, setPlannedOn] = useState<string>(today);
  const isReady = what.trim().length >= 5 && plannedOn >= today && (kind !== 'move' || to.trim() !== '');
  return (
    <StepDialog
      label={translate('changes.propose')}
      title={translate('changes.propose_title', { name: asset.name })}
      help={<>{translate('changes.propose_help')} <Why rule="change_approved" /></>}
      confirm={translate('changes.propose')}
      done={translate('changes.proposed')}
      isReady={isReady}
      words={{ label: translate('changes.reason'), least: 5 }}
      send={(client, schoolId, reason) => client.proposeChange({ params: { schoolId }, body: { assetId: asset.id, kind, words: what.trim(), reason, plannedOn, ...(kind === 'move' ? { toLocation: to.trim() } : {}) } })}
    >
      <TextField select label={translate('changes.column.kind')} value={kind} onChange={(event) => setKind(event.target.value as ChangeKind)}>
        {CHANGE_KINDS.map((name) => (
          <MenuItem key={name} value={name}>
            {translate(`change_kind.${name}`)}
          </MenuItem>
        ))}
      </TextField>
      {kind === 'move' && <TextField label={translate('changes.to')} value={to} onChange={(event) => setTo(event.target.value)} required helperText={asset.location ? translate('changes.from_now', { place: asset.location }) : undefined} slotProps={{ htmlInput: { maxLength: 200 } }} />}
      <TextField label={translate('changes.what')} value={what} onChange={(event) => setWhat(event.target.value)} required multiline slotProps={{ htmlInput: { maxLength: 500 } }} />
      <DayField label={translate('changes.column.planned')} value={plannedOn} onChange={setPlannedOn} required min={today} />
    </StepDialog>
  );
}
