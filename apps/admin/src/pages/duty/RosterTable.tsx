import type { ReactElement } from 'react';
import { Box, MenuItem, TextField, Typography, useTheme } from '@mui/material';
import { useTranslate } from 'react-admin';
import { addDays, civilDay, parseCivilDay } from '@guardroom/kernel';
import { useListWords, useLocaleName, useNow } from '../../components/use-words.ts';
import { dayWords } from '../../time/words.ts';
import { cellKey, type Grid, type Slot, slotWords, withCell } from './grid.ts';

const DAYS = [0, 1, 2, 3, 4, 5, 6];

/** Days by slots; on a phone a block per day. With `keepers` each cell can be filled. */
export function RosterTable({ week, grid, names, keepers, onChange }: {
  readonly week: string;
  readonly grid: Grid;
  readonly names: ReadonlyMap<string, string>;
  readonly keepers: readonly { readonly id: string; readonly name: string }[] | undefined;
  readonly onChange: (grid: Grid) => void;
}): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const locale = useLocaleName();
  const now = useNow(60_000);
  const weekdays = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  const today = civilDay(now);
  const dayOf = (day: number) => addDays(parseCivilDay(week), day);
  const dayName = (day: number): string => `${weekdays.format(new Date(`${dayOf(day)}T00:00:00Z`))} ${dayWords(dayOf(day), now, locale)}`;
  const border = `1px solid ${colours.hairline}`;
  const cell = (day: number, slot: Slot): ReactElement => (
    <Cell key={cellKey(day, slot)} people={grid.cells.get(cellKey(day, slot)) ?? []} names={names} keepers={keepers} label={translate('roster.cell', { day: dayName(day), slot: slotWords(slot) })} onChange={(people) => onChange(withCell(grid, day, slot, people))} />
  );
  return (
    <>
      <Box sx={{ display: { xs: 'none', md: 'block' }, overflowX: 'auto', '@media print': { display: 'block' } }}>
        <Box component="table" sx={{ width: '100%', borderCollapse: 'collapse', '& th, & td': { borderBottom: border, p: 2, textAlign: 'left', verticalAlign: 'middle' } }}>
          <thead>
            <tr>
              <th scope="col">{translate('roster.day')}</th>
              {grid.slots.map((slot) => (
                <th scope="col" key={slotWords(slot)}>
                  {slotWords(slot)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {DAYS.map((day) => (
              <Box component="tr" key={day} sx={{ bgcolor: dayOf(day) === today ? colours.actionWash : undefined }}>
                <Box component="th" scope="row" sx={{ whiteSpace: 'nowrap', fontWeight: 600 }}>
                  {dayName(day)}
                </Box>
                {grid.slots.map((slot) => (
                  <td key={slotWords(slot)}>{cell(day, slot)}</td>
                ))}
              </Box>
            ))}
          </tbody>
        </Box>
      </Box>
      <Box sx={{ display: { md: 'none' }, '@media print': { display: 'none' } }}>
        {DAYS.map((day) => (
          <Box key={day} sx={{ py: 3, borderBottom: border }}>
            <Typography sx={{ fontWeight: 600, mb: 1, color: dayOf(day) === today ? colours.action : undefined }}>{dayName(day)}</Typography>
            <Box sx={{ display: 'grid', gridTemplateColumns: 'auto 1fr', gap: 2, alignItems: 'center' }}>
              {grid.slots.map((slot) => (
                <Box key={slotWords(slot)} sx={{ display: 'contents' }}>
                  <Typography variant="body2">{slotWords(slot)}</Typography>
                  {cell(day, slot)}
                </Box>
              ))}
            </Box>
          </Box>
        ))}
      </Box>
    </>
  );
}

function Cell({ people, names, keepers, label, onChange }: {
  readonly people: readonly string[];
  readonly names: ReadonlyMap<string, string>;
  readonly keepers: readonly { readonly id: string; readonly name: string }[] | undefined;
  readonly label: string;
  readonly onChange: (people: readonly string[]) => void;
}): ReactElement {
  const translate = useTranslate();
  const join = useListWords();
  const told = (ids: readonly string[]): string => join(ids.map((id) => names.get(id) ?? '')) || translate('roster.nobody');
  if (!keepers) return <Typography sx={{ color: people.length === 0 ? 'text.secondary' : undefined }}>{told(people)}</Typography>;
  const gone = people.filter((id) => !keepers.some((keeper) => keeper.id === id)).map((id) => ({ id, name: names.get(id) ?? '' }));
  return (
    <TextField
      select
      size="small"
      fullWidth
      value={people}
      onChange={(event) => onChange(event.target.value as unknown as string[])}
      slotProps={{ select: { multiple: true, displayEmpty: true, renderValue: (value) => told(value as string[]), SelectDisplayProps: { 'aria-label': label } } }}
      sx={{ minWidth: 110, '& .MuiSelect-select': { py: 1.5, color: people.length === 0 ? 'text.secondary' : undefined } }}
    >
      {[...keepers, ...gone].map((keeper) => (
        <MenuItem key={keeper.id} value={keeper.id}>
          {keeper.name}
        </MenuItem>
      ))}
    </TextField>
  );
}
