import type { ReactElement } from 'react';
import { Box, Typography } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { Why } from '../../components/why/Why.tsx';
import { useAsk } from '../../providers/use-ask.ts';

/** What a keeper must renew before the next watch, or soon; nothing while all is in order. */
export function Clearances(): ReactElement | null {
  const translate = useTranslate();
  const own = useAsk(['own-clearances'], (client, schoolId, signal) => client.listOwnClearances({ params: { schoolId } }, { signal }));
  const due = own.data?.items.filter((item) => item.required && item.state !== 'valid') ?? [];
  if (due.length === 0) return null;
  return (
    <Box>
      {due.map((item) => (
        <Box key={item.kind} sx={{ display: 'flex', gap: 2, alignItems: 'center', py: 1 }}>
          <Typography>{translate(`clearance_kind.${item.kind}`)}</Typography>
          <StateBadge list="clearance_state" value={item.state} />
        </Box>
      ))}
      <Typography variant="body2" component="div" sx={{ color: 'text.secondary' }}>
        {translate('my_shift.clearances')} <LinkBase to="/my-posts">{translate('my_posts.title')}</LinkBase> <Why rule="cleared_before_duty" />
      </Typography>
    </Box>
  );
}
