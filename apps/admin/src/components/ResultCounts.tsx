import type { ReactElement } from 'react';
import { Box, ButtonBase, Typography, useTheme } from '@mui/material';
import { useTranslate } from 'react-admin';
import { CONTROL_RESULTS, type ControlResult } from '@guardroom/domain';
import { ToneShape } from './StatusBadge.tsx';
import { tones } from './tones.ts';

/** From what is kept to what does not apply. */
const ORDER = ['pass', 'partial', 'fail', 'no_evidence', 'not_applicable'] as const satisfies readonly ControlResult[];

/** How many controls came to which result, each a way to see those alone. What nobody could judge stands apart from what is kept, and says so in words. */
export function ResultCounts({ counts, chosen, onChoose }: { readonly counts: Readonly<Record<ControlResult, number>>; readonly chosen: ControlResult | undefined; readonly onChoose: (result: ControlResult | undefined) => void }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  return (
    <Box sx={{ mb: 5 }}>
      <Box role="group" aria-label={translate('result_counts.title')} sx={{ display: 'flex', flexWrap: 'wrap', gap: 2 }}>
        {ORDER.map((result) => {
          const isChosen = result === chosen;
          return (
            <ButtonBase
              key={result}
              aria-pressed={isChosen}
              onClick={() => onChoose(isChosen ? undefined : result)}
              sx={{ font: 'inherit', gap: 1.5, px: 3, minHeight: 36, borderRadius: 1, border: `1px solid ${isChosen ? colours.action : colours.hairlineStrong}`, bgcolor: isChosen ? colours.actionWash : colours.sheet, fontVariantNumeric: 'tabular-nums' }}
            >
              <ToneShape tone={tones.result[result]} />
              {translate(`result.${result}`)} <strong>{counts[result]}</strong>
            </ButtonBase>
          );
        })}
      </Box>
      {counts.no_evidence > 0 && (
        <Typography variant="body2" sx={{ color: 'text.secondary', mt: 2 }}>
          {translate('result_counts.no_evidence', { count: counts.no_evidence })}
        </Typography>
      )}
    </Box>
  );
}

/** Results counted by kind. */
export const countsOf = (results: readonly { readonly result: ControlResult }[]): Record<ControlResult, number> =>
  Object.fromEntries(CONTROL_RESULTS.map((kind) => [kind, results.filter(({ result }) => result === kind).length])) as Record<ControlResult, number>;
