import { useState, type ReactElement } from 'react';
import { Box, Button, Typography } from '@mui/material';
import { LinkBase, useParams, useTranslate } from 'react-admin';
import { DEVICE_STEPS, type DeviceState, isReliedOn } from '@guardroom/domain';
import { civilDay } from '@guardroom/kernel';
import { Custody } from '../../components/Custody.tsx';
import { Facts } from '../../components/Facts.tsx';
import { DayField } from '../../components/fields/DayField.tsx';
import { PageHead, Section } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { StepDialog } from '../../components/StepDialog.tsx';
import { useListWords, useNow } from '../../components/use-words.ts';
import { Day, When } from '../../components/When.tsx';
import { Why } from '../../components/why/Why.tsx';
import { PageSkeleton } from '../../components/PageSkeleton.tsx';
import { useHolds } from '../../providers/session.tsx';
import { useAsk } from '../../providers/use-ask.ts';
import { OrderNeeded } from '../change-orders/OrderNeeded.tsx';
import { ProposeChange } from '../change-orders/ProposeChange.tsx';
import { ReportFault } from '../fault-tickets/ReportFault.tsx';
import { type Asset, Life } from './AssetList.tsx';

/** One device: its record, its service life, its repairs and changes, its custody line. */
export default function AssetShow(): ReactElement {
  const { id = '' } = useParams<{ id: string }>();
  const translate = useTranslate();
  const join = useListWords();
  const keeps = useHolds('equipment_admin', 'security_lead');
  const proposes = useHolds('equipment_admin', 'security_lead', 'centre_head');
  const reports = useHolds('watch_keeper', 'duty_cadre', 'deputy_head', 'centre_head', 'security_lead', 'equipment_admin', 'deputy_safety');
  const asked = useAsk(['asset', id], (client, schoolId, signal) => client.getAsset({ params: { schoolId, assetId: id } }, { signal }), 10_000);
  if (asked.error) return <Problem error={asked.error} onRetry={() => void asked.refetch()} />;
  if (!asked.data) return <PageSkeleton />;
  const asset = asked.data;
  const isOver = asset.state === 'retired';
  const text = (key: 'maker' | 'model' | 'spec' | 'serialNumber' | 'technicalParameters' | 'supplier' | 'installer' | 'location' | 'remarks') => [translate(`asset_field.${key}`), asset[key] ?? '—'] as const;
  const day = (key: 'purchasedOn' | 'installedOn' | 'acceptedOn' | 'warrantyUntil') => [translate(`asset_field.${key}`), <Day key={key} day={asset[key]} />] as const;
  return (
    <Box sx={{ maxWidth: 960 }}>
      <PageHead title={asset.name} intro={<>{asset.tagNumber} · {translate(`asset_class.${asset.assetClass}`)}</>}>
        {reports && !isOver && <ReportFault asset={asset} />}
        {proposes && !isOver && <ProposeChange asset={asset} />}
        {keeps && !isOver && (
          <Button size="small" variant="outlined" component={LinkBase} to={`/assets/${asset.id}`}>
            {translate('assets.change')}
          </Button>
        )}
      </PageHead>
      <Section title={translate('assets.now')} aside={<StateBadge list="device" value={asset.state} />}>
        <Facts
          rows={[
            ...(asset.capture ? ([[translate('assets.capture'), <StateBadge key="c" list="capture" value={asset.capture} quiet />]] as const) : []),
            ...(asset.cameraId ? ([[translate('assets.camera'), <LinkBase key="k" to={`/cameras/${asset.cameraId}/show`}>{asset.name}</LinkBase>]] as const) : []),
            ...(asset.openTicketId ? ([[translate('assets.ticket'), <LinkBase key="t" to={`/fault-tickets/${asset.openTicketId}/show`}>{translate('assets.tickets_open', { count: asset.openTickets })}</LinkBase>]] as const) : []),
            [translate('assets.column.life'), <span key="l"><Life asset={asset} /> <Why rule="service_life" facts={[{ name: translate('asset_field.acceptedOn'), value: <Day day={asset.acceptedOn} /> }, { name: translate('asset_field.serviceLifeYears'), value: asset.serviceLifeYears }]} /></span>],
            ...(asset.missing.length > 0 ? ([[translate('assets.column.missing'), <span key="m">{join(asset.missing.map((field) => translate(`asset_field.${field}`)))} <Why rule="asset_register" /></span>]] as const) : []),
          ]}
        />
        {!isOver && <Steps asset={asset} />}
      </Section>
      <Section title={translate('assets.record')}>
        <Facts
          rows={[
            text('location'), [translate('asset_field.keeper'), asset.keeper?.name ?? '—'], text('maker'), text('model'), text('spec'), text('serialNumber'), text('technicalParameters'), text('supplier'), day('purchasedOn'),
            text('installer'), day('installedOn'), asset.acceptedBy ? [translate('asset_field.acceptedOn'), <span key="a"><Day day={asset.acceptedOn} /> · {asset.acceptedBy}</span>] : day('acceptedOn'), [translate('asset_field.serviceLifeYears'), asset.serviceLifeYears], day('warrantyUntil'), text('remarks'),
            [translate('assets.registered'), <When key="r" at={asset.registeredAt} precision="minutes" />],
          ]}
        />
      </Section>
      <History assetId={asset.id} />
      <Section title={translate('request_page.custody')}>
        <Custody subject={asset.id} />
      </Section>
    </Box>
  );
}

/** The steps that stand open from where the device is. Which of them a fault or an order forbids is said when one tries. */
function Steps({ asset }: { readonly asset: Asset }): ReactElement | null {
  const translate = useTranslate();
  const keeps = useHolds('equipment_admin', 'security_lead', 'principal', 'deputy_safety');
  if (!keeps) return null;
  const steps = (DEVICE_STEPS[asset.state] as readonly DeviceState[]).filter((to) => !(isReliedOn(asset.state) && (to === 'degraded' || to === 'offline')));
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, mt: 4 }} data-print="no">
      {steps.map((to) => (
        <Step key={to} asset={asset} to={to} label={translate(`device_step.${to}`)} />
      ))}
    </Box>
  );
}

function Step({ asset, to, label }: { readonly asset: Asset; readonly to: DeviceState; readonly label: string }): ReactElement {
  const translate = useTranslate();
  const today = civilDay(useNow(60_000));
  const [on, setOn] = useState<string>(today);
  const isDated = to === 'installed' || to === 'accepted' || to === 'retired';
  return (
    <StepDialog
      label={label}
      isGrave={to === 'retired'}
      title={translate('assets.step_title', { name: asset.name, step: translate(`device.${to}`) })}
      help={translate(`device_step_help.${to}`)}
      confirm={label}
      done={translate('assets.step_done', { name: asset.name, step: translate(`device.${to}`) })}
      whenRefused={(problem) => <OrderNeeded error={problem} device={asset} />}
      send={(client, schoolId) => client.moveAsset({ params: { schoolId, assetId: asset.id }, body: { state: to, ...(isDated && on ? { on } : {}) } })}
    >
      {isDated && <DayField required label={translate('assets.on')} value={on} onChange={setOn} max={today} />}
    </StepDialog>
  );
}

function History({ assetId }: { readonly assetId: string }): ReactElement {
  const translate = useTranslate();
  const tickets = useAsk(['asset-tickets', assetId], (client, schoolId, signal) => client.listTickets({ params: { schoolId }, query: { assetId, perPage: 20 } }, { signal }));
  const orders = useAsk(['asset-orders', assetId], (client, schoolId, signal) => client.listChangeOrders({ params: { schoolId }, query: { assetId, perPage: 20 } }, { signal }));
  const line = { display: 'flex', flexWrap: 'wrap', columnGap: 3, py: 1.5, alignItems: 'center' } as const;
  return (
    <Section title={translate('assets.history')}>
      {tickets.data?.items.length === 0 && orders.data?.items.length === 0 && <Typography sx={{ color: 'text.secondary' }}>{translate('assets.no_history')}</Typography>}
      {tickets.data?.items.map((ticket) => (
        <Box key={ticket.id} sx={line}>
          <LinkBase to={`/fault-tickets/${ticket.id}/show`}>{ticket.number}</LinkBase>
          <span>{translate(`fault_cause.${ticket.cause}`)}</span>
          <StateBadge list="fault_ticket" value={ticket.state} quiet />
          <When at={ticket.openedAt} precision="minutes" />
        </Box>
      ))}
      {orders.data?.items.map((order) => (
        <Box key={order.id} sx={line}>
          <LinkBase to={`/change-orders/${order.id}/show`}>{order.number}</LinkBase>
          <span>{translate(`change_kind.${order.kind}`)}</span>
          <StateBadge list="change_order" value={order.state} quiet />
          <When at={order.proposedAt} precision="minutes" />
        </Box>
      ))}
    </Section>
  );
}
