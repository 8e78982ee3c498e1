import { useId, useState, type ReactElement } from 'react';
import { Box, Button, Checkbox, Dialog, DialogActions, DialogContent, DialogTitle, FormControlLabel, TextField, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { useAct } from '../../components/Confirm.tsx';
import { Problem } from '../../components/Problem.tsx';
import { useSchoolId } from '../../providers/session.tsx';
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
  const schoolId = useSchoolId();
  const needsReason = shift.state === 'judged_absent';
  return (
    <Begin label={translate('my_shift.sign_on')} title={translate('my_shift.sign_on_title')} confirm={translate('my_shift.sign')} done={translate('my_shift.signed_on')} reason={needsReason ? translate('my_shift.late_reason') : undefined} isMain
      send={(client, reason) => client.signOn({ params: { schoolId, shiftId: shift.id }, body: { declaration: declared, ...(reason ? { lateReason: reason } : {}) } })} />
  );
}

/** Takes an empty post. */
export function BeginStandIn(): ReactElement {
  const translate = useTranslate();
  const schoolId = useSchoolId();
  return (
    <Begin label={translate('my_shift.stand_in')} title={translate('my_shift.stand_in_title')} words={translate('my_shift.stand_in_words')} confirm={translate('my_shift.stand_in_begin')} done={translate('my_shift.stand_in_begun')} reason={translate('my_shift.stand_in_reason')}
      send={(client, reason) => client.beginStandIn({ params: { schoolId }, body: { reason, declaration: declared } })} />
  );
}

function Begin({ label, title, words, confirm, done, reason: asksFor, isMain = false, send }: {
  readonly label: string;
  readonly title: string;
  readonly words?: string;
  readonly confirm: string;
  readonly done: string;
  readonly reason: string | undefined;
  readonly isMain?: boolean;
  readonly send: (client: Parameters<Parameters<ReturnType<typeof useAct>['act']>[0]>[0], reason: string) => Promise<unknown>;
}): ReactElement {
  const translate = useTranslate();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const [ticks, setTicks] = useState<{ readonly fit: boolean; readonly attentive: boolean }>(nothingTicked);
  const [reason, setReason] = useState('');
  const { act, problem, isSending } = useAct();
  const isReady = ticks.fit && ticks.attentive && (asksFor === undefined || reason.trim().length >= 5);
  return (
    <>
      <Button variant={isMain ? 'contained' : 'outlined'} onClick={() => setOpen(true)} sx={isMain ? { minHeight: 56, fontSize: 18 } : {}}>
        {label}
      </Button>
      <Dialog open={isOpen} onClose={() => setOpen(false)} fullWidth maxWidth="xs" aria-labelledby={id}>
        <Box component="form" onSubmit={(event) => (event.preventDefault(), void act((client) => send(client, reason.trim()), done).then((went) => went && setOpen(false)))}>
          <DialogTitle id={id}>{title}</DialogTitle>
          <DialogContent sx={{ display: 'grid', gap: 3 }}>
            {words && <Typography variant="body2">{words}</Typography>}
            <Declaration ticks={ticks} onTick={setTicks} />
            {asksFor && <TextField label={asksFor} value={reason} onChange={(event) => setReason(event.target.value)} required multiline minRows={2} slotProps={{ htmlInput: { maxLength: 500 } }} />}
            {problem !== undefined && <Problem error={problem} />}
          </DialogContent>
          <DialogActions sx={{ px: 6, pb: 4 }}>
            <Button variant="text" onClick={() => setOpen(false)}>
              {translate('ra.action.cancel')}
            </Button>
            <Button type="submit" variant="contained" disabled={!isReady || isSending}>
              {confirm}
            </Button>
          </DialogActions>
        </Box>
      </Dialog>
    </>
  );
}
