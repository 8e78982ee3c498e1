import { useState, type ReactElement } from 'react';
import { IconButton, InputAdornment, Popover } from '@mui/material';
import CalendarIcon from '@mui/icons-material/CalendarMonthOutlined';
import { useTranslate } from 'react-admin';
import type { CivilDay } from '@guardroom/kernel';
import { Calendar } from './Calendar.tsx';

/** The button at the end of a field that opens a calendar under it. */
export function DayPicker({ label, day, min, max, onPick }: { readonly label: string; readonly day: CivilDay | undefined; readonly min?: CivilDay | undefined; readonly max?: CivilDay | undefined; readonly onPick: (day: CivilDay) => void }): ReactElement {
  const translate = useTranslate();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const name = translate('time.pick', { name: label });
  return (
    <InputAdornment position="end">
      <IconButton edge="end" size="small" aria-label={name} aria-haspopup="dialog" aria-expanded={anchor !== null} onClick={(event) => setAnchor(event.currentTarget)} data-print="no">
        <CalendarIcon sx={{ fontSize: 19 }} />
      </IconButton>
      <Popover open={anchor !== null} anchorEl={anchor} onClose={() => setAnchor(null)} anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }} transformOrigin={{ vertical: 'top', horizontal: 'right' }} slotProps={{ paper: { role: 'dialog', 'aria-label': name } }}>
        <Calendar
          day={day}
          min={min}
          max={max}
          onPick={(picked) => {
            setAnchor(null);
            onPick(picked);
          }}
        />
      </Popover>
    </InputAdornment>
  );
}
