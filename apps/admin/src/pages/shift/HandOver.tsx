import { useState, type ReactElement } from 'react';
import { Box, Button, TextField, Typography } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import { useAct } from '../../components/use-act.ts';
import { Section } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { StepDialog } from '../../components/StepDialog.tsx';
import { useSchoolId } from '../../providers/session.tsx';
import { HandoverItems } from './HandoverItems.tsx';
import type { Handover, Shift } from './types.ts';

const linesOf = (text: string): string[] => text.split('\n').map((line) => line.trim()).filter((line) => line.length > 1);

/** The outgoing keeper's side: make the list, sign it, wait for the incoming keeper; or end where nobody follows. */
export function HandOver({ shift, handover, mayEnd }: { readonly shift: Shift; readonly handover: Handover | null; readonly mayEnd: boolean }): ReactElement {
  const translate = useTranslate();
  const schoolId = useSchoolId();
  const [matters, setMatters] = useState(handover?.items.filter((item) => item.kind === 'open_matter').map((item) => item.words).join('\n') ?? '');
  const [roomNote, setRoomNote] = useState(handover?.roomNote ?? '');
  const { act, problem, isSending } = useAct();
  const isSigned = handover?.state === 'outgoing_signed';
  const prepare = () => act((client) => client.prepareHandover({ params: { schoolId, shiftId: shift.id }, body: { openMatters: linesOf(matters), roomNote: roomNote.trim() } }), translate('my_shift.listed'));
  const sign = (handoverId: string) => act((client) => client.signHandover({ params: { schoolId, handoverId }, body: {} }), translate('my_shift.signed_out'));
  return (
    <Section title={translate('my_shift.hand_over')} aside={handover && <StateBadge list="handover" value={handover.state} />}>
      <Typography variant="body2" sx={{ color: 'text.secondary', mb: 3 }}>
        {translate(isSigned ? 'my_shift.waiting' : 'my_shift.hand_over_words')}
      </Typography>
      {!isSigned && (
        <Box component="form" onSubmit={(event) => (event.preventDefault(), void prepare())} sx={{ display: 'grid', gap: 3, maxWidth: 640, mb: 4 }}>
          <TextField label={translate('my_shift.matters')} value={matters} onChange={(event) => setMatters(event.target.value)} multiline minRows={2} />
          <TextField label={translate('my_shift.room_note')} value={roomNote} onChange={(event) => setRoomNote(event.target.value)} multiline minRows={1} slotProps={{ htmlInput: { maxLength: 1000 } }} />
          <Button type="submit" variant={handover ? 'outlined' : 'contained'} disabled={isSending}>
            {translate(handover ? 'my_shift.prepare_again' : 'my_shift.prepare')}
          </Button>
        </Box>
      )}
      {handover && (
        <Box sx={{ mb: 4 }}>
          <Typography variant="h3" sx={{ mb: 1 }}>
            <LinkBase to={`/handovers/${handover.id}`}>{translate('my_shift.list', { count: handover.items.length })}</LinkBase>
          </Typography>
          <HandoverItems items={handover.items} />
          {!isSigned && (
            <Button variant="contained" disabled={isSending} onClick={() => void sign(handover.id)} sx={{ mt: 3, minHeight: 48 }}>
              {translate('my_shift.sign_out')}
            </Button>
          )}
        </Box>
      )}
      {problem !== undefined && <Problem error={problem} />}
      {mayEnd && (
        <StepDialog label={translate('my_shift.leave')} title={translate('my_shift.leave_title')} help={translate('my_shift.leave_words')} confirm={translate('my_shift.leave')} done={translate('my_shift.left')} words={{ label: translate('my_shift.leave_reason'), least: 5 }}
          send={(client, school, reason) => client.endShift({ params: { schoolId: school, shiftId: shift.id }, body: { reason, openMatters: linesOf(matters) } })} />
      )}
    </Section>
  );
}
