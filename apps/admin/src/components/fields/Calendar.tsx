import { useEffect, useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import { Box, Button, ButtonBase, Typography, useTheme } from '@mui/material';
import { useTranslate } from 'react-admin';
import { addDays, civilDay, type CivilDay } from '@guardroom/kernel';
import { addMonths, weekdayOf, weeksOf } from '../../time/civil-text.ts';
import { useLocaleName, useNow } from '../use-words.ts';

/** The months that a calendar leafs through when it is not told. */
const everFrom = '1992-02-01' as CivilDay;
const everTo = '2099-12-31' as CivilDay;

/** Where a key leads from a day, as in any calendar. */
const steps: Readonly<Record<string, (day: CivilDay) => CivilDay>> = {
  ArrowLeft: (day) => addDays(day, -1),
  ArrowRight: (day) => addDays(day, 1),
  ArrowUp: (day) => addDays(day, -7),
  ArrowDown: (day) => addDays(day, 7),
  Home: (day) => addDays(day, -weekdayOf(day)),
  End: (day) => addDays(day, 6 - weekdayOf(day)),
  PageUp: (day) => addMonths(day, -1),
  PageDown: (day) => addMonths(day, 1),
};

/** A month to pick a day from, by pointer or keys, in the language of the page and with Shanghai's today. */
export function Calendar({ day, min = everFrom, max = everTo, onPick }: { readonly day: CivilDay | undefined; readonly min?: CivilDay | undefined; readonly max?: CivilDay | undefined; readonly onPick: (day: CivilDay) => void }): ReactElement {
  const translate = useTranslate();
  const language = useLocaleName() === 'en' ? 'en-GB' : 'zh-CN';
  const { colours } = useTheme();
  const today = civilDay(useNow(60_000));
  const within = (one: CivilDay): CivilDay => (one < min ? min : one > max ? max : one);
  const [{ at, isByKey }, move] = useState({ at: within(day ?? today), isByKey: true });
  const focused = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isByKey) focused.current?.focus();
  }, [at, isByKey]);
  const say = (one: CivilDay, how: Intl.DateTimeFormatOptions): string => new Intl.DateTimeFormat(language, { ...how, timeZone: 'UTC' }).format(new Date(one));
  const leaf = (months: number): ReactElement => (
    <Button variant="text" size="small" aria-label={translate(months < 0 ? 'time.month_before' : 'time.month_after')} disabled={months < 0 ? at.slice(0, 7) <= min.slice(0, 7) : at.slice(0, 7) >= max.slice(0, 7)} onClick={() => move({ at: within(addMonths(at, months)), isByKey: false })} sx={{ minWidth: 40, px: 0 }}>
      {months < 0 ? '‹' : '›'}
    </Button>
  );
  const press = (event: KeyboardEvent): void => {
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    move({ at: within(step(at)), isByKey: true });
  };
  const weeks = weeksOf(at);
  return (
    <Box sx={{ p: 2 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between' }}>
        {leaf(-1)}
        <Typography variant="h3" component="p" aria-live="polite">
          {say(at, { year: 'numeric', month: 'long' })}
        </Typography>
        {leaf(1)}
      </Box>
      <Box component="table" role="grid" aria-label={say(at, { year: 'numeric', month: 'long' })} onKeyDown={press} sx={{ borderCollapse: 'collapse', '& td, & th': { p: 0, width: 40, height: 40, textAlign: 'center' } }}>
        <thead>
          <tr>
            {weeks[0]?.map((one) => (
              <Box component="th" key={one} scope="col" abbr={say(one, { weekday: 'long' })} sx={{ fontSize: 12, fontWeight: 400, color: 'text.secondary' }}>
                {say(one, { weekday: 'short' })}
              </Box>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((one) => (
                <td key={one} role="gridcell" aria-selected={one === day}>
                  <ButtonBase
                    ref={one === at ? focused : null}
                    tabIndex={one === at ? 0 : -1}
                    aria-label={say(one, { dateStyle: 'full' })}
                    aria-current={one === today ? 'date' : undefined}
                    disabled={one < min || one > max}
                    onClick={() => onPick(one)}
                    sx={{ width: 36, height: 36, fontSize: 14, fontFamily: 'inherit', borderRadius: 1, border: `1px solid ${one === today ? colours.hairlineStrong : 'transparent'}`, color: one === day ? colours.sheet : one.slice(0, 7) === at.slice(0, 7) ? colours.ink : colours.slate, bgcolor: one === day ? colours.action : undefined, '&.Mui-disabled': { color: colours.hairlineStrong }, '&:hover': { bgcolor: one === day ? colours.actionDeep : colours.actionWash } }}
                  >
                    {Number(one.slice(8))}
                  </ButtonBase>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </Box>
      {within(today) === today && (
        <Button variant="text" size="small" fullWidth onClick={() => onPick(today)}>
          {translate('time.today')}
        </Button>
      )}
    </Box>
  );
}
