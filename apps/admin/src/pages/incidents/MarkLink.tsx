import type { ReactElement } from 'react';
import { Button } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import { INCIDENT_HANDLERS } from '@guardroom/domain';
import { useHolds } from '../../providers/session.tsx';

/** Leads to the form that marks what happened, with a camera chosen already; only for those who mark. */
export function MarkLink({ cameraId }: { readonly cameraId?: string }): ReactElement | null {
  const translate = useTranslate();
  const mayMark = useHolds(...INCIDENT_HANDLERS);
  if (!mayMark) return null;
  return (
    <Button variant="contained" component={LinkBase} to={cameraId ? `/incidents/new?camera=${cameraId}` : '/incidents/new'}>
      {translate('incidents.mark')}
    </Button>
  );
}
