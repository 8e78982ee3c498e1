import { useEffect, useState, type ReactElement } from 'react';
import { Box, Button, Typography } from '@mui/material';
import { useNotify, useTranslate } from 'react-admin';
import type { z } from 'zod';
import type { rosterWeek } from '@guardroom/contracts';
import { useAct } from '../../components/use-act.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ClockField } from '../../components/fields/ClockField.tsx';
import { Problem } from '../../components/Problem.tsx';
import { StepDialog } from '../../components/StepDialog.tsx';
import { useApi, useSchoolId } from '../../providers/session.tsx';
import { type Grid, gridOf, linesOf, moved, type PlannedLine, weekAfter, withSlot } from './grid.ts';
import { RosterFindings } from './RosterFindings.tsx';
import { RosterTable } from './RosterTable.tsx';

export type RosterWeek = z.output<typeof rosterWeek>;
type Lines = NonNullable<RosterWeek['published']>['lines'];

const plain = (lines: Lines): PlannedLine[] => lines.map(({ person, from, to }) => ({ personId: person.id, from, to }));

/** The table of a week with everything that is wrong with it; what is typed stays until it is saved, also when a colleague saves meanwhile. */
export function RosterEditor({ week, mayPlan }: { readonly week: RosterWeek; readonly mayPlan: boolean }): ReactElement {
  const translate = useTranslate();
  const notify = useNotify();
  const client = useApi();
  const schoolId = useSchoolId();
  const shown = week.draft ?? week.published;
  const stored = shown?.lines ?? [];
  const [grid, setGrid] = useState<Grid>(() => gridOf(plain(stored), week.week));
  const [isChanged, setChanged] = useState(false);
  const { act, problem, isSending } = useAct();
  const version = `${shown?.id ?? ''}.${shown?.draftedAt ?? ''}`;
  useEffect(() => {
    if (!isChanged) setGrid(gridOf(plain(stored), week.week));
    // Only another version is a reason to look again; what was typed meanwhile goes first.
  }, [version]);
  const names = new Map([...stored.map(({ person }) => [person.id, person.name] as const), ...week.keepers.map(({ id, name }) => [id, name] as const)]);
  const change = (next: Grid): void => {
    setGrid(next);
    setChanged(true);
  };
  const save = () => act((api) => api.saveRoster({ params: { schoolId, week: week.week }, body: { lines: linesOf(grid, week.week) } }), translate('roster.saved')).then((went) => went && setChanged(false));
  const repeat = async (): Promise<void> => {
    const before = await client.getRosterWeek({ params: { schoolId, week: weekAfter(week.week, -1) } });
    if (!before.published) return notify(translate('roster.nothing_to_repeat'), { type: 'info' });
    change(gridOf(moved(plain(before.published.lines), 1), week.week));
    notify(translate('roster.repeated'), { type: 'info' });
  };
  const holesLeft = week.holes.length > 0;
  if (!mayPlan && stored.length === 0) return <EmptyState title={translate('roster.none')}>{translate('roster.none_help')}</EmptyState>;
  return (
    <>
      {mayPlan && week.keepers.length === 0 && <Typography sx={{ mb: 3 }}>{translate('roster.keepers_none')}</Typography>}
      <RosterTable week={week.week} grid={grid} names={names} keepers={mayPlan ? week.keepers : undefined} onChange={change} />
      {mayPlan && (
        <>
          <Box data-print="no" sx={{ display: 'flex', flexWrap: 'wrap', gap: 3, alignItems: 'center', my: 4 }}>
            <AddSlot onAdd={(from, to) => change(withSlot(grid, from, to))} />
            <Button variant="outlined" onClick={() => void repeat()}>
              {translate('roster.repeat')}
            </Button>
            <Button variant={isChanged ? 'contained' : 'outlined'} disabled={!isChanged || isSending} onClick={() => void save()}>
              {translate('roster.save')}
            </Button>
            {week.draft && !isChanged && week.faults.length === 0 && <Publish draftedAt={week.draft.draftedAt} week={week.week} holesLeft={holesLeft} />}
            {isChanged && <Typography variant="body2">{translate('roster.unsaved')}</Typography>}
          </Box>
          {problem !== undefined && <Problem error={problem} />}
        </>
      )}
      <RosterFindings week={week} isStale={isChanged} />
    </>
  );
}

function Publish({ draftedAt, week, holesLeft }: { readonly draftedAt: string; readonly week: string; readonly holesLeft: boolean }): ReactElement {
  const translate = useTranslate();
  return (
    <StepDialog
      label={translate('roster.publish')}
      variant="contained"
      title={translate('roster.publish_title')}
      help={translate('roster.publish_words')}
      confirm={translate('roster.publish')}
      done={translate('roster.published')}
      {...(holesLeft ? { words: { label: translate('roster.uncovered_reason'), least: 5 } } : {})}
      send={(client, schoolId, reason) => client.publishRoster({ params: { schoolId, week }, body: { draftedAt, ...(reason ? { uncoveredReason: reason } : {}) } })}
    />
  );
}

function AddSlot({ onAdd }: { readonly onAdd: (from: string, to: string) => void }): ReactElement {
  const translate = useTranslate();
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const field = (label: string, value: string, set: (value: string) => void): ReactElement => (
    <ClockField label={label} value={value} onChange={set} sx={{ width: 130 }} />
  );
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }} title={translate('roster.slot_help')}>
      {field(translate('roster.slot_from'), from, setFrom)}
      {field(translate('roster.slot_to'), to, setTo)}
      <Button variant="text" disabled={!from || !to || from === to} onClick={() => onAdd(from, to)}>
        {translate('roster.add_slot')}
      </Button>
    </Box>
  );
}
