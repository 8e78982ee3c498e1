import type { ReactElement } from 'react';
import { Button } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { ControlResult } from '@guardroom/domain';
import { ControlsByDomain } from './ControlsByDomain.tsx';
import { EmptyState } from './EmptyState.tsx';
import { countsOf, ResultCounts } from './ResultCounts.tsx';
import type { Result } from './ResultLine.tsx';

/** A school's results: how many came to what, and those of the chosen result, or all, by domain. */
export function CountedControls({ results, chosen, onChoose }: { readonly results: readonly Result[]; readonly chosen: ControlResult | undefined; readonly onChoose: (result: ControlResult | undefined) => void }): ReactElement {
  const translate = useTranslate();
  const shown = chosen ? results.filter(({ result }) => result === chosen) : results;
  return (
    <>
      <ResultCounts counts={countsOf(results)} chosen={chosen} onChoose={onChoose} />
      {shown.length === 0 ? (
        <EmptyState title={translate('result_counts.none_such')} action={<Button variant="outlined" onClick={() => onChoose(undefined)}>{translate('result_counts.all')}</Button>} />
      ) : (
        <ControlsByDomain results={shown} />
      )}
    </>
  );
}
