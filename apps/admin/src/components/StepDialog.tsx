import { useId, useState, type ReactElement, type ReactNode } from 'react';
import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { Client } from '@guardroom/client';
import { usePost } from '../providers/session.tsx';
import { Problem } from './Problem.tsx';
import { useAct } from './use-act.ts';

/** What a step is told. Texts are already in the page's language. */
export type StepProps = {
  readonly label: string;
  readonly title: string;
  readonly help?: ReactNode;
  /** The word on the button that does it; `label` unless told. */
  readonly confirm?: string;
  /** What is said when it went well; nothing where the page itself shows it. */
  readonly done?: string;
  /** A field for words with so many characters at least, none where they may be left out; without it no words are asked for. */
  readonly words?: { readonly label: string; readonly least: number; readonly most?: number; readonly help?: string };
  readonly variant?: 'contained' | 'outlined' | 'text';
  readonly size?: 'small' | 'medium' | 'large';
  /** What cannot be undone is red. */
  readonly isGrave?: boolean;
  /** False while something in `children` is missing. */
  readonly isReady?: boolean;
  readonly children?: ReactNode;
  /** What leads on from a refusal, shown with it. */
  readonly whenRefused?: (problem: unknown) => ReactNode;
  /** Does it; the school's id is empty for people without a school. */
  readonly send: (client: Client, schoolId: string, words: string) => Promise<unknown>;
};

/** A button that asks in a dialog and then does one thing; what was typed stays when it is refused. */
export function StepDialog({ label, title, help, confirm = label, done, words: field, variant = 'outlined', size = 'small', isGrave = false, isReady = true, children, whenRefused, send }: StepProps): ReactElement {
  const translate = useTranslate();
  const { post } = usePost();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const [words, setWords] = useState('');
  const { act, problem, isSending } = useAct();
  const colour = isGrave ? 'error' : 'primary';
  const step = async (client: Client): Promise<void> => {
    await send(client, post?.schoolId ?? '', words.trim());
    setOpen(false);
    setWords('');
  };
  return (
    <>
      <Button size={size} variant={variant} color={colour} onClick={() => setOpen(true)} sx={{ flex: 'none' }} data-print="no">
        {label}
      </Button>
      <Dialog open={isOpen} onClose={() => setOpen(false)} fullWidth maxWidth="sm" aria-labelledby={id}>
        <Box component="form" onSubmit={(event) => (event.preventDefault(), event.stopPropagation(), void act(step, done)) /* what stands around it may be a form too */}>
          <DialogTitle id={id}>{title}</DialogTitle>
          <DialogContent sx={{ display: 'grid', gap: 3 }}>
            {help && (
              <Typography variant="body2" component="div" sx={{ color: 'text.secondary' }}>
                {help}
              </Typography>
            )}
            {children}
            {field && <TextField label={field.label} value={words} onChange={(event) => setWords(event.target.value)} multiline minRows={2} autoFocus={children === undefined} required={field.least > 0} helperText={field.help} slotProps={{ htmlInput: { maxLength: field.most ?? 1000 } }} sx={{ mt: 1 }} />}
            {problem !== undefined && <Problem error={problem}>{whenRefused?.(problem)}</Problem>}
          </DialogContent>
          <DialogActions sx={{ px: 6, pb: 4 }}>
            <Button variant="text" onClick={() => setOpen(false)}>
              {translate('ra.action.cancel')}
            </Button>
            <Button type="submit" variant="contained" color={colour} disabled={!isReady || isSending || (field !== undefined && words.trim().length < field.least)}>
              {confirm}
            </Button>
          </DialogActions>
        </Box>
      </Dialog>
    </>
  );
}
