import { useEffect, useRef, useState, type ReactElement } from 'react';
import { Box, Button, Typography } from '@mui/material';
import { useDataProvider, useListContext, useTranslate, type RaRecord } from 'react-admin';
import { saveBlob } from '../files.ts';
import { Problem } from '../Problem.tsx';
import type { ResourceName } from '../../providers/data-provider.ts';
import type { Column } from './columns.ts';
import { csvLines, csvMark } from './csv.ts';
import { everyRow } from './every-row.ts';

/** Everything that a list holds under its filters and in its order, as a table; nothing is saved unless it is all there. */
export function ExportButton<Row>({ resource, columns, always, heading, name }: { readonly resource: ResourceName; readonly columns: readonly Column<Row>[]; readonly always: Record<string, unknown>; readonly heading: (key: string) => string; readonly name: string }): ReactElement {
  const translate = useTranslate();
  const list = useListContext();
  const dataProvider = useDataProvider();
  const [progress, setProgress] = useState<{ readonly read: number; readonly total: number }>();
  const [problem, setProblem] = useState<{ readonly error?: unknown }>();
  const reading = useRef<AbortController>(undefined);
  useEffect(() => () => reading.current?.abort(), []);
  const collect = async (): Promise<void> => {
    const { signal } = (reading.current = new AbortController());
    setProblem(undefined);
    setProgress({ read: 0, total: list.total ?? 0 });
    try {
      const parts = [csvMark, csvLines([columns.map((column) => heading(column.key))])];
      const read = async (page: number, perPage: number): Promise<{ data: RaRecord[]; total: number }> => {
        const { data, total = 0 } = await dataProvider.getList(resource, { pagination: { page, perPage }, sort: list.sort, filter: { ...list.filterValues, ...always }, signal });
        return { data, total };
      };
      const end = await everyRow(read, (rows, count, total) => {
        parts.push(csvLines(rows.map((row) => columns.map((column) => column.csv(row as Row)))));
        setProgress({ read: count, total });
      });
      if (end === 'changed') setProblem({});
      else saveBlob(new Blob(parts, { type: 'text/csv' }), `${name}.csv`);
    } catch (error) {
      if (!signal.aborted) setProblem({ error: (error as { cause?: unknown }).cause ?? error });
    } finally {
      setProgress(undefined);
    }
  };
  return (
    <>
      <Button variant="outlined" onClick={() => void collect()} disabled={progress !== undefined || !list.total}>
        {progress === undefined ? translate('register.export') : translate('register.exporting', progress)}
      </Button>
      {progress && (
        <Button variant="text" onClick={() => reading.current?.abort()}>
          {translate('register.stop')}
        </Button>
      )}
      {problem && (
        <Box sx={{ flexBasis: '100%' }}>
          {'error' in problem ? <Problem error={problem.error} /> : <Typography role="alert" color="error">{translate('register.changed')}</Typography>}
        </Box>
      )}
    </>
  );
}
