import type { ReactElement } from 'react';
import { Box, Typography, useTheme } from '@mui/material';
import { useTranslate } from 'react-admin';
import { msOf, type Instant } from '@guardroom/kernel';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { useLocaleName, useNow } from '../../components/use-words.ts';
import { WhenRange } from '../../components/When.tsx';
import { durationWords, rangeWords } from '../../time/words.ts';
import type { RosterWeek } from './RosterEditor.tsx';

/** All faults and all hours that nobody covers, at once; pale while the table has changes that are not saved. */
export function RosterFindings({ week, isStale }: { readonly week: RosterWeek; readonly isStale: boolean }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const locale = useLocaleName();
  const now = useNow(60_000);
  const range = (from: string, to: string): string => rangeWords(from as Instant, to as Instant, now, locale);
  const uncoveredMs = week.holes.reduce((sum, hole) => sum + msOf(hole.to as Instant) - msOf(hole.from as Instant), 0);
  const item = { py: 1.5, borderBottom: `1px solid ${colours.hairline}` } as const;
  const reason = (week.draft ? undefined : week.published?.uncoveredReason) ?? undefined;
  return (
    <Box sx={{ opacity: isStale ? 0.5 : 1, display: 'grid', gap: 4, mt: 4 }}>
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>
        {translate('roster.limits', { shift: week.limits.maxShiftHours, rest: week.limits.minRestHours, keepers: week.limits.minKeepers })}
      </Typography>
      {week.draft && (
        <Box>
          <StatusBadge tone={week.faults.length > 0 ? 'fail' : 'pass'}>{week.faults.length > 0 ? translate('roster.faults', { count: week.faults.length }) : translate('roster.no_faults')}</StatusBadge>
          <Box component="ul" sx={{ listStyle: 'none', p: 0 }}>
            {week.faults.map((fault) => (
              <Box component="li" key={`${fault.kind}${fault.line}${fault.other?.from}`} sx={item}>
                {translate('roster.of_line', { name: fault.person.name, range: range(fault.from, fault.to), fault: translate(`roster_fault.${fault.kind}`) })}
                {fault.other && translate('roster.with_other', { range: range(fault.other.from, fault.other.to) })}
              </Box>
            ))}
          </Box>
        </Box>
      )}
      <Box>
        <StatusBadge tone={week.holes.length > 0 ? 'partial' : 'pass'}>{week.holes.length > 0 ? translate('roster.holes', { count: week.holes.length, length: durationWords(uncoveredMs, locale) }) : translate('roster.no_holes')}</StatusBadge>
        {reason && <Typography sx={{ mt: 1 }}>{`${translate('roster.reason')}${translate('shell.colon')}${reason}`}</Typography>}
        <Box component="ul" sx={{ listStyle: 'none', p: 0 }}>
          {week.holes.map((hole) => (
            <Box component="li" key={hole.from} sx={item}>
              <WhenRange from={hole.from} to={hole.to} />
            </Box>
          ))}
        </Box>
      </Box>
    </Box>
  );
}
