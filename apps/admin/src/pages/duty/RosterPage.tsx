import type { ReactElement } from 'react';
import { Box, Button, Skeleton, Typography } from '@mui/material';
import { useLocation, useNavigate, useTranslate } from 'react-admin';
import { ROSTER_ROLES } from '@guardroom/domain';
import { addDays, isCivilDay, parseCivilDay } from '@guardroom/kernel';
import { PageHead } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { StateBadge } from '../../components/StatusBadge.tsx';
import { useLocaleName, useNow } from '../../components/use-words.ts';
import { When } from '../../components/When.tsx';
import { useHolds } from '../../providers/session.tsx';
import { useAsk } from '../../providers/use-ask.ts';
import { mondayOf, weekAfter } from './grid.ts';
import { RosterEditor } from './RosterEditor.tsx';
import { RosterVersions } from './RosterVersions.tsx';
import { StandIns } from './StandIns.tsx';

/** The roster of a week: heads plan and publish it, keepers read it. The week stands in the address. */
export default function RosterPage(): ReactElement {
  const translate = useTranslate();
  const navigate = useNavigate();
  const locale = useLocaleName();
  const now = useNow(60_000);
  const mayPlan = useHolds(...ROSTER_ROLES);
  const asked = new URLSearchParams(useLocation().search).get('week');
  const week = isCivilDay(asked) ? asked : mondayOf(now);
  const roster = useAsk(['roster', week], (client, schoolId, signal) => client.getRosterWeek({ params: { schoolId, week } }, { signal }));
  const to = (monday: string) => () => navigate(`/roster?week=${monday}`);
  const date = (day: number): string => new Intl.DateTimeFormat(locale, { month: 'long', day: 'numeric', timeZone: 'UTC' }).format(new Date(`${addDays(parseCivilDay(week), day)}T00:00:00Z`));
  const shown = roster.data?.draft ?? roster.data?.published;
  return (
    <>
      <PageHead title={translate('roster.title')} intro={translate('roster.intro')}>
        <Button variant="outlined" onClick={to(weekAfter(week, -1))}>
          {translate('roster.previous')}
        </Button>
        <Button variant="outlined" onClick={to(mondayOf(now))} disabled={week === mondayOf(now)}>
          {translate('roster.this_week')}
        </Button>
        <Button variant="outlined" onClick={to(weekAfter(week, 1))}>
          {translate('roster.next')}
        </Button>
      </PageHead>
      {mayPlan && <StandIns />}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 3, alignItems: 'center', mb: 4 }}>
        <Typography variant="h2">{translate('roster.week', { from: date(0), to: date(6) })}</Typography>
        {shown && <StateBadge list="roster_state" value={shown.state} />}
        {shown && (
          <Typography variant="body2" sx={{ color: 'text.secondary' }}>
            {translate('roster.number', { version: shown.version })}
            {shown.publishedBy && (
              <>
                {' · '}
                {shown.publishedBy.name} <When at={shown.publishedAt} precision="minutes" />
              </>
            )}
          </Typography>
        )}
      </Box>
      {roster.error ? (
        <Problem error={roster.error} onRetry={() => void roster.refetch()} />
      ) : roster.data ? (
        <RosterEditor key={week} week={roster.data} mayPlan={mayPlan} />
      ) : (
        <Skeleton variant="rounded" height={320} />
      )}
      {mayPlan && <RosterVersions week={week} />}
    </>
  );
}
