import type { ReactElement } from 'react';
import { Button } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import type { ChangeKind } from '@guardroom/domain';
import { failureOf } from '../../providers/failure.ts';
import { useHolds } from '../../providers/session.tsx';
import { ProposeChange } from './ProposeChange.tsx';

/** From a change that was refused for want of an order to proposing that order, filled in, or to the order that approves another place; nothing for another error. */
export function OrderNeeded({ error, device }: { readonly error: unknown; /** Without its id where the refusal alone knows it. */ readonly device: { readonly id?: string; readonly name: string; readonly location: string | null } }): ReactElement | null {
  const translate = useTranslate();
  const proposes = useHolds('equipment_admin', 'security_lead', 'centre_head');
  const { refusal, values } = failureOf(error);
  const { change, assetId = device.id, toLocation, orderId, number } = values as { change?: ChangeKind; assetId?: string | null; toLocation?: string; orderId?: string; number?: string };
  if (refusal === 'equipment.change_order_needed' && change && assetId && proposes) return <ProposeChange key={`${change} ${toLocation}`} asset={{ ...device, id: assetId }} kind={change} {...(toLocation ? { toLocation } : {})} />;
  if (refusal !== 'equipment.other_place_approved') return null;
  return (
    <Button size="small" variant="outlined" component={LinkBase} to={`/change-orders/${orderId}/show`}>
      {translate('changes.one', { number })}
    </Button>
  );
}
