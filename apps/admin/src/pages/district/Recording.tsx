import { useState, type ReactElement } from 'react';
import { Box, Button, Skeleton, Typography, useTheme } from '@mui/material';
import { LinkBase, useListContext, useTranslate } from 'react-admin';
import type { z } from 'zod';
import type { districtSchool } from '@guardroom/contracts';
import { civilDay } from '@guardroom/kernel';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Problem } from '../../components/Problem.tsx';
import { ExportButton } from '../../components/register/ExportButton.tsx';
import { Filters } from '../../components/register/Filters.tsx';
import { ListOf } from '../../components/register/ListOf.tsx';
import { Order } from '../../components/register/Order.tsx';
import { Pages } from '../../components/register/Pages.tsx';
import type { Column } from '../../components/register/columns.ts';
import { ToneShape } from '../../components/StatusBadge.tsx';
import { useLocaleName, useNow } from '../../components/use-words.ts';
import { Why } from '../../components/why/Why.tsx';
import { useApi } from '../../providers/session.tsx';
import { toneColours, type Tone } from '../../theme/tokens.ts';
import { dayWords, shareWords } from '../../time/words.ts';

type School = z.output<typeof districtSchool>;

const ORDERS = [['school', 'ASC'], ['recording', 'ASC'], ['gaps', 'DESC']] as const;

/** How complete a day is, by the targets of the control on gaps. Percent. */
const toneOfDay = (percent: number | null): Tone => (percent === null ? 'unknown' : percent >= 99.5 ? 'pass' : percent >= 98.5 ? 'partial' : 'fail');

/** How each school records: its cameras, gateway and gaps now, and how complete its last days are. The address belongs to the matrix above. */
export function Recording(): ReactElement {
  return (
    <ListOf resource="district-schools" sort={{ field: 'school', order: 'ASC' }} everyMs={15_000} keepsAddress>
      <Schools />
    </ListOf>
  );
}

function Schools(): ReactElement {
  const translate = useTranslate();
  const list = useListContext<School>();
  const columns: Column<School>[] = [
    { key: 'school', render: (row) => row.name, csv: (row) => row.name },
    { key: 'recording', render: (row) => row.camerasRecording, csv: (row) => row.camerasRecording },
    { key: 'cameras', render: (row) => row.cameras, csv: (row) => row.cameras },
    { key: 'gateway', render: () => null, csv: (row) => translate(row.gatewayOnline ? 'district.gateway_on' : 'district.gateway_off') },
    { key: 'unexplained', render: (row) => row.unexplainedGaps, csv: (row) => row.unexplainedGaps },
    { key: 'open', render: (row) => row.openGaps, csv: (row) => row.openGaps },
    { key: 'days', render: () => null, csv: (row) => row.days.map(({ day, percent }) => `${day} ${percent ?? '—'}%`).join(' ') },
  ];
  return (
    <>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 3, alignItems: 'flex-start', '& > search': { flex: { xs: '1 1 100%', md: 'none' } } }}>
        <Filters filters={[{ kind: 'search', source: 'q' }]}>
          <Order choices={ORDERS.map(([field, order]) => ({ field, order, label: translate(`district.by_${field}`) }))} />
        </Filters>
        <Box sx={{ ml: { md: 'auto' } }}>
          <ExportButton resource="district-schools" columns={columns} always={{ days: 7 }} heading={(key) => translate(`district.column.${key}`)} name={translate('matrix.recording')} />
        </Box>
      </Box>
      {list.error ? (
        <Problem error={(list.error as { cause?: unknown }).cause ?? list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <Skeleton variant="rounded" height={240} />
      ) : list.data.length === 0 ? (
        <EmptyState title={translate(list.filterValues['q'] ? 'register.none_found' : 'district.empty')}>{translate(list.filterValues['q'] ? 'register.none_found_help' : 'district.empty_help')}</EmptyState>
      ) : (
        <>
          <Box component="ul" sx={{ listStyle: 'none', p: 0 }}>
            {list.data.map((school) => (
              <SchoolRow key={school.id} school={school} />
            ))}
          </Box>
          <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 4, rowGap: 1, mt: 4 }}>
            {(['pass', 'partial', 'fail', 'unknown'] as const).map((tone) => (
              <Typography key={tone} variant="caption" sx={{ display: 'inline-flex', alignItems: 'center', gap: 1.5, color: 'text.secondary' }}>
                <ToneShape tone={tone} size={12} /> {translate(`district.legend.${tone}`)}
              </Typography>
            ))}
          </Box>
          <Pages />
        </>
      )}
    </>
  );
}

function SchoolRow({ school }: { readonly school: School }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const isAll = school.cameras > 0 && school.camerasRecording === school.cameras;
  return (
    <Box component="li" sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', lg: '280px minmax(0, 1fr)' }, columnGap: 6, rowGap: 3, py: 5, borderBottom: `1px solid ${colours.hairline}`, alignItems: 'start' }}>
      <Box>
        <Typography variant="h3">{school.name}</Typography>
        <Typography variant="body2" sx={{ display: 'flex', gap: 1.5, alignItems: 'center' }}>
          <ToneShape tone={isAll ? 'pass' : school.camerasRecording === 0 ? 'fail' : 'partial'} size={12} />
          {translate('district.recording', { recording: school.camerasRecording, total: school.cameras })}
        </Typography>
        <Typography variant="body2" sx={{ display: 'flex', gap: 1.5, alignItems: 'center' }}>
          <ToneShape tone={school.gatewayOnline ? 'pass' : 'fail'} size={12} />
          {translate(school.gatewayOnline ? 'district.gateway_on' : 'district.gateway_off')}
        </Typography>
        <Typography variant="body2" sx={{ display: 'flex', gap: 1.5, alignItems: 'center' }}>
          <ToneShape tone={school.unexplainedGaps > 0 ? 'fail' : 'pass'} size={12} />
          {translate('district.gaps', { unexplained: school.unexplainedGaps, open: school.openGaps })}
        </Typography>
        <AskFootage school={school} />
      </Box>
      <HeatDays days={school.days} dayTo={(day) => ({ pathname: '/district-results', search: `?filter=${encodeURIComponent(JSON.stringify({ schoolId: school.id, from: day, to: day }))}` })} />
    </Box>
  );
}

/** Completeness of days as cells that say their figure, each leading to that day's results; the colour only repeats it. */
function HeatDays({ days, dayTo }: { readonly days: School['days']; readonly dayTo: (day: string) => { pathname: string; search: string } }): ReactElement {
  const translate = useTranslate();
  const locale = useLocaleName();
  const now = useNow(600_000);
  const { colours } = useTheme();
  const today = civilDay(now);
  if (days.length === 0) return <Typography variant="body2" sx={{ color: 'text.secondary' }}>{translate('district.no_days')}</Typography>;
  return (
    <Box component="ol" aria-label={translate('district.days')} sx={{ listStyle: 'none', p: 0, display: 'grid', gridTemplateColumns: `repeat(${Math.max(7, days.length)}, minmax(0, 1fr))`, gap: 1 }}>
      {[...days]
        .sort((a, b) => (a.day < b.day ? -1 : 1))
        .map((day) => {
          const tone = toneOfDay(day.percent);
          const { ink, wash, mark } = toneColours(colours, tone);
          const figure = day.percent === null ? '—' : shareWords(day.heldSeconds, day.expectedSeconds).replace(/%$/, '').replace(/(\.\d)\d$/, '$1');
          return (
            <Box component="li" key={day.day} title={translate('district.day_title', { day: day.day, held: shareWords(day.heldSeconds, day.expectedSeconds), unexplained: Math.round(day.unexplainedSeconds) })} sx={{ textAlign: 'center', minWidth: 0 }}>
              <Box component={LinkBase} to={dayTo(day.day)} sx={{ display: 'block', textDecoration: 'none', bgcolor: wash, color: ink, borderBottom: `3px ${tone === 'unknown' ? 'dashed' : 'solid'} ${mark}`, borderRadius: '4px 4px 0 0', py: 2, fontWeight: 600, fontSize: { xs: 12, sm: 14 } }}>{figure}</Box>
              <Typography variant="caption" sx={{ color: 'text.secondary', display: 'block', overflow: 'hidden', whiteSpace: 'nowrap' }}>
                {day.day === today ? dayWords(today, now, locale) : day.day.slice(5)}
              </Typography>
            </Box>
          );
        })}
    </Box>
  );
}

/** Asking for a school's footage from the bureau: the API refuses, and the page says by which rule. */
function AskFootage({ school }: { readonly school: School }): ReactElement {
  const translate = useTranslate();
  const client = useApi();
  const [answer, setAnswer] = useState<{ readonly error?: unknown }>();
  const ask = async (): Promise<void> => {
    try {
      await client.listCameras({ params: { schoolId: school.id } });
      setAnswer({});
    } catch (error) {
      setAnswer({ error });
    }
  };
  if (answer?.error !== undefined) {
    return (
      <Box sx={{ mt: 2 }}>
        <Problem error={answer.error} lead={translate('district.refused')}>
          <Why rule="no_footage_for_bureau" />
        </Problem>
      </Box>
    );
  }
  return (
    <Button size="small" variant="text" onClick={() => void ask()} disabled={answer !== undefined} sx={{ ml: -3 }}>
      {translate('district.ask_footage')}
    </Button>
  );
}
