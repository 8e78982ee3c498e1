import type { ReactElement } from 'react';
import { Box, Skeleton, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { addDays, civilDay } from '@guardroom/kernel';
import { EVALUATED_CONTROLS } from '@guardroom/domain';
import { Problem } from '../../components/Problem.tsx';
import { ResultLine } from '../../components/ResultLine.tsx';
import { useNow } from '../../components/use-words.ts';
import { useAsk } from '../../providers/use-ask.ts';

/** The school's controls in a line each, by their latest day. */
export function Risks(): ReactElement {
  const translate = useTranslate();
  const today = civilDay(useNow(600_000));
  const results = useAsk(['risks', today], (client, schoolId, signal) => client.listResults({ params: { schoolId }, query: { from: addDays(today, -2), to: today, perPage: 100 } }, { signal }));
  if (results.error) return <Problem error={results.error} onRetry={() => void results.refetch()} />;
  if (!results.data) return <Skeleton variant="rounded" height={160} />;
  const latest = EVALUATED_CONTROLS.flatMap((control) => {
    const [newest] = results.data.items.filter((item) => item.control === control).sort((a, b) => (a.day < b.day ? 1 : -1));
    return newest ? [newest] : [];
  });
  if (latest.length === 0) return <Typography sx={{ color: 'text.secondary' }}>{translate('decide.no_results')}</Typography>;
  return (
    <Box component="ul" sx={{ listStyle: 'none', p: 0, display: 'grid', gap: 3 }}>
      {latest.map((result) => (
        <li key={result.control}>
          <ResultLine result={result} />
        </li>
      ))}
    </Box>
  );
}
