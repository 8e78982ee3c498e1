import type { ReactNode } from 'react';
import type { Cell } from './csv.ts';

/** A column of a register, on the desk, on the phone and in the export. */
export type Column<Row> = {
  /** Names the column and its heading `<messages>.column.<key>`. */
  readonly key: string;
  /** What the row shows there; null leaves the line out of a phone's card. */
  readonly render: (row: Row) => ReactNode;
  readonly csv: (row: Row) => Cell;
  /** The API's name of the order by this column; absent when it has none. */
  readonly sort?: string;
  /** What the order by this column goes along, so that its two directions can be told in words; names and states unless told. */
  readonly sortKind?: 'time' | 'number';
  readonly align?: 'right';
  /** Longest width before the text is clipped. CSS pixels. */
  readonly maxWidth?: number;
  /** `none` keeps it from the desk's table, which has room for so many columns only; the export has them all. */
  readonly desk?: 'none';
  /** Place on a phone's card; `line` unless told. */
  readonly phone?: 'title' | 'corner' | 'line' | 'none';
};

/** A filter of a register: words to look for, one of a closed list, or a civil day. */
export type Filter =
  | { readonly kind: 'search'; readonly source: 'q' }
  | { readonly kind: 'day'; readonly source: string; readonly label: string }
  | { readonly kind: 'choice'; readonly source: string; readonly label: string; readonly choices: readonly { readonly id: string; readonly name: string }[] };
