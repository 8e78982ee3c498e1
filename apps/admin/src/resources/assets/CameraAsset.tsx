import type { ReactElement } from 'react';
import { Button } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import { useHolds } from '../../providers/session.tsx';
import { useAsk } from '../../providers/use-ask.ts';
import { ReportFault } from '../fault-tickets/ReportFault.tsx';

const readers = ['legal_representative', 'principal', 'deputy_safety', 'security_lead', 'centre_head', 'deputy_head', 'duty_cadre', 'watch_keeper', 'equipment_admin'] as const;
const reporters = ['watch_keeper', 'duty_cadre', 'deputy_head', 'centre_head', 'security_lead', 'equipment_admin', 'deputy_safety'] as const;

/** From a camera to its entry in the asset register and its open ticket, or to reporting a fault. Nothing for those who see no register. */
export function CameraAsset({ cameraId }: { readonly cameraId: string }): ReactElement | null {
  const translate = useTranslate();
  const reads = useHolds(...readers);
  const reports = useHolds(...reporters);
  const asked = useAsk(['camera-asset', cameraId], reads ? (client, schoolId, signal) => client.listAssets({ params: { schoolId }, query: { cameraId, perPage: 1 } }, { signal }) : null, 15_000);
  const asset = asked.data?.items[0];
  if (!asset) return null;
  return (
    <>
      {asset.openTicketId ? (
        <Button variant="contained" component={LinkBase} to={`/fault-tickets/${asset.openTicketId}/show`}>
          {translate('assets.to_ticket')}
        </Button>
      ) : (
        reports && <ReportFault asset={asset} />
      )}
      <Button variant="outlined" component={LinkBase} to={`/assets/${asset.id}/show`}>
        {translate('assets.to_record')}
      </Button>
    </>
  );
}
