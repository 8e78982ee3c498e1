import type { ReactElement } from 'react';
import { Box, Skeleton, Typography } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import { civilDay, daysBetween, type CivilDay } from '@guardroom/kernel';
import { useAsk } from '../providers/use-ask.ts';
import { Problem } from './Problem.tsx';
import { filtered } from './register/filtered.ts';
import { ToneShape } from './StatusBadge.tsx';
import { useNow } from './use-words.ts';

/** Overdue orders of the district in one line, with the oldest and a way to them. */
export function OverdueOrders(): ReactElement {
  const translate = useTranslate();
  const today = civilDay(useNow(600_000));
  const asked = useAsk(['overdue-orders'], (client, _schoolId, signal) => client.listDistrictOrders({ query: { overdue: 'true', sort: 'dueOn', perPage: 1 } }, { signal }), 60_000);
  if (asked.error) return <Problem error={asked.error} onRetry={() => void asked.refetch()} />;
  if (!asked.data) return <Skeleton variant="text" width={280} />;
  const [oldest] = asked.data.items;
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}>
      <ToneShape tone={oldest ? 'fail' : 'pass'} />
      <Typography>{oldest ? translate('overdue_orders.some', { count: asked.data.total, days: daysBetween(oldest.dueOn as CivilDay, today), school: oldest.school.name }) : translate('overdue_orders.none')}</Typography>
      {oldest && <LinkBase to={filtered('/district-orders', { overdue: 'true' })}>{translate('overdue_orders.see')}</LinkBase>}
    </Box>
  );
}
