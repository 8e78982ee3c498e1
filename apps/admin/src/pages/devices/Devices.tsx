import type { ReactElement, ReactNode } from 'react';
import { Box, Button, Skeleton, Typography, useTheme } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import { EmptyState } from '../../components/EmptyState.tsx';
import { PageHead, Section } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { filtered } from '../../components/register/filtered.ts';
import { Score } from '../../components/Score.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { useDayWords } from '../../components/use-words.ts';
import { When } from '../../components/When.tsx';
import { Why } from '../../components/why/Why.tsx';
import { useHolds } from '../../providers/session.tsx';
import { useAsk } from '../../providers/use-ask.ts';
import { type Asset, Life } from '../../resources/assets/AssetList.tsx';
import { ProposeChange } from '../../resources/change-orders/ProposeChange.tsx';
import { ReportFault } from '../../resources/fault-tickets/ReportFault.tsx';
import { RepairBy } from '../../resources/fault-tickets/TicketList.tsx';

/** The first screen of whoever keeps the equipment: what is broken, due, over age; turn red into a ticket. */
export default function Devices(): ReactElement {
  const translate = useTranslate();
  return (
    <>
      <PageHead title={translate('devices.title')} intro={translate('devices.intro')}>
        <Button variant="outlined" component={LinkBase} to="/assets">
          {translate('devices.register')}
        </Button>
      </PageHead>
      <Standing />
      <Broken />
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', lg: '1fr 1fr' }, columnGap: 10 }}>
        <Aging />
        <Orders />
      </Box>
    </>
  );
}

function Standing(): ReactElement {
  const translate = useTranslate();
  const asked = useAsk(['equipment-summary'], (client, schoolId, signal) => client.getEquipmentSummary({ params: { schoolId } }, { signal }), 10_000);
  if (asked.error) return <Problem error={asked.error} onRetry={() => void asked.refetch()} />;
  if (!asked.data) return <Skeleton variant="rounded" height={120} sx={{ mb: 6 }} />;
  const s = asked.data;
  const lines: readonly (readonly [string, number, 'pass' | 'partial' | 'fail', string])[] = [
    ['broken', s.broken, s.broken > 0 ? 'fail' : 'pass', filtered('/assets', { broken: 'true' })],
    ['overdue', s.ticketsOverdue, s.ticketsOverdue > 0 ? 'fail' : 'pass', filtered('/fault-tickets', { overdue: 'true' })],
    ['unacknowledged', s.ticketsUnacknowledged, s.ticketsUnacknowledged > 0 ? 'fail' : 'pass', filtered('/fault-tickets', { state: 'open' })],
    ['to_verify', s.ticketsToVerify, s.ticketsToVerify > 0 ? 'partial' : 'pass', filtered('/fault-tickets', { state: 'repaired' })],
    ['over_age', s.overAge, s.overAge > 0 ? 'fail' : 'pass', filtered('/assets', { life: 'over_age' })],
    ['due', s.due, s.due > 0 ? 'partial' : 'pass', filtered('/assets', { life: 'due' })],
    ['incomplete', s.incomplete, s.incomplete > 0 ? 'partial' : 'pass', filtered('/assets', { incomplete: 'true' })],
  ];
  return (
    <Box component="ul" sx={{ listStyle: 'none', p: 0, mb: 8, display: 'grid', gridTemplateColumns: { xs: '1fr', md: '1fr 1fr' }, columnGap: 10, rowGap: 2 }}>
      {lines.map(([key, count, tone, to]) => (
        <li key={key}>
          <LinkBase to={to} style={{ color: 'inherit', textDecoration: 'none' }}>
            <Score tone={tone} sentence={translate(`devices.${count === 0 ? 'none' : 'some'}.${key}`, { count, total: s.assets })} figure={String(count)} />
          </LinkBase>
        </li>
      ))}
    </Box>
  );
}

function Rows<T>({ title, aside, asked, empty, children }: { readonly title: string; readonly aside?: ReactNode; readonly asked: { readonly data: { readonly items: readonly T[] } | undefined; readonly error: unknown; readonly refetch: () => unknown }; readonly empty: string; readonly children: (row: T) => ReactNode }): ReactElement {
  return (
    <Section title={title} aside={aside}>
      {asked.error ? <Problem error={asked.error} onRetry={() => void asked.refetch()} /> : !asked.data ? <Skeleton variant="rounded" height={80} /> : asked.data.items.length === 0 ? <EmptyState title={empty} /> : <Box component="ul" sx={{ listStyle: 'none', p: 0 }}>{asked.data.items.map(children)}</Box>}
    </Section>
  );
}

function Line({ to, name, note, children }: { readonly to: string; readonly name: string; readonly note?: ReactNode; readonly children: ReactNode }): ReactElement {
  const { colours } = useTheme();
  return (
    <Box component="li" sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 4, rowGap: 1, alignItems: 'center', py: 2.5, borderBottom: `1px solid ${colours.hairline}` }}>
      <Box sx={{ flex: '1 1 140px', minWidth: 0 }}>
        <LinkBase to={to} style={{ color: colours.ink, fontWeight: 600, textDecoration: 'none' }}>
          {name}
        </LinkBase>
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {note}
        </Typography>
      </Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 4, rowGap: 1, alignItems: 'center' }}>{children}</Box>
    </Box>
  );
}

const noteOf = (asset: Asset): string => [asset.tagNumber, asset.location].filter(Boolean).join(' · ');

function Broken(): ReactElement {
  const translate = useTranslate();
  const reports = useHolds('security_lead', 'equipment_admin', 'centre_head');
  const asked = useAsk(['broken-assets'], (client, schoolId, signal) => client.listAssets({ params: { schoolId }, query: { broken: 'true', perPage: 30 } }, { signal }), 10_000);
  const tickets = useAsk(['open-tickets'], (client, schoolId, signal) => client.listTickets({ params: { schoolId }, query: { open: 'true', perPage: 100 } }, { signal }), 10_000);
  return (
    <Rows title={translate('devices.broken')} aside={<LinkBase to="/fault-tickets">{translate('devices.all_tickets')}</LinkBase>} asked={asked} empty={translate('devices.nothing_broken')}>
      {(asset) => {
        const ticket = tickets.data?.items.find((one) => one.id === asset.openTicketId);
        return (
          <Line key={asset.id} to={`/assets/${asset.id}/show`} name={asset.name} note={noteOf(asset)}>
            {asset.capture && asset.capture !== 'recording' && <StateBadge list="capture" value={asset.capture} quiet />}
            {ticket ? (
              <>
                <StateBadge list="fault_ticket" value={ticket.state} quiet />
                <Typography variant="body2" component="span">
                  {translate('devices.repair_by')} <RepairBy ticket={ticket} />
                </Typography>
                <Button size="small" variant="contained" component={LinkBase} to={`/fault-tickets/${ticket.id}/show`}>
                  {translate('devices.go_on')}
                </Button>
              </>
            ) : (
              reports && <ReportFault asset={asset} variant="contained" cause="other" />
            )}
          </Line>
        );
      }}
    </Rows>
  );
}

function Aging(): ReactElement {
  const translate = useTranslate();
  const day = useDayWords();
  const proposes = useHolds('equipment_admin', 'security_lead', 'centre_head');
  const over = useAsk(['over-age'], (client, schoolId, signal) => client.listAssets({ params: { schoolId }, query: { life: 'over_age', perPage: 10, sort: 'serviceLifeEndsOn' } }, { signal }), 60_000);
  const due = useAsk(['due-assets'], (client, schoolId, signal) => client.listAssets({ params: { schoolId }, query: { life: 'due', perPage: 10, sort: 'serviceLifeEndsOn' } }, { signal }), 60_000);
  const both = { data: over.data && due.data && { items: [...over.data.items, ...due.data.items] }, error: over.error ?? due.error, refetch: () => Promise.all([over.refetch(), due.refetch()]) };
  return (
    <Rows title={translate('devices.aging')} aside={<Why rule="service_life" />} asked={both} empty={translate('devices.nothing_aging')}>
      {(asset) => (
        <Line key={asset.id} to={`/assets/${asset.id}/show`} name={asset.name} note={<>{noteOf(asset)}<br />{translate('devices.ends', { day: asset.serviceLifeEndsOn ? day(asset.serviceLifeEndsOn) : '—' })}</>}>
          <Life asset={asset} />
          {proposes && <ProposeChange asset={asset} kind="replace" />}
        </Line>
      )}
    </Rows>
  );
}

function Orders(): ReactElement {
  const translate = useTranslate();
  const asked = useAsk(['proposed-orders'], (client, schoolId, signal) => client.listChangeOrders({ params: { schoolId }, query: { perPage: 5 } }, { signal }), 30_000);
  return (
    <Rows title={translate('devices.orders')} aside={<LinkBase to="/change-orders">{translate('devices.all_orders')}</LinkBase>} asked={asked} empty={translate('changes.empty')}>
      {(order) => (
        <Line key={order.id} to={`/change-orders/${order.id}/show`} name={order.asset.name} note={<>{order.number} · {translate(`change_kind.${order.kind}`)} · <When at={order.proposedAt} precision="minutes" /></>}>
          <StateBadge list="change_order" value={order.state} quiet />
        </Line>
      )}
    </Rows>
  );
}
