import { useState, type ReactElement } from 'react';
import { MenuItem, TextField } from '@mui/material';
import { useTranslate } from 'react-admin';
import { DOCUMENT_KINDS, type DocumentKind, holdsWholeNumber } from '@guardroom/domain';
import { StepDialog } from '../../components/StepDialog.tsx';

const empty = { name: '', unit: '', documentTail: '', purpose: '', items: '' };
type Field = keyof typeof empty;

/** A form at the door. Whole document numbers are turned away while they are typed. */
export function RegisterVisitor({ variant = 'outlined' }: { readonly variant?: 'contained' | 'outlined' }): ReactElement {
  const translate = useTranslate();
  const [typed, setTyped] = useState(empty);
  const [documentKind, setDocumentKind] = useState<DocumentKind>('id_card');
  const put = (field: Field) => (event: { target: { value: string } }) => setTyped({ ...typed, [field]: event.target.value });
  const isWhole = (field: Field): boolean => holdsWholeNumber(typed[field]);
  const isReady = typed.name.trim() !== '' && typed.unit.trim() !== '' && /^[0-9A-Za-z]{4}$/.test(typed.documentTail) && typed.purpose.trim().length >= 2 && !(Object.keys(empty) as Field[]).some(isWhole);
  const field = (name: Exclude<Field, 'documentTail'>, most: number, isNeeded = true): ReactElement => (
    <TextField label={translate(`visitors.${name}`)} value={typed[name]} onChange={put(name)} required={isNeeded} error={isWhole(name)} helperText={isWhole(name) ? translate('visitors.whole_number') : undefined} slotProps={{ htmlInput: { maxLength: most } }} sx={name === 'name' ? { mt: 1 } : {}} />
  );
  return (
    <StepDialog
      label={translate('visitors.register')}
      variant={variant}
      title={translate('visitors.register_title')}
      confirm={translate('visitors.submit')}
      done={translate('visitors.registered')}
      isReady={isReady}
      send={async (client, schoolId) => {
        await client.registerVisitor({ params: { schoolId }, body: { ...typed, documentKind } });
        setTyped(empty);
      }}
    >
      {field('name', 60)}
      {field('unit', 120)}
      <TextField select label={translate('visitors.document_kind')} value={documentKind} onChange={(event) => setDocumentKind(event.target.value as DocumentKind)}>
        {DOCUMENT_KINDS.map((kind) => (
          <MenuItem key={kind} value={kind}>
            {translate(`document_kind.${kind}`)}
          </MenuItem>
        ))}
      </TextField>
      <TextField label={translate('visitors.document_tail')} value={typed.documentTail} onChange={put('documentTail')} required error={typed.documentTail.length > 4} helperText={translate('visitors.document_tail_help')} slotProps={{ htmlInput: { autoComplete: 'off', maxLength: 18 } }} />
      {field('purpose', 500)}
      {field('items', 300, false)}
    </StepDialog>
  );
}
