import { useState, type ReactElement } from 'react';
import { Box, Button, Checkbox, FormControlLabel, MenuItem, TextField, Typography, useTheme } from '@mui/material';
import { useTranslate } from 'react-admin';
import { useAct } from '../../components/use-act.ts';
import { Section } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { StepDialog } from '../../components/StepDialog.tsx';
import { When } from '../../components/When.tsx';
import { useSchoolId } from '../../providers/session.tsx';
import { HandoverItems } from './HandoverItems.tsx';
import { Declaration, nothingTicked } from './SignOn.tsx';
import type { Handover } from './types.ts';

/** The incoming keeper's side: every item is accepted, or the handover disputed; one signature passes the watch. */
export function TakeOver({ handover }: { readonly handover: Handover }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const schoolId = useSchoolId();
  const [accepted, setAccepted] = useState<ReadonlySet<number>>(new Set());
  const [roomScore, setRoomScore] = useState('');
  const [ticks, setTicks] = useState<{ readonly fit: boolean; readonly attentive: boolean }>(nothingTicked);
  const { act, problem, isSending } = useAct();
  const numbers = handover.items.map((item) => item.no);
  const isReady = numbers.every((no) => accepted.has(no)) && roomScore !== '' && ticks.fit && ticks.attentive;
  const answers = numbers.map((no) => ({ no, answer: accepted.has(no) ? ('accepted' as const) : ('disputed' as const) }));
  const sign = () => act((client) => client.takeOver({ params: { schoolId, handoverId: handover.id }, body: { answers, roomScore: Number(roomScore), declaration: { fit: true, attentive: true } } }), translate('my_shift.took_over'));
  const toggle = (no: number): void => {
    const next = new Set(accepted);
    if (!next.delete(no)) next.add(no);
    setAccepted(next);
  };
  return (
    <Box sx={{ border: `1px solid ${colours.action}`, borderRadius: 1, p: 4, mb: 6, '& > section': { mb: 0 } }}>
      <Section title={translate('my_shift.from', { name: handover.outgoing.name })} aside={<When at={handover.outgoingSignedAt} precision="minutes" />}>
        {handover.roomNote && <Typography sx={{ mb: 2 }}>{handover.roomNote}</Typography>}
        <HandoverItems items={handover.items} answer={(item) => <FormControlLabel control={<Checkbox checked={accepted.has(item.no)} onChange={() => toggle(item.no)} />} label={translate('item_answer.accepted')} />} />
        {numbers.length > 1 && (
          <Button variant="text" onClick={() => setAccepted(new Set(numbers))}>
            {translate('my_shift.accept_all')}
          </Button>
        )}
        <Box sx={{ display: 'grid', gap: 3, mt: 3, maxWidth: 480 }}>
          <TextField select label={translate('my_shift.room_score')} value={roomScore} onChange={(event) => setRoomScore(event.target.value)} required>
            {Array.from({ length: 11 }, (_, i) => (
              <MenuItem key={i} value={String(10 - i)}>
                {10 - i}
              </MenuItem>
            ))}
          </TextField>
          <Declaration ticks={ticks} onTick={setTicks} />
          {problem !== undefined && <Problem error={problem} />}
          <Button variant="contained" disabled={!isReady || isSending} onClick={() => void sign()} sx={{ minHeight: 56, fontSize: 18 }}>
            {translate('my_shift.take_over')}
          </Button>
          <StepDialog label={translate('my_shift.dispute')} variant="text" isGrave title={translate('my_shift.dispute_title')} help={translate('my_shift.dispute_words')} confirm={translate('my_shift.dispute')} done={translate('my_shift.disputed')} words={{ label: translate('my_shift.dispute_reason'), least: 5 }}
            send={(client, school, reason) => client.disputeHandover({ params: { schoolId: school, handoverId: handover.id }, body: { reason, answers } })} />
        </Box>
      </Section>
    </Box>
  );
}
