import { useState, type ReactElement } from 'react';
import { Box, Button } from '@mui/material';
import { useTranslate } from 'react-admin';
import { addDays, type CivilDay } from '@guardroom/kernel';
import { saveBlob } from '../../components/files.ts';
import { Problem } from '../../components/Problem.tsx';
import { useApi } from '../../providers/session.tsx';

/** Days that an export from here covers, the shown one last. */
const DAYS = 7;

/** Downloads what stands behind the matrix: everything to compute it again, or a table for a spreadsheet; and prints it. */
export function ExportButtons({ day }: { readonly day: string | null }): ReactElement {
  const translate = useTranslate();
  const client = useApi();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const download = async (kind: 'json' | 'csv'): Promise<void> => {
    if (!day) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const query = { from: addDays(day as CivilDay, 1 - DAYS), to: day };
      const response = await (kind === 'json' ? client.exportCompliance({ query }) : client.exportComplianceTable({ query }));
      saveBlob(await response.blob(), `compliance-${query.from}-${query.to}.${kind}`);
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, ml: { md: 'auto' } }}>
        <Button variant="outlined" disabled={busy || !day} title={translate('matrix.export_help')} onClick={() => void download('json')}>{translate('matrix.export_json')}</Button>
        <Button variant="outlined" disabled={busy || !day} onClick={() => void download('csv')}>{translate('matrix.export_csv')}</Button>
        <Button variant="outlined" onClick={() => print()}>{translate('matrix.print')}</Button>
      </Box>
      {problem !== undefined && (
        <Box sx={{ flexBasis: '100%' }}>
          <Problem error={problem} />
        </Box>
      )}
    </>
  );
}
