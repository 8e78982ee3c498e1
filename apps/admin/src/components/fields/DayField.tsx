import type { ReactElement } from 'react';
import { useTranslate } from 'react-admin';
import { civilDay, isCivilDay, type CivilDay } from '@guardroom/kernel';
import { dayOfText } from '../../time/civil-text.ts';
import { useNow } from '../use-words.ts';
import { DayPicker } from './DayPicker.tsx';
import { TypedField, type TypedProps } from './TypedField.tsx';

/** A field for a civil day, written `2026-11-22` in every language; `onChange` is told the day, or nothing while there is none between `min` and `max`. */
export function DayField({ value, onChange, min, max, ...rest }: TypedProps & { readonly value: string; readonly onChange: (day: CivilDay | '') => void; readonly min?: CivilDay | undefined; readonly max?: CivilDay | undefined }): ReactElement {
  const translate = useTranslate();
  const today = civilDay(useNow(60_000));
  const day = isCivilDay(value) ? value : undefined;
  return (
    <TypedField<CivilDay>
      {...rest}
      value={day ?? ''}
      onChange={onChange}
      writing={{
        show: (shown) => shown,
        read: dayOfText,
        hint: translate('time.day_hint'),
        problemOf: (read) => {
          if (read === undefined) return translate('time.write_like', { example: today });
          if (min !== undefined && read < min) return translate('time.not_before', { day: min });
          return max !== undefined && read > max ? translate('time.not_after', { day: max }) : undefined;
        },
      }}
      adornment={<DayPicker label={rest.label} day={day} min={min} max={max} onPick={onChange} />}
    />
  );
}
