import { useId, useState, type ReactElement, type ReactNode } from 'react';
import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, Typography } from '@mui/material';
import { useNotify, useTranslate } from 'react-admin';
import type { Client } from '@guardroom/client';
import { useSession } from '../providers/session.tsx';
import { useRefreshAll } from '../providers/use-ask.ts';
import { Problem } from './Problem.tsx';

/** One change at a time: what went wrong stays to be shown, what went well refreshes every page and says so. */
export function useAct(): { readonly act: <T>(change: (client: Client) => Promise<T>, done: string | ((answer: T) => string)) => Promise<boolean>; readonly problem: unknown; readonly isSending: boolean } {
  const { client } = useSession();
  const notify = useNotify();
  const refreshAll = useRefreshAll();
  const [problem, setProblem] = useState<unknown>();
  const [isSending, setSending] = useState(false);
  const act = async <T,>(change: (client: Client) => Promise<T>, done: string | ((answer: T) => string)): Promise<boolean> => {
    setProblem(undefined);
    setSending(true);
    try {
      const answer = await change(client);
      notify(typeof done === 'string' ? done : done(answer), { type: 'success' });
      await refreshAll();
      return true;
    } catch (error) {
      setProblem(error);
      return false;
    } finally {
      setSending(false);
    }
  };
  return { act, problem, isSending };
}

/** A button that opens a form in a dialog and sends it; what was typed stays when it is refused. */
export function Confirm({ label, title, words, confirm, isGrave = false, isReady = true, variant = 'outlined', done, change, children }: {
  readonly label: string;
  readonly title: string;
  readonly words?: ReactNode;
  readonly confirm: string;
  /** What cannot be undone is red. */
  readonly isGrave?: boolean;
  /** Whether everything is filled in. */
  readonly isReady?: boolean;
  readonly variant?: 'outlined' | 'contained' | 'text';
  /** What is said when it went well. */
  readonly done: string;
  readonly change: (client: Client) => Promise<unknown>;
  readonly children?: ReactNode;
}): ReactElement {
  const translate = useTranslate();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const { act, problem, isSending } = useAct();
  const colour = isGrave ? 'error' : 'primary';
  return (
    <>
      <Button size="small" variant={variant} color={colour} onClick={() => setOpen(true)} data-print="no">
        {label}
      </Button>
      <Dialog open={isOpen} onClose={() => setOpen(false)} fullWidth maxWidth="sm" aria-labelledby={id}>
        <Box component="form" onSubmit={(event) => (event.preventDefault(), void act(change, done).then((went) => went && setOpen(false)))}>
          <DialogTitle id={id}>{title}</DialogTitle>
          <DialogContent sx={{ display: 'grid', gap: 3 }}>
            {words && <Typography component="div">{words}</Typography>}
            {children}
            {problem !== undefined && <Problem error={problem} />}
          </DialogContent>
          <DialogActions sx={{ px: 6, pb: 4 }}>
            <Button variant="text" onClick={() => setOpen(false)}>
              {translate('ra.action.cancel')}
            </Button>
            <Button type="submit" variant="contained" color={colour} disabled={!isReady || isSending}>
              {confirm}
            </Button>
          </DialogActions>
        </Box>
      </Dialog>
    </>
  );
}
