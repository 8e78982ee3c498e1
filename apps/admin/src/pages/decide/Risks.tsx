import type { ReactElement } from 'react';
import { Box, Skeleton, Typography } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import { addDays, civilDay } from '@guardroom/kernel';
import { SEVERITIES, WORST_FIRST, worstOf } from '@guardroom/domain';
import { Section } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { ResultLine, type Result } from '../../components/ResultLine.tsx';
import { Score } from '../../components/Score.tsx';
import { tones } from '../../components/tones.ts';
import { useNow } from '../../components/use-words.ts';
import { useAsk } from '../../providers/use-ask.ts';

/** Lines that a principal reads at a glance; the rest stands on the page of all results. */
const LISTED = 5;

/** The school's risks: how much is kept in a sentence, and the worst in a line each. */
export function Risks(): ReactElement {
  const translate = useTranslate();
  return (
    <Section title={translate('decide.risks')} aside={<LinkBase to="/control-results">{translate('decide.all_risks')}</LinkBase>}>
      <Worst />
    </Section>
  );
}

function Worst(): ReactElement {
  const translate = useTranslate();
  const today = civilDay(useNow(600_000));
  const results = useAsk(['standing', today], (client, schoolId, signal) => client.listResults({ params: { schoolId }, query: { from: addDays(today, -1), to: today, perPage: 200 } }, { signal }), 30_000);
  if (results.error) return <Problem error={results.error} onRetry={() => void results.refetch()} />;
  if (!results.data) return <Skeleton variant="rounded" height={160} />;
  const newest = new Map([...results.data.items].sort((a, b) => a.day.localeCompare(b.day)).map((result) => [result.control, result]));
  const judged = [...newest.values()].filter((result) => result.result !== 'not_applicable');
  if (judged.length === 0) return <Typography sx={{ color: 'text.secondary' }}>{translate('decide.no_results')}</Typography>;
  const open = judged.filter((result) => result.result !== 'pass').sort((a, b) => weight(a) - weight(b));
  const kept = judged.length - open.length;
  return (
    <>
      <Score
        tone={tones.result[worstOf(judged.map((result) => result.result))]}
        sentence={translate(open.length === 0 ? 'decide.all_kept' : open.length > LISTED ? 'decide.worst_of' : 'decide.not_kept', { kept, total: judged.length, open: open.length, listed: LISTED })}
        figure={`${kept}/${judged.length}`}
        part={kept}
        whole={judged.length}
      />
      <Box component="ul" sx={{ listStyle: 'none', p: 0, mt: 4, display: 'grid', gap: 3 }}>
        {open.slice(0, LISTED).map((result) => (
          <li key={result.control}>
            <ResultLine result={result} />
          </li>
        ))}
      </Box>
    </>
  );
}

/** What is worst comes first, and of equals what matters most. */
const weight = ({ result, severity }: Result): number => WORST_FIRST.indexOf(result) * SEVERITIES.length + SEVERITIES.indexOf(severity);
