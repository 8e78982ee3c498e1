import { useState, type ReactElement } from 'react';
import { Box, Button, GlobalStyles, Skeleton, Typography, useTheme } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import type { z } from 'zod';
import type { districtSchool } from '@guardroom/contracts';
import { civilDay } from '@guardroom/kernel';
import { EmptyState } from '../../components/EmptyState.tsx';
import { OverdueOrders } from '../../components/OverdueOrders.tsx';
import { PageHead, Section } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { ToneShape } from '../../components/StatusBadge.tsx';
import { useLocaleName, useNow } from '../../components/use-words.ts';
import { Why } from '../../components/why/Why.tsx';
import { useApi, useSession } from '../../providers/session.tsx';
import { useAsk } from '../../providers/use-ask.ts';
import { toneColours, type Tone } from '../../theme/tokens.ts';
import { dayWords, shareWords } from '../../time/words.ts';
import { cellTo, Matrix } from './Matrix.tsx';

type School = z.output<typeof districtSchool>;

/** How complete a day is, by the targets of the control on gaps. Percent. */
export const toneOfDay = (percent: number | null): Tone => (percent === null ? 'unknown' : percent >= 99.5 ? 'pass' : percent >= 98.5 ? 'partial' : 'fail');

/** The bureau's first screen: schools by domains, who moved, what is overdue, and how each school records; no footage, and why not. */
export default function District(): ReactElement {
  const translate = useTranslate();
  const { me } = useSession();
  const asked = useAsk(['district'], (client, _schoolId, signal) => client.listDistrictSchools({ query: { days: 7, perPage: 100 } }, { signal }), 15_000);
  return (
    <>
      <GlobalStyles styles={{ '@page': { size: 'A4 landscape', margin: '12mm' } }} />
      <PageHead title={translate('district.title')} intro={<>{translate('district.intro', { name: me.district.name })} <Why rule="no_footage_for_bureau" label={translate('district.why_no_footage')} /></>} />
      <Section title={translate('matrix.title')}>
        <Matrix />
      </Section>
      <Box data-print="no">
        <Section title={translate('matrix.movers')}>
          <Movers />
        </Section>
        <Section title={translate('matrix.overdue')}>
          <OverdueOrders />
        </Section>
        <Section title={translate('matrix.recording')}>
          {asked.error ? (
            <Problem error={asked.error} onRetry={() => void asked.refetch()} />
          ) : !asked.data ? (
            <Skeleton variant="rounded" height={240} />
          ) : asked.data.items.length === 0 ? (
            <EmptyState title={translate('district.empty')} />
          ) : (
            <>
              <Box component="ul" sx={{ listStyle: 'none', p: 0 }}>
                {asked.data.items.map((school) => (
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
            </>
          )}
        </Section>
      </Box>
    </>
  );
}

/** Schools whose score changed most since seven days before, those that fell first. */
function Movers(): ReactElement {
  const translate = useTranslate();
  const asked = useAsk(['movers'], (client, _schoolId, signal) => client.getComplianceMatrix({ query: { sort: 'moved', perPage: 5 } }, { signal }), 60_000);
  if (asked.error) return <Problem error={asked.error} onRetry={() => void asked.refetch()} />;
  if (!asked.data) return <Skeleton variant="text" width={280} />;
  const { items, day, before } = asked.data;
  const moved = items.filter((row) => row.moved !== null && row.moved !== 0);
  if (moved.length === 0) return <Typography sx={{ color: 'text.secondary' }}>{items.every((row) => row.percentBefore === null) ? translate('matrix.no_before', { day: before }) : translate('matrix.no_movers')}</Typography>;
  return (
    <Box component="ul" sx={{ listStyle: 'none', p: 0, display: 'grid', gap: 1.5 }}>
      {moved.map((row) => (
        <Box component="li" key={row.school.id} sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}>
          <ToneShape tone={(row.moved ?? 0) < 0 ? 'fail' : 'pass'} />
          <LinkBase to={cellTo(row, undefined, day)}>{row.school.name}</LinkBase>
          <span>{translate((row.moved ?? 0) < 0 ? 'matrix.moved_down' : 'matrix.moved_up', { points: Math.abs(row.moved ?? 0), day: before })}</span>
        </Box>
      ))}
    </Box>
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
export function HeatDays({ days, dayTo }: { readonly days: School['days']; readonly dayTo: (day: string) => { pathname: string; search: string } }): ReactElement {
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
