import type { ReactElement } from 'react';
import { Box, Skeleton, Typography, useTheme } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import { Problem } from '../../components/Problem.tsx';
import { Section } from '../../components/Page.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { useAsk } from '../../providers/use-ask.ts';
import { RepairBy } from '../../resources/fault-tickets/TicketList.tsx';

/** Faults that nobody has verified as repaired, the most pressing first. */
export function OpenFaults(): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const faults = useAsk(['room-faults'], (client, schoolId, signal) => client.listTickets({ params: { schoolId }, query: { open: 'true', sort: 'repairBy', perPage: 5 } }, { signal }), 15_000);
  return (
    <Section title={translate('room.faults')} aside={<LinkBase to="/fault-tickets">{faults.data ? translate('room.all_of', { total: faults.data.total }) : translate('place.fault-tickets')}</LinkBase>}>
      {faults.error ? (
        <Problem error={faults.error} onRetry={() => void faults.refetch()} />
      ) : !faults.data ? (
        <Skeleton variant="rounded" height={64} />
      ) : faults.data.items.length === 0 ? (
        <Typography sx={{ color: 'text.secondary' }}>{translate('room.no_faults')}</Typography>
      ) : (
        <Box component="ul" sx={{ listStyle: 'none', p: 0 }}>
          {faults.data.items.map((ticket) => (
            <Box component="li" key={ticket.id} sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 3, alignItems: 'baseline', py: 2, borderBottom: `1px solid ${colours.hairline}` }}>
              <Typography sx={{ flex: 1, minWidth: 0 }}>
                <LinkBase to={`/fault-tickets/${ticket.id}/show`} style={{ color: colours.ink, fontWeight: 600, textDecoration: 'none' }}>
                  {ticket.asset.name}
                </LinkBase>{' '}
                {translate(`fault_cause.${ticket.cause}`)}
              </Typography>
              <StateBadge list="fault_ticket" value={ticket.state} quiet />
              <Typography variant="body2" component="div" sx={{ flexBasis: '100%', color: 'text.secondary' }}>
                {translate('tickets.column.repair_by')} <RepairBy ticket={ticket} />
              </Typography>
            </Box>
          ))}
        </Box>
      )}
    </Section>
  );
}
