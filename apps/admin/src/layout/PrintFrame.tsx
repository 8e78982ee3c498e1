import type { ReactElement } from 'react';
import { Box } from '@mui/material';
import { useTranslate } from 'react-admin';
import { useNow } from '../components/use-words.ts';
import { When } from '../components/When.tsx';

const onPaperOnly = { display: 'none', '@media print': { display: 'flex' }, justifyContent: 'space-between', gap: 6, fontSize: '9.5pt' } as const;

/** What stands over a printed page: whose it is, who printed it, and when. */
export function PrintHead({ place, person }: { readonly place: string; readonly person: string }): ReactElement {
  const translate = useTranslate();
  const now = useNow(60_000);
  return (
    <Box sx={{ ...onPaperOnly, borderBottom: '0.75pt solid #000', pb: 1, mb: 4 }}>
      <strong>{place}</strong>
      <span>
        {translate('shell.printed_by', { name: person })} · <When at={now} precision="minutes" />
      </span>
    </Box>
  );
}

/** Room to sign and stamp under a printed page. */
export function PrintFoot(): ReactElement {
  const translate = useTranslate();
  return (
    <Box sx={{ ...onPaperOnly, mt: 12 }}>
      {['signed', 'date', 'stamp'].map((key) => (
        <span key={key}>{`${translate(`shell.${key}`)}${translate('shell.colon')}____________________`}</span>
      ))}
    </Box>
  );
}
