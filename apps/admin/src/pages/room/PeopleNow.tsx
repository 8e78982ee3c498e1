import type { ReactElement, ReactNode } from 'react';
import { Box, Skeleton, Typography, useTheme } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import { Problem } from '../../components/Problem.tsx';
import { Section } from '../../components/Page.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { When } from '../../components/When.tsx';
import { useAsk } from '../../providers/use-ask.ts';

/** Who has the watch, and who else is in the room. */
export function PeopleNow(): ReactElement {
  const translate = useTranslate();
  const asked = useAsk(
    ['room-people'],
    async (client, schoolId, signal) => {
      const [active, handing, inside] = await Promise.all([
        client.listShifts({ params: { schoolId }, query: { state: 'active', perPage: 20 } }, { signal }),
        client.listShifts({ params: { schoolId }, query: { state: 'handing_over', perPage: 20 } }, { signal }),
        client.listVisitors({ params: { schoolId }, query: { state: 'inside', perPage: 20 } }, { signal }),
      ]);
      return { watches: [...active.items, ...handing.items], visitors: inside.items };
    },
    10_000,
  );
  return (
    <Section title={translate('room.people')} aside={<LinkBase to="/visitors">{translate('place.visitors')}</LinkBase>}>
      {asked.error ? (
        <Problem error={asked.error} onRetry={() => void asked.refetch()} />
      ) : !asked.data ? (
        <Skeleton variant="rounded" height={64} />
      ) : (
        <Box component="ul" sx={{ listStyle: 'none', p: 0 }}>
          {asked.data.watches.length === 0 && (
            <Row>
              <StatusBadge tone="fail" quiet>
                {translate('room.nobody_on_watch')}
              </StatusBadge>
            </Row>
          )}
          {asked.data.watches.map((watch) => (
            <Row key={watch.id} aside={<When at={watch.signedOnAt} precision="minutes" />}>
              <strong>{watch.person.name}</strong> {translate(watch.state === 'handing_over' ? 'room.handing_over' : 'room.on_watch')}
            </Row>
          ))}
          {asked.data.visitors.map((visitor) => (
            <Row key={visitor.id} aside={visitor.exitOverdueAt ? <StatusBadge tone="fail" quiet>{translate('visitors.overdue')}</StatusBadge> : <When at={visitor.enteredAt} precision="minutes" />}>
              <strong>{visitor.name}</strong> {translate('room.visiting', { unit: visitor.unit, escort: visitor.escort?.name ?? '—' })}
            </Row>
          ))}
        </Box>
      )}
    </Section>
  );
}

function Row({ aside, children }: { readonly aside?: ReactNode; readonly children: ReactNode }): ReactElement {
  const { colours } = useTheme();
  return (
    <Box component="li" sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 3, alignItems: 'baseline', justifyContent: 'space-between', py: 2, borderBottom: `1px solid ${colours.hairline}` }}>
      <Typography component="div" sx={{ minWidth: 0 }}>
        {children}
      </Typography>
      <Typography variant="body2" component="div" sx={{ color: 'text.secondary' }}>
        {aside}
      </Typography>
    </Box>
  );
}
