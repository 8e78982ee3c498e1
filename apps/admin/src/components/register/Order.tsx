import type { ReactElement } from 'react';
import { MenuItem, TextField } from '@mui/material';
import { useListContext, useTranslate } from 'react-admin';
import type { Column } from './columns.ts';

/** An order of a list, and what it is called. */
export type OrderChoice = { readonly field: string; readonly order: 'ASC' | 'DESC'; readonly label: string };

type Translate = (key: string, values?: Record<string, unknown>) => string;

/** Both directions of every column that has an order, times beginning with the newest; first the list's own order, which has no column. */
export const ordersOf = <Row,>(columns: readonly Column<Row>[], heading: (key: string) => string, translate: Translate): OrderChoice[] => [
  { field: 'id', order: 'ASC', label: translate('register.order.usual') },
  ...columns.flatMap(({ key, sort, sortKind = 'words' }) => {
    if (!sort) return [];
    const along = (order: OrderChoice['order']): OrderChoice => ({ field: sort, order, label: translate(`register.order.${sortKind}_${order}`, { name: heading(key) }) });
    return sortKind === 'time' ? [along('DESC'), along('ASC')] : [along('ASC'), along('DESC')];
  }),
];

/** Chooses the order of a list, where no head of a table does it. */
export function Order({ choices, onPhoneOnly = false }: { readonly choices: readonly OrderChoice[]; readonly onPhoneOnly?: boolean }): ReactElement {
  const translate = useTranslate();
  const { sort, setSort } = useListContext();
  const chosen = choices.findIndex(({ field, order }) => field === sort.field && order === sort.order);
  return (
    <TextField
      select
      label={translate('register.order.label')}
      value={chosen < 0 ? '' : chosen}
      onChange={(event) => {
        const choice = choices[Number(event.target.value)];
        if (choice) setSort({ field: choice.field, order: choice.order });
      }}
      slotProps={{ inputLabel: { shrink: true } }}
      sx={{ minWidth: 148, flex: { xs: '1 1 40%', md: 'none' }, ...(onPhoneOnly && { display: { md: 'none' } }) }}
    >
      {choices.map(({ label }, index) => (
        <MenuItem key={label} value={index}>
          {label}
        </MenuItem>
      ))}
    </TextField>
  );
}
