import { useEffect, useState, type ReactElement } from 'react';
import { TextField } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { Instant } from '@guardroom/kernel';
import { fromCivilField, toCivilField } from '../time/words.ts';

/** A field for a moment on a Shanghai clock, to the second, whatever the device's time zone. */
export function CivilTimeField({ label, value, onChange, error }: { readonly label: string; readonly value: Instant | undefined; readonly onChange: (at: Instant) => void; readonly error?: string | undefined }): ReactElement {
  const translate = useTranslate();
  const [text, setText] = useState(value ? toCivilField(value) : '');
  useEffect(() => setText(value ? toCivilField(value) : ''), [value]);
  return (
    <TextField
      type="datetime-local"
      label={label}
      value={text}
      error={error !== undefined}
      helperText={error ?? translate('time.civil')}
      onChange={(event) => {
        setText(event.target.value);
        const at = fromCivilField(event.target.value);
        if (at) onChange(at);
      }}
      slotProps={{ htmlInput: { step: 1 }, inputLabel: { shrink: true } }}
    />
  );
}
