import type { ReactElement } from 'react';
import { useTranslate } from 'react-admin';
import { civilDay, civilTime, type Instant } from '@guardroom/kernel';
import { momentOfText, momentText } from '../../time/civil-text.ts';
import { useNow } from '../use-words.ts';
import { DayPicker } from './DayPicker.tsx';
import { TypedField } from './TypedField.tsx';

/** A field for a moment on a Shanghai clock, to the second, whatever the device's language and time zone; the calendar changes its day alone. */
export function CivilTimeField({ label, value, onChange, error }: { readonly label: string; readonly value: Instant | undefined; readonly onChange: (at: Instant) => void; readonly error?: string | undefined }): ReactElement {
  const translate = useTranslate();
  const now = useNow(60_000);
  const tell = (at: Instant | '' | undefined): void => {
    if (at) onChange(at);
  };
  return (
    <TypedField<Instant>
      label={label}
      error={error}
      helper={translate('time.civil')}
      value={value ?? ''}
      onChange={tell}
      writing={{ show: momentText, read: momentOfText, hint: translate('time.moment_hint'), problemOf: (read) => (read === undefined ? translate('time.write_like', { example: momentText(now) }) : undefined) }}
      adornment={<DayPicker label={label} day={value && civilDay(value)} onPick={(day) => tell(momentOfText(`${day} ${civilTime(value ?? now)}`))} />}
    />
  );
}
