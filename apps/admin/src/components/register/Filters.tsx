import { useEffect, useState, type ReactElement, type ReactNode } from 'react';
import { Box, Button, Chip, MenuItem, TextField } from '@mui/material';
import { useListContext, useTranslate } from 'react-admin';
import { DayField } from '../fields/DayField.tsx';
import type { Filter } from './columns.ts';

/** The filters of a register, and the choice of its order beside them; what is chosen stands in the address, so that the view can be sent to a colleague. */
export function Filters({ filters, children }: { readonly filters: readonly Filter[]; readonly children?: ReactNode }): ReactElement {
  const translate = useTranslate();
  const { filterValues, setFilters } = useListContext();
  const values = filterValues as Record<string, string | undefined>;
  const put = (source: string, value: string, isTyped: boolean): void => {
    const next = { ...values };
    if (value === '') delete next[source];
    else next[source] = value;
    setFilters(next, [], isTyped);
  };
  const others = Object.entries(values).filter(([source]) => !filters.some((filter) => filter.source === source));
  return (
    <Box component="search" data-print="no" sx={{ display: 'flex', flexWrap: 'wrap', gap: 3, mb: 4, alignItems: 'center' }}>
      {filters.map((filter) =>
        filter.kind === 'search' ? (
          <SearchField key="q" value={values['q'] ?? ''} onChange={(words) => put('q', words, true)} />
        ) : filter.kind === 'day' ? (
          <DayField key={filter.source} label={translate(filter.label)} value={values[filter.source] ?? ''} onChange={(day) => put(filter.source, day, true)} sx={{ width: { md: 150 }, minWidth: 0, flex: { xs: '1 1 40%', md: 'none' } }} />
        ) : (
          <TextField
            key={filter.source}
            select
            label={translate(filter.label)}
            value={filter.choices.some((choice) => choice.id === values[filter.source]) ? values[filter.source] : ''}
            onChange={(event) => put(filter.source, event.target.value, false)}
            slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }}
            sx={{ minWidth: 148, flex: { xs: '1 1 40%', md: 'none' } }}
          >
            <MenuItem value="">{translate('register.all')}</MenuItem>
            {filter.choices.map((choice) => (
              <MenuItem key={choice.id} value={choice.id}>
                {choice.name}
              </MenuItem>
            ))}
          </TextField>
        ),
      )}
      {children}
      {others.map(([source, value]) => (
        <Chip key={source} variant="outlined" label={translate(`register.by.${source}`, { value, _: value })} onDelete={() => put(source, '', false)} />
      ))}
      {Object.keys(values).length > 0 && (
        <Button variant="text" onClick={() => setFilters({}, [], false)}>
          {translate('ra.navigation.clear_filters')}
        </Button>
      )}
    </Box>
  );
}

function SearchField({ value, onChange }: { readonly value: string; readonly onChange: (words: string) => void }): ReactElement {
  const translate = useTranslate();
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  return (
    <TextField
      type="search"
      label={translate('ra.action.search')}
      value={typed}
      onChange={(event) => {
        setTyped(event.target.value);
        onChange(event.target.value.trim());
      }}
      slotProps={{ htmlInput: { maxLength: 100 }, inputLabel: { shrink: true } }}
      sx={{ width: { xs: '100%', md: 200 } }}
    />
  );
}
