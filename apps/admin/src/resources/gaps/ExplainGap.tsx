import { useState, type ReactElement } from 'react';
import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, MenuItem, TextField, Typography } from '@mui/material';
import { useNotify, useTranslate } from 'react-admin';
import type { z } from 'zod';
import type { gap as gapView } from '@guardroom/contracts';
import { GAP_REASONS, type GapReason } from '@guardroom/domain';
import { Problem } from '../../components/Problem.tsx';
import { Duration, WhenRange } from '../../components/When.tsx';
import { useApi, useSchoolId } from '../../providers/session.tsx';
import { useRefreshAll } from '../../providers/use-ask.ts';

/** A stretch of missing footage. */
export type Gap = z.output<typeof gapView>;

/** A button that asks why footage is missing, for a gap that is over. */
export function ExplainGap({ gap }: { readonly gap: Gap }): ReactElement {
  const translate = useTranslate();
  const notify = useNotify();
  const client = useApi();
  const schoolId = useSchoolId();
  const refreshAll = useRefreshAll();
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState<GapReason>('network_failure');
  const [words, setWords] = useState('');
  const [problem, setProblem] = useState<unknown>();
  const submit = async (): Promise<void> => {
    setProblem(undefined);
    try {
      await client.explainGap({ params: { schoolId, gapId: gap.id }, body: { reason, words: words.trim() } });
      setOpen(false);
      notify(translate('gaps.explained'), { type: 'success' });
      await refreshAll();
    } catch (error) {
      setProblem(error);
    }
  };
  return (
    <>
      <Button size="small" variant="outlined" onClick={() => setOpen(true)} sx={{ flex: 'none' }}>
        {translate('gaps.explain')}
      </Button>
      <Dialog open={isOpen} onClose={() => setOpen(false)} fullWidth maxWidth="xs" aria-labelledby={`${gap.id}-title`}>
        <Box component="form" onSubmit={(event) => (event.preventDefault(), void submit())}>
          <DialogTitle id={`${gap.id}-title`}>{translate('gaps.explain_title', { name: gap.camera.name })}</DialogTitle>
          <DialogContent sx={{ display: 'grid', gap: 3 }}>
            <Typography variant="body2" sx={{ color: 'text.secondary' }}>
              {gap.to && <WhenRange from={gap.from} to={gap.to} />} · <Duration ms={gap.seconds * 1000} /> · {translate(`gap.cause.${gap.cause}`)}
            </Typography>
            <TextField select label={translate('gaps.reason')} value={reason} onChange={(event) => setReason(event.target.value as GapReason)}>
              {GAP_REASONS.map((code) => (
                <MenuItem key={code} value={code}>
                  {translate(`gap_reason.${code}`)}
                </MenuItem>
              ))}
            </TextField>
            <TextField label={translate('gaps.words')} value={words} onChange={(event) => setWords(event.target.value)} multiline minRows={2} required helperText={translate('gaps.words_help')} />
            {problem !== undefined && <Problem error={problem} />}
          </DialogContent>
          <DialogActions sx={{ px: 6, pb: 4 }}>
            <Button variant="text" onClick={() => setOpen(false)}>
              {translate('ra.action.cancel')}
            </Button>
            <Button type="submit" variant="contained" disabled={words.trim().length < 5}>
              {translate('gaps.send')}
            </Button>
          </DialogActions>
        </Box>
      </Dialog>
    </>
  );
}
