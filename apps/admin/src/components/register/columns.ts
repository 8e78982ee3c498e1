import type { ReactNode } from 'react';
import type { Cell } from './csv.ts';

/** A column of a register, on the desk, on the phone and in the export. */
export type Column<Row> = {
  /** Names the column and its heading `<messages>.column.<key>`. */
  readonly key: string;
  readonly render: (row: Row) => ReactNode;
  readonly csv: (row: Row) => Cell;
  /** The API's name of the order by this column; absent when it has none. */
  readonly sort?: string;
  readonly align?: 'right';
  /** Longest width before the text is clipped. CSS pixels. */
  readonly maxWidth?: number;
  /** Place on a phone's card; `line` unless told. */
  readonly phone?: 'title' | 'corner' | 'line' | 'none';
};

/** A filter of a register: words to look for, or one of a closed list. */
export type Filter =
  | { readonly kind: 'search'; readonly source: 'q' }
  | { readonly kind: 'choice'; readonly source: string; readonly label: string; readonly choices: readonly { readonly id: string; readonly name: string }[] };
