import type { MachineActor, SchoolActor, Tx } from '@guardroom/db';
import { CLEARANCE_KINDS, type ClearanceKind, type ClearanceState, type ShiftEndKind, absentFrom, endOverdueFrom, mayKeepWatch } from '@guardroom/domain';
import { type Instant, civilDay, instantOf, msOf } from '@guardroom/kernel';
import { Refused, valueOf } from '../../platform/errors/refused.ts';
import { appendFact } from '../../platform/facts/append-fact.ts';
import { noteDue } from '../../platform/jobs/work.ts';
import { clearancesOf } from '../people/public.ts';
import type { ShiftRow } from './shift.repository.ts';

export const JUDGE_ABSENT = 'duty.judge_absent';
export const NOTE_END_OVERDUE = 'duty.note_end_overdue';

type School = Pick<SchoolActor, 'schoolId' | 'districtId'>;
type Planned = { readonly shiftId: string; readonly plannedFrom: Date; readonly plannedTo: Date; readonly plannedAt: Date };

/** Notes when a planned watch that nobody signs on to is judged absent. */
export const noteAbsence = (tx: Tx, at: School, shift: Planned): Promise<void> =>
  noteDue(tx, at, { kind: JUDGE_ABSENT, subject: shift.shiftId, dueAt: new Date(absentFrom({ plannedFromMs: shift.plannedFrom.getTime(), plannedToMs: shift.plannedTo.getTime(), plannedAtMs: shift.plannedAt.getTime() })) });

/** Notes when a running watch has waited too long for its handover. */
export const noteEndOverdue = (tx: Tx, at: School, shift: Pick<Planned, 'shiftId' | 'plannedTo'>): Promise<void> =>
  noteDue(tx, at, { kind: NOTE_END_OVERDUE, subject: shift.shiftId, dueAt: new Date(endOverdueFrom({ plannedToMs: shift.plannedTo.getTime() })) });

/**
 * Refuses a second watch at a time.
 * @refuses duty.on_another_shift — while the person has a watch at this school
 */
export async function refuseSecondWatch(tx: Tx, by: SchoolActor): Promise<void> {
  const [running] = await tx.sql<{ shift_id: string }>`select shift_id from shifts where school_id = ${by.schoolId} and sub = ${by.sub} and state in ('active', 'handing_over')`;
  if (running) throw new Refused('duty.on_another_shift', { details: { shiftId: running.shift_id } });
}

/**
 * The keeper's clearances at the moment when a watch begins, as its fact keeps them.
 * @refuses duty.not_cleared — listing what is missing, failed or expired
 */
export async function clearedForWatch(tx: Tx, by: SchoolActor, at: Instant): Promise<Record<ClearanceKind, ClearanceState>> {
  const have = await clearancesOf(tx, by.personId, civilDay(at));
  const states = Object.fromEntries(CLEARANCE_KINDS.map((kind) => [kind, have[kind].state])) as Record<ClearanceKind, ClearanceState>;
  valueOf(mayKeepWatch(states));
  return states;
}

/**
 * Begins a planned watch: the state, the fact and the note of its end are one.
 * @refuses duty.not_cleared — listing what is missing, failed or expired
 */
export async function beginWatch(tx: Tx, by: SchoolActor, row: ShiftRow, how: { readonly lateMinutes: number; readonly lateReason?: string | undefined; readonly at: Instant }): Promise<void> {
  const clearances = await clearedForWatch(tx, by, how.at);
  await tx.sql`update shifts set state = 'active', signed_on_at = ${how.at}, late_minutes = ${how.lateMinutes}, late_reason = ${how.lateReason ?? null}, fit_declared_at = ${how.at}
    where school_id = ${by.schoolId} and shift_id = ${row.shift_id}`;
  await noteEndOverdue(tx, by, { shiftId: row.shift_id, plannedTo: row.planned_to });
  await appendFact(tx, by, {
    type: 'shift.signed_on',
    subject: row.shift_id,
    at: how.at,
    body: { post: row.post, plannedFrom: row.planned_from.toISOString(), plannedTo: row.planned_to.toISOString(), lateMinutes: how.lateMinutes, afterVerdict: row.judged_absent_at !== null, clearances, fit: true, attentive: true },
  });
}

/** Ends a running watch; the person who ends it may be another than its keeper. */
export async function closeWatch(tx: Tx, by: SchoolActor | MachineActor, row: ShiftRow, how: { readonly kind: ShiftEndKind; readonly reason?: string; readonly at: Instant }): Promise<void> {
  const earlyMinutes = Math.max(0, Math.floor((row.planned_to.getTime() - msOf(how.at)) / 60_000));
  await tx.sql`update shifts set state = 'closed', ended_at = ${how.at}, end_kind = ${how.kind}, end_reason = ${how.reason ?? null}, early_minutes = ${earlyMinutes}
    where school_id = ${by.schoolId} and shift_id = ${row.shift_id}`;
  await appendFact(tx, by, {
    type: 'shift.ended',
    subject: row.shift_id,
    at: how.at,
    body: { post: row.post, personId: row.person_id, plannedTo: row.planned_to.toISOString(), kind: how.kind, reason: how.reason ?? null, earlyMinutes, signedOnAt: instantOf(row.signed_on_at?.getTime() ?? msOf(how.at)) },
  });
}
