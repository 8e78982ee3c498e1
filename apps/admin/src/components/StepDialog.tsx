import { useId, useState, type ReactElement, type ReactNode } from 'react';
import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField, Typography } from '@mui/material';
import { useNotify, useTranslate } from 'react-admin';
import type { Client } from '@guardroom/client';
import { useApi, useSchoolId } from '../providers/session.tsx';
import { useRefreshAll } from '../providers/use-ask.ts';
import { Problem } from './Problem.tsx';

/** What a step is told. Texts are already in the page's language. */
export type StepProps = {
  readonly label: string;
  readonly title: string;
  readonly help?: ReactNode;
  readonly confirm: string;
  readonly done: string;
  /** A field for words with so many characters at least; without it no words are asked for. */
  readonly words?: { readonly label: string; readonly least: number };
  readonly variant?: 'contained' | 'outlined' | 'text';
  readonly isReady?: boolean;
  readonly children?: ReactNode;
  readonly send: (client: Client, schoolId: string, words: string) => Promise<unknown>;
};

/** A button that asks in a dialog and then does one thing; what was typed stays when it is refused. */
export function StepDialog({ label, title, help, confirm, done, words: field, variant = 'outlined', isReady = true, children, send }: StepProps): ReactElement {
  const translate = useTranslate();
  const notify = useNotify();
  const client = useApi();
  const schoolId = useSchoolId();
  const refreshAll = useRefreshAll();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const [isSending, setSending] = useState(false);
  const [words, setWords] = useState('');
  const [problem, setProblem] = useState<unknown>();
  const submit = async (): Promise<void> => {
    setProblem(undefined);
    setSending(true);
    try {
      await send(client, schoolId, words.trim());
      setOpen(false);
      setWords('');
      notify(done, { type: 'success' });
      await refreshAll();
    } catch (error) {
      setProblem(error);
    } finally {
      setSending(false);
    }
  };
  return (
    <>
      <Button size="small" variant={variant} onClick={() => setOpen(true)} sx={{ flex: 'none' }}>
        {label}
      </Button>
      <Dialog open={isOpen} onClose={() => setOpen(false)} fullWidth maxWidth="xs" aria-labelledby={id}>
        <Box component="form" onSubmit={(event) => (event.preventDefault(), void submit())}>
          <DialogTitle id={id}>{title}</DialogTitle>
          <DialogContent sx={{ display: 'grid', gap: 3 }}>
            {help && (
              <Typography variant="body2" component="div" sx={{ color: 'text.secondary' }}>
                {help}
              </Typography>
            )}
            {children}
            {field && <TextField label={field.label} value={words} onChange={(event) => setWords(event.target.value)} multiline minRows={2} required slotProps={{ htmlInput: { maxLength: 1000 } }} />}
            {problem !== undefined && <Problem error={problem} />}
          </DialogContent>
          <DialogActions sx={{ px: 6, pb: 4 }}>
            <Button variant="text" onClick={() => setOpen(false)}>
              {translate('ra.action.cancel')}
            </Button>
            <Button type="submit" variant="contained" disabled={!isReady || isSending || (field !== undefined && words.trim().length < field.least)}>
              {confirm}
            </Button>
          </DialogActions>
        </Box>
      </Dialog>
    </>
  );
}
