import type { ReactElement } from 'react';
import { Box, Button, MenuItem, Skeleton, TextField } from '@mui/material';
import { LinkBase, useParams, useTranslate } from 'react-admin';
import { CONTROL_DOMAINS, CONTROL_RESULTS } from '@guardroom/domain';
import { civilDay } from '@guardroom/kernel';
import { CountedControls } from '../../components/CountedControls.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { DayField } from '../../components/fields/DayField.tsx';
import { PageHead } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { useNow } from '../../components/use-words.ts';
import { useAddress } from '../../providers/use-address.ts';
import { useAsk } from '../../providers/use-ask.ts';

/** A school's results on one day as the bureau reads them, all or those of one domain. */
export default function DistrictSchool(): ReactElement {
  const translate = useTranslate();
  const { schoolId = '' } = useParams<{ schoolId: string }>();
  const [search, put] = useAddress();
  const today = civilDay(useNow(600_000));
  const day = search.get('day') ?? today;
  const domain = CONTROL_DOMAINS.find((d) => d === search.get('domain'));
  const chosen = CONTROL_RESULTS.find((r) => r === search.get('result'));
  const asked = useAsk(['district-school', schoolId, day, domain], (client, _own, signal) => client.listDistrictResults({ query: { schoolId, from: day, to: day, perPage: 500, ...(domain ? { domain } : {}) } }, { signal }), 30_000);
  const name = asked.data?.items[0]?.school.name ?? translate('matrix.school');
  return (
    <>
      <PageHead title={translate('matrix.of_school', { school: name })} intro={translate('matrix.of_day', { day })}>
        <Button component={LinkBase} to="/district" variant="text">{translate('matrix.back')}</Button>
        <Button variant="outlined" onClick={() => print()}>{translate('matrix.print')}</Button>
      </PageHead>
      <Box component="search" data-print="no" sx={{ display: 'flex', flexWrap: 'wrap', gap: 3, mb: 5 }}>
        <TextField select label={translate('matrix.domain')} value={domain ?? ''} onChange={(event) => put({ domain: event.target.value })} slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }} sx={{ minWidth: 160 }}>
          <MenuItem value="">{translate('matrix.all_domains')}</MenuItem>
          {CONTROL_DOMAINS.map((d) => (
            <MenuItem key={d} value={d}>{translate(`domain.${d}`)}</MenuItem>
          ))}
        </TextField>
        <DayField label={translate('matrix.day')} value={day} onChange={(chosen) => chosen && put({ day: chosen })} max={today} />
      </Box>
      {asked.error ? <Problem error={asked.error} onRetry={() => void asked.refetch()} /> : !asked.data ? <Skeleton variant="rounded" height={240} /> : asked.data.items.length === 0 ? <EmptyState title={translate('matrix.nothing')}>{translate('matrix.nothing_help')}</EmptyState> : <CountedControls results={asked.data.items} chosen={chosen} onChoose={(result) => put({ result: result ?? '' })} />}
    </>
  );
}
