import { useEffect, useState, type ReactElement } from 'react';
import { Box, Checkbox, FormControlLabel, MenuItem, TextField, Typography, useTheme } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { z } from 'zod';
import type { gap as gapView } from '@guardroom/contracts';
import { GAP_REASONS, type GapReason } from '@guardroom/domain';
import { StepDialog } from '../../components/StepDialog.tsx';
import { Duration, WhenRange } from '../../components/When.tsx';
import { useAsk } from '../../providers/use-ask.ts';

/** A stretch of missing footage. */
export type Gap = z.output<typeof gapView>;

/** A button that asks why footage is missing, for a gap that is over; what one outage left at other cameras can be explained with it. */
export function ExplainGap({ gap }: { readonly gap: Gap }): ReactElement {
  const translate = useTranslate();
  const [reason, setReason] = useState<GapReason>('network_failure');
  const [others, setOthers] = useState<readonly string[]>([]);
  return (
    <StepDialog
      label={translate('gaps.explain')}
      title={translate('gaps.explain_title', { name: gap.camera.name })}
      help={
        <>
          {gap.to && <WhenRange from={gap.from} to={gap.to} />} · <Duration ms={gap.seconds * 1000} /> · {translate(`gap.cause.${gap.cause}`)}
        </>
      }
      confirm={others.length === 0 ? translate('gaps.send') : translate('gaps.send_all', { total: others.length + 1 })}
      done={translate('gaps.explained')}
      words={{ label: translate('gaps.words'), least: 5, help: translate('gaps.words_help') }}
      send={(client, schoolId, words) => client.explainGaps({ params: { schoolId }, body: { gapIds: [gap.id, ...others], reason, words } })}
    >
      <Beside gap={gap} chosen={others} onChoose={setOthers} />
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

type BesideProps = { readonly gap: Gap; readonly chosen: readonly string[]; readonly onChoose: (gapIds: readonly string[]) => void };

/** The unexplained gaps of the same time, to choose from; nothing when there are none. None is chosen beforehand: whoever explains a gap has looked at it. */
function Beside({ gap, chosen, onChoose }: BesideProps): ReactElement | null {
  const translate = useTranslate();
  const { colours } = useTheme();
  const { data } = useAsk(['gaps-beside', gap.id], (client, schoolId, signal) => client.listGaps({ params: { schoolId }, query: { beside: gap.id, explained: 'false', perPage: 400, sort: 'camera' } }, { signal }));
  useEffect(() => () => onChoose([]), [onChoose]); // closed and opened again, it begins anew
  const others = data?.items.filter((other) => other.to !== null) ?? [];
  if (others.length === 0) return null;
  const areAllChosen = others.every((other) => chosen.includes(other.id));
  const toggle = (id: string): void => onChoose(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return (
    <Box component="fieldset" sx={{ border: 0, p: 0, m: 0, minWidth: 0 }}>
      <Typography component="legend" variant="subtitle2">
        {translate('gaps.beside')}
      </Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>
        {translate('gaps.beside_help')}
      </Typography>
      {others.length > 1 && <FormControlLabel control={<Checkbox checked={areAllChosen} indeterminate={!areAllChosen && chosen.length > 0} onChange={() => onChoose(areAllChosen ? [] : others.map((other) => other.id))} />} label={translate('gaps.beside_all', { total: others.length })} />}
      <Box sx={{ maxHeight: 240, overflowY: 'auto', display: 'grid', borderTop: `1px solid ${colours.hairline}` }}>
        {others.map((other) => (
          <FormControlLabel
            key={other.id}
            control={<Checkbox checked={chosen.includes(other.id)} onChange={() => toggle(other.id)} />}
            label={
              <>
                <strong>{other.camera.name}</strong> {other.to && <WhenRange from={other.from} to={other.to} />} · {translate(`gap.cause.${other.cause}`)}
              </>
            }
          />
        ))}
      </Box>
    </Box>
  );
}
