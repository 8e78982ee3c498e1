import type { ReactElement } from 'react';
import { Box, useTheme } from '@mui/material';
import { useTranslate } from 'react-admin';
import { civilDay } from '@guardroom/kernel';
import { useNow } from '../../components/use-words.ts';
import { Day } from '../../components/When.tsx';
import { dueWords } from './due.ts';

/** A deadline with how many days are left or over. */
export function DueText({ order }: { readonly order: { readonly state: string; readonly dueOn: string } }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const words = dueWords(order, civilDay(useNow(600_000)));
  const isLate = words?.key === 'orders.days_late';
  return (
    <Box component="span" sx={{ whiteSpace: 'nowrap' }}>
      <Day day={order.dueOn} />
      {words && (
        <Box component="span" data-print="no" sx={{ ml: 2, color: isLate ? colours.vermilionInk : 'text.secondary', fontWeight: isLate ? 600 : 400, fontSize: 13 }}>
          {translate(words.key, { days: words.days })}
        </Box>
      )}
    </Box>
  );
}
