import { useState, type ReactElement } from 'react';
import { Box, Checkbox, FormControlLabel } from '@mui/material';
import { useTranslate } from 'react-admin';
import { StepDialog, type StepProps } from '../../components/StepDialog.tsx';
import type { Shift } from './types.ts';

/** Both ticks that a watch begins with. */
const declared = { fit: true, attentive: true } as const;

/** The two declarations, each to be ticked by the keeper. */
export function Declaration({ ticks, onTick }: { readonly ticks: Readonly<Record<keyof typeof declared, boolean>>; readonly onTick: (ticks: Readonly<Record<keyof typeof declared, boolean>>) => void }): ReactElement {
  const translate = useTranslate();
  return (
    <Box>
      {(['fit', 'attentive'] as const).map((name) => (
        <FormControlLabel
          key={name}
          sx={{ alignItems: 'flex-start', mr: 0, '& .MuiFormControlLabel-label': { pt: 2 } }}
          control={<Checkbox checked={ticks[name]} onChange={(event) => onTick({ ...ticks, [name]: event.target.checked })} />}
          label={translate(`my_shift.${name}`)}
        />
      ))}
    </Box>
  );
}

/** Nothing is ticked beforehand. */
export const nothingTicked = { fit: false, attentive: false };

/** The big button of a shift's start. */
export function SignOn({ shift }: { readonly shift: Shift }): ReactElement {
  const translate = useTranslate();
  return (
    <Begin
      label={translate('my_shift.sign_on')}
      title={translate('my_shift.sign_on_title')}
      confirm={translate('my_shift.sign')}
      done={translate('my_shift.signed_on')}
      {...(shift.state === 'judged_absent' ? { words: { label: translate('my_shift.late_reason'), least: 5, most: 500 } } : {})}
      variant="contained"
      size="large"
      send={(client, schoolId, reason) => client.signOn({ params: { schoolId, shiftId: shift.id }, body: { declaration: declared, ...(reason ? { lateReason: reason } : {}) } })}
    />
  );
}

/** Takes an empty post. */
export function BeginStandIn(): ReactElement {
  const translate = useTranslate();
  return (
    <Begin
      label={translate('my_shift.stand_in')}
      title={translate('my_shift.stand_in_title')}
      help={translate('my_shift.stand_in_words')}
      confirm={translate('my_shift.stand_in_begin')}
      done={translate('my_shift.stand_in_begun')}
      words={{ label: translate('my_shift.stand_in_reason'), least: 5, most: 500 }}
      size="medium"
      send={(client, schoolId, reason) => client.beginStandIn({ params: { schoolId }, body: { reason, declaration: declared } })}
    />
  );
}

function Begin(step: StepProps): ReactElement {
  const [ticks, setTicks] = useState(nothingTicked);
  return (
    <StepDialog {...step} isReady={ticks.fit && ticks.attentive}>
      <Declaration ticks={ticks} onTick={setTicks} />
    </StepDialog>
  );
}
