import { useEffect, useRef, useState, type ReactElement, type ReactNode } from 'react';
import { TextField, type SxProps, type Theme } from '@mui/material';

/** How a kind of value is written and read. */
export type Writing<T extends string> = {
  readonly show: (value: T) => string;
  readonly read: (text: string) => T | undefined;
  /** What stands in an empty field. */
  readonly hint: string;
  /** Why what is written cannot stand, when it cannot. */
  readonly problemOf: (value: T | undefined) => string | undefined;
};

/** What every field that is typed into is told. */
export type TypedProps = {
  readonly label: string;
  readonly required?: boolean;
  readonly helper?: ReactNode;
  readonly error?: string | undefined;
  readonly sx?: SxProps<Theme>;
};

/**
 * A field that is typed into as one writes, and hands on only what can stand, or nothing; leaving it shows the value as it was read. The browser's
 * own fields for days and times are not used, since they speak the browser's language and not the page's.
 */
export function TypedField<T extends string>({ value, writing, onChange, adornment, label, helper, error, ...rest }: TypedProps & { readonly value: T | ''; readonly writing: Writing<T>; readonly onChange: (value: T | '') => void; readonly adornment?: ReactNode }): ReactElement {
  const { show, read, hint, problemOf } = writing;
  const [typed, setTyped] = useState<string>();
  const [isIn, setIn] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const shown = value ? show(value) : '';
  const text = isIn || !value ? (typed ?? shown) : shown;
  const problem = text.trim() === '' ? undefined : problemOf(read(text));
  useEffect(() => input.current?.setCustomValidity(problem ?? ''), [problem]);
  const told = error ?? (isIn ? undefined : problem);
  return (
    <TextField
      {...rest}
      label={label}
      value={text}
      error={told !== undefined}
      helperText={told ?? helper}
      placeholder={hint}
      onFocus={() => {
        setIn(true);
        if (value) setTyped(undefined);
      }}
      onBlur={() => {
        setIn(false);
        if (value || !problem) setTyped(undefined);
      }}
      onChange={(event) => {
        const written = event.target.value;
        const meant = read(written);
        setTyped(written);
        onChange(meant !== undefined && problemOf(meant) === undefined ? meant : '');
      }}
      slotProps={{ htmlInput: { ref: input, inputMode: 'numeric', autoComplete: 'off' }, inputLabel: { shrink: true }, input: { endAdornment: adornment } }}
    />
  );
}
