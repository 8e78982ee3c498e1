import { useState, type ReactElement } from 'react';
import { Box, Button, MenuItem, TextField, Typography, useTheme } from '@mui/material';
import { useTranslate } from 'react-admin';
import { LOG_KINDS, type LogKind } from '@guardroom/domain';
import { useAct } from '../../components/use-act.ts';
import { Section } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { StepDialog } from '../../components/StepDialog.tsx';
import { useMoment, useNow } from '../../components/use-words.ts';
import { When } from '../../components/When.tsx';
import { useSchoolId } from '../../providers/session.tsx';
import type { LogLine } from './types.ts';

/** The log of the running watch: write first, read below. */
export function LogBox({ log, dueAt }: { readonly log: readonly LogLine[]; readonly dueAt: string | null }): ReactElement {
  const translate = useTranslate();
  const now = useNow(30_000);
  const when = useMoment();
  const isLate = dueAt !== null && now > dueAt;
  return (
    <Section title={translate('my_shift.log')} aside={dueAt && (isLate ? <StatusBadge tone="fail">{translate('my_shift.log_late')}</StatusBadge> : translate('my_shift.log_due', { at: when(dueAt) }))}>
      <WriteLine />
      {log.length === 0 ? (
        <Typography sx={{ color: 'text.secondary' }}>{translate('my_shift.log_none')}</Typography>
      ) : (
        <Box component="ol" sx={{ listStyle: 'none', p: 0 }}>
          {log.map((line) => (
            <Line key={line.id} line={line} />
          ))}
        </Box>
      )}
    </Section>
  );
}

function WriteLine(): ReactElement {
  const translate = useTranslate();
  const schoolId = useSchoolId();
  const [kind, setKind] = useState<LogKind>('routine_check');
  const [words, setWords] = useState('');
  const { act, problem, isSending } = useAct();
  const write = async (): Promise<void> => {
    if (await act((client) => client.writeLog({ params: { schoolId }, body: { kind, words: words.trim() } }), translate('my_shift.log_written'))) setWords('');
  };
  return (
    <Box component="form" onSubmit={(event) => (event.preventDefault(), void write())} sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '150px 1fr' }, gap: 3, mb: 4 }}>
      <TextField select label={translate('my_shift.log_kind')} value={kind} onChange={(event) => setKind(event.target.value as LogKind)}>
        {LOG_KINDS.map((code) => (
          <MenuItem key={code} value={code}>
            {translate(`log_kind.${code}`)}
          </MenuItem>
        ))}
      </TextField>
      <TextField label={translate('my_shift.log_words')} value={words} onChange={(event) => setWords(event.target.value)} multiline minRows={2} slotProps={{ htmlInput: { maxLength: 2000 } }} />
      {problem !== undefined && (
        <Box sx={{ gridColumn: '1 / -1' }}>
          <Problem error={problem} />
        </Box>
      )}
      <Button type="submit" variant="contained" disabled={words.trim().length < 2 || isSending} sx={{ gridColumn: { sm: 2 }, justifySelf: { sm: 'end' } }}>
        {translate('my_shift.log_write')}
      </Button>
    </Box>
  );
}

function Line({ line }: { readonly line: LogLine }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  return (
    <Box component="li" sx={{ display: 'grid', gridTemplateColumns: '1fr auto', gap: 2, py: 2, borderBottom: `1px solid ${colours.hairline}`, alignItems: 'start' }}>
      <Box sx={{ minWidth: 0 }}>
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          <When at={line.happenedAt} precision="minutes" /> · {translate(`log_kind.${line.kind}`)}
          {line.corrects && ` · ${translate('duty_log.is_correction')}`}
          {line.correctedBy && ` · ${translate('duty_log.is_corrected')}`}
        </Typography>
        <Typography sx={{ overflowWrap: 'anywhere', textDecoration: line.correctedBy ? 'line-through' : 'none' }}>{line.words}</Typography>
      </Box>
      {!line.correctedBy && (
        <StepDialog label={translate('my_shift.correct')} variant="text" title={translate('my_shift.correct_title')} help={<>{translate('my_shift.correct_words')} “{line.words}”</>} confirm={translate('my_shift.correct')} done={translate('my_shift.corrected')} words={{ label: translate('my_shift.correction'), least: 2 }}
          send={(client, schoolId, words) => client.writeLog({ params: { schoolId }, body: { kind: line.kind, words, corrects: line.id } })} />
      )}
    </Box>
  );
}
