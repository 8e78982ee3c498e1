import type { ReactElement, ReactNode } from 'react';
import { Box, Typography, useTheme } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { Handover } from './types.ts';
import { useMoment } from '../../components/use-words.ts';

type Item = Handover['items'][number];

/** The list of a handover; `answer` stands beside each item. */
export function HandoverItems({ items, answer }: { readonly items: readonly Item[]; readonly answer?: (item: Item) => ReactNode }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const when = useMoment();
  if (items.length === 0) return <Typography sx={{ color: 'text.secondary' }}>{translate('my_shift.list_none')}</Typography>;
  return (
    <Box component="ol" sx={{ listStyle: 'none', p: 0 }}>
      {items.map((item) => (
        <Box component="li" key={item.no} sx={{ display: 'flex', gap: 2, alignItems: 'center', py: 2, borderBottom: `1px solid ${colours.hairline}` }}>
          <Box sx={{ flex: 1, minWidth: 0 }}>
            <Typography sx={{ overflowWrap: 'anywhere' }}>
              {item.no}. <strong>{translate(`handover_item.${item.kind}`)}</strong> {item.words}
            </Typography>
            {item.since && (
              <Typography variant="body2" sx={{ color: 'text.secondary' }}>
                {translate('my_shift.since', { at: when(item.since) })}
              </Typography>
            )}
          </Box>
          {answer?.(item)}
        </Box>
      ))}
    </Box>
  );
}
