import type { ReactElement } from 'react';
import { useTranslate } from 'react-admin';
import { StepDialog } from '../../components/StepDialog.tsx';
import type { Order } from './OrderList.tsx';

/** Both answers to a proposed change, each with words that stand in the ledger. */
export function DecideChange({ order }: { readonly order: Order }): ReactElement {
  const translate = useTranslate();
  return (
    <>
      {(['approve', 'reject'] as const).map((kind) => (
        <StepDialog
          key={kind}
          variant={kind === 'approve' ? 'contained' : 'outlined'}
          isGrave={kind === 'reject'}
          label={translate(`changes.${kind}`)}
          title={translate(`changes.${kind}_title`, { name: order.asset.name })}
          help={translate('changes.decide_help')}
          done={translate('changes.decided')}
          words={{ label: translate('changes.opinion'), least: 2 }}
          send={(client, schoolId, words) => client.decideChange({ params: { schoolId, orderId: order.id }, body: { kind, words } })}
        />
      ))}
    </>
  );
}
