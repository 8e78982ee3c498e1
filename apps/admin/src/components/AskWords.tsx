import { useState, type ReactElement, type ReactNode } from 'react';
import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { Problem } from './Problem.tsx';

/**
 * A button that asks for words, or for a plain confirmation, before it does something that stays. What was typed is kept when it is
 * refused. `children` stands above the words.
 */
export function AskWords({ label, title, help, field, least = 2, most = 1000, variant = 'outlined', isBlocked = false, children, onConfirm }: {
  readonly label: string;
  readonly title: string;
  readonly help?: string;
  /** Name of the field for the words; without one it is a plain confirmation. */
  readonly field?: string;
  /** Fewest characters; 0 where the words may be left out. */
  readonly least?: number;
  readonly most?: number;
  readonly variant?: 'contained' | 'outlined' | 'text';
  /** True while something in `children` is missing. */
  readonly isBlocked?: boolean;
  readonly children?: ReactNode;
  readonly onConfirm: (words: string) => Promise<void>;
}): ReactElement {
  const translate = useTranslate();
  const [isOpen, setOpen] = useState(false);
  const [words, setWords] = useState('');
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const send = async (): Promise<void> => {
    setSending(true);
    setProblem(undefined);
    try {
      await onConfirm(words.trim());
      setOpen(false);
      setWords('');
    } catch (error) {
      setProblem(error);
    } finally {
      setSending(false);
    }
  };
  return (
    <>
      <Button variant={variant} onClick={() => setOpen(true)} data-print="no">
        {label}
      </Button>
      <Dialog open={isOpen} onClose={() => setOpen(false)} fullWidth maxWidth="xs" aria-label={title}>
        <Box component="form" onSubmit={(event) => (event.preventDefault(), void send())}>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent sx={{ display: 'grid', gap: 3 }}>
            {help && <Typography variant="body2" sx={{ color: 'text.secondary' }}>{help}</Typography>}
            {children}
            {field && <TextField label={field} value={words} onChange={(event) => setWords(event.target.value)} multiline minRows={3} required={least > 0} slotProps={{ htmlInput: { maxLength: most } }} sx={{ mt: 2 }} />}
            {problem !== undefined && <Problem error={problem} />}
          </DialogContent>
          <DialogActions sx={{ px: 6, pb: 4 }}>
            <Button variant="text" onClick={() => setOpen(false)}>
              {translate('ra.action.cancel')}
            </Button>
            <Button type="submit" variant="contained" disabled={isSending || isBlocked || (field !== undefined && words.trim().length < least)}>
              {label}
            </Button>
          </DialogActions>
        </Box>
      </Dialog>
    </>
  );
}
