import type { ReactElement } from 'react';
import { Box, Skeleton, Typography, useTheme } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import { EmptyState } from '../../components/EmptyState.tsx';
import { PageHead, Section } from '../../components/Page.tsx';
import { Problem } from '../../components/Problem.tsx';
import { StateBadge, StatusBadge } from '../../components/StatusBadge.tsx';
import { useListWords, useMoment } from '../../components/use-words.ts';
import { WhenRange } from '../../components/When.tsx';
import { useAsk } from '../../providers/use-ask.ts';
import { Clearances } from './Clearances.tsx';
import { HandOver } from './HandOver.tsx';
import { LogBox } from './LogBox.tsx';
import { OpenMatters } from './OpenMatters.tsx';
import { BeginStandIn, SignOn } from './SignOn.tsx';
import { TakeOver } from './TakeOver.tsx';
import type { Mine, Shift } from './types.ts';
import { VisitorsInside } from './VisitorsInside.tsx';

/** A keeper's first screen, made for a phone: sign on, write, see what is open, hand over. */
export default function MyShift(): ReactElement {
  const translate = useTranslate();
  const mine = useAsk(['my-shift'], (client, schoolId, signal) => client.getMyShift({ params: { schoolId } }, { signal }), 10_000);
  return (
    <>
      <PageHead title={translate('my_shift.title')} />
      {mine.error ? <Problem error={mine.error} onRetry={() => void mine.refetch()} /> : mine.data ? <Day mine={mine.data} /> : <Skeleton variant="rounded" height={220} />}
    </>
  );
}

function Day({ mine }: { readonly mine: Mine }): ReactElement {
  const translate = useTranslate();
  return (
    <>
      {mine.onShift ? <OnShift mine={mine} shift={mine.onShift} /> : <OffShift mine={mine} />}
      {mine.takingOver.map((handover) => (
        <TakeOver key={handover.id} handover={handover} />
      ))}
      {mine.onShift && (
        <Box sx={{ display: 'grid', gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'repeat(2, minmax(0, 1fr))' }, columnGap: 10 }}>
          <Box>
            <LogBox log={mine.log} dueAt={mine.logDueAt} />
          </Box>
          <Box>
            <OpenMatters matters={mine.openMatters} />
            <VisitorsInside />
          </Box>
        </Box>
      )}
      {mine.onShift && <HandOver shift={mine.onShift} handover={mine.handingOver} mayEnd={mine.successor === null && mine.colleagues.length === 0 && mine.now >= mine.onShift.plannedTo} />}
      <Typography data-print="no">
        <LinkBase to="/handovers">{translate('my_shift.all_handovers')}</LinkBase>
      </Typography>
    </>
  );
}

/** Who has the watch, since when, with whom, and who follows. */
function OnShift({ mine, shift }: { readonly mine: Mine; readonly shift: Shift }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const when = useMoment();
  const join = useListWords();
  const isOverdue = shift.endOverdueAt !== null || mine.now > shift.plannedTo;
  return (
    <Box sx={{ bgcolor: isOverdue ? colours.amberWash : colours.jadeWash, borderRadius: 1, p: 4, mb: 6, display: 'grid', gap: 1.5 }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 3, alignItems: 'center' }}>
        <StateBadge list="shift" value={shift.state} />
        <Typography sx={{ fontWeight: 600 }}>
          {translate(`post.${shift.post}`)} · <WhenRange from={shift.plannedFrom} to={shift.plannedTo} />
        </Typography>
        {shift.lateMinutes ? <StatusBadge tone="partial">{translate('my_shift.late', { minutes: shift.lateMinutes })}</StatusBadge> : null}
        {shift.standIn?.decision === null && <StatusBadge tone="partial">{translate('my_shift.stand_in_waiting')}</StatusBadge>}
      </Box>
      {isOverdue && <Typography sx={{ color: colours.amberInk, fontWeight: 600 }}>{translate('my_shift.overdue')}</Typography>}
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>
        {translate('my_shift.since_when', { at: when(shift.signedOnAt ?? shift.plannedFrom) })} · {mine.successor ? translate('my_shift.successor', { name: mine.successor.person.name, at: when(mine.successor.plannedFrom) }) : translate('my_shift.no_successor')}
        {mine.colleagues.length > 0 && ` · ${translate('my_shift.with', { names: join(mine.colleagues.map(({ person }) => person.name)) })}`}
      </Typography>
    </Box>
  );
}

function OffShift({ mine }: { readonly mine: Mine }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const when = useMoment();
  const join = useListWords();
  const { next } = mine;
  const isOpen = next !== null && mine.signOnFrom !== null && mine.now >= mine.signOnFrom;
  return (
    <Box sx={{ mb: 8 }}>
      {next ? (
        <Section title={translate('my_shift.next')}>
          <Box sx={{ display: 'grid', gap: 3, maxWidth: 480 }}>
            <Typography sx={{ fontSize: 18, fontWeight: 600 }}>
              <WhenRange from={next.plannedFrom} to={next.plannedTo} />
            </Typography>
            <Typography sx={{ color: 'text.secondary' }}>{translate(`post.${next.post}`)}</Typography>
            {next.state === 'judged_absent' && <Typography sx={{ color: colours.vermilionInk }}>{translate('my_shift.judged_absent')}</Typography>}
            <Clearances />
            {isOpen ? (
              <SignOn shift={next} />
            ) : (
              <Typography sx={{ color: 'text.secondary' }}>{translate('my_shift.opens_at', { at: when(mine.signOnFrom ?? next.plannedFrom) })}</Typography>
            )}
          </Box>
        </Section>
      ) : (
        <EmptyState title={translate('my_shift.none')}>{translate('my_shift.none_help')}</EmptyState>
      )}
      {mine.colleagues.length > 0 && (
        <Typography variant="body2" sx={{ color: 'text.secondary', mb: 3 }}>
          {translate('my_shift.now_on', { names: join(mine.colleagues.map(({ person }) => person.name)) })}
        </Typography>
      )}
      {mine.mayStandIn && <BeginStandIn />}
    </Box>
  );
}
