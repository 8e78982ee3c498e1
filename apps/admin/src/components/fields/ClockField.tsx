import type { ReactElement } from 'react';
import { useTranslate } from 'react-admin';
import { clockOfText } from '../../time/civil-text.ts';
import { TypedField, type TypedProps } from './TypedField.tsx';

/** A field for a time of day, `HH:MM` on a clock of 24 hours; `onChange` is told the time, or nothing while there is none. */
export function ClockField({ value, onChange, ...rest }: TypedProps & { readonly value: string; readonly onChange: (clock: string) => void }): ReactElement {
  const translate = useTranslate();
  return <TypedField {...rest} value={value} onChange={onChange} writing={{ show: (clock) => clock, read: clockOfText, hint: translate('time.clock_hint'), problemOf: (read) => (read === undefined ? translate('time.write_like', { example: '08:30' }) : undefined) }} />;
}
