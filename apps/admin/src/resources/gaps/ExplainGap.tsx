import { useState, type ReactElement } from 'react';
import { MenuItem, TextField } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { z } from 'zod';
import type { gap as gapView } from '@guardroom/contracts';
import { GAP_REASONS, type GapReason } from '@guardroom/domain';
import { StepDialog } from '../../components/StepDialog.tsx';
import { Duration, WhenRange } from '../../components/When.tsx';

/** A stretch of missing footage. */
export type Gap = z.output<typeof gapView>;

/** A button that asks why footage is missing, for a gap that is over. */
export function ExplainGap({ gap }: { readonly gap: Gap }): ReactElement {
  const translate = useTranslate();
  const [reason, setReason] = useState<GapReason>('network_failure');
  return (
    <StepDialog
      label={translate('gaps.explain')}
      title={translate('gaps.explain_title', { name: gap.camera.name })}
      help={
        <>
          {gap.to && <WhenRange from={gap.from} to={gap.to} />} · <Duration ms={gap.seconds * 1000} /> · {translate(`gap.cause.${gap.cause}`)}
        </>
      }
      confirm={translate('gaps.send')}
      done={translate('gaps.explained')}
      words={{ label: translate('gaps.words'), least: 5, help: translate('gaps.words_help') }}
      send={(client, schoolId, words) => client.explainGap({ params: { schoolId, gapId: gap.id }, body: { reason, words } })}
    >
      <TextField select label={translate('gaps.reason')} value={reason} onChange={(event) => setReason(event.target.value as GapReason)} sx={{ mt: 1 }}>
        {GAP_REASONS.map((code) => (
          <MenuItem key={code} value={code}>
            {translate(`gap_reason.${code}`)}
          </MenuItem>
        ))}
      </TextField>
    </StepDialog>
  );
}
