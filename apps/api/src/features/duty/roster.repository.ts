import type { MachineActor, SchoolActor, Tx } from '@guardroom/db';
import type { Result, dutyRoutes } from '@guardroom/contracts';
import { KEEPER_ROLES, POSTS, ROSTER_LIMITS, ROSTER_ROLES, type Post, type RosterLine, type RosterState, type SchoolRole, holesOf, rosterFaults } from '@guardroom/domain';
import { addDays, dayBounds, dayMs, instantOf, msOf, parseCivilDay } from '@guardroom/kernel';

/** A week of a post as its operations answer it. */
export type RosterWeekView = Result<typeof dutyRoutes.getRosterWeek>;
export type RosterView = NonNullable<RosterWeekView['published']>;

/** Somebody who may be planned. */
export type Keeper = { readonly id: string; readonly sub: string; readonly name: string };
/** A line with whom it names. */
export type NamedLine = { readonly person: { readonly id: string; readonly name: string }; readonly from: string; readonly to: string };

/** A stored roster with its lines. */
export type RosterRow = {
  roster_id: string; post: Post; week: string; version: number; state: RosterState; uncovered_reason: string | null; uncovered_minutes: number | null; drafted_by: string; drafted_by_name: string; drafted_at: Date;
  published_by: string | null; published_by_name: string | null; published_at: Date | null; superseded_at: Date | null; lines: NamedLine[];
};

type At = Pick<SchoolActor | MachineActor, 'schoolId'>;

/** Rosters of the school ($1) with their lines; further conditions follow with `and`. */
export const ROSTERS = `
  select r.roster_id, r.post, r.week::text as week, r.version, r.state, r.uncovered_reason, r.uncovered_minutes, r.drafted_by, r.drafted_by_name, r.drafted_at, r.published_by, r.published_by_name, r.published_at, r.superseded_at,
         coalesce((select jsonb_agg(jsonb_build_object('person', jsonb_build_object('id', e.person_id, 'name', e.person_name), 'from', e.from_at, 'to', e.to_at) order by e.from_at, e.entry_no)
                     from roster_entries e where e.school_id = r.school_id and e.roster_id = r.roster_id), '[]') as lines
    from rosters r where r.school_id = $1`;

/** A row as the contract shows it. */
export const rosterView = (row: RosterRow): RosterView => ({
  id: row.roster_id,
  post: row.post,
  week: row.week,
  version: row.version,
  state: row.state,
  lines: row.lines.map(({ person, from, to }) => ({ person, from: new Date(from).toISOString(), to: new Date(to).toISOString() })),
  draftedBy: { id: row.drafted_by, name: row.drafted_by_name },
  draftedAt: row.drafted_at.toISOString(),
  publishedBy: row.published_by && row.published_by_name ? { id: row.published_by, name: row.published_by_name } : null,
  publishedAt: row.published_at?.toISOString() ?? null,
  supersededAt: row.superseded_at?.toISOString() ?? null,
  uncoveredReason: row.uncovered_reason,
  uncoveredMinutes: row.uncovered_minutes,
});

/** The present draft or the published version of a week. */
export async function rosterOf(tx: Tx, by: At, week: string, state: 'draft' | 'published'): Promise<RosterRow | undefined> {
  const [row] = await tx.query<RosterRow>(`${ROSTERS} and r.post = $2 and r.week = $3 and r.state = $4`, [by.schoolId, POSTS[0], week, state]);
  return row;
}

/** The instants between which a week lies; epoch milliseconds, half-open. */
export const boundsOf = (week: string): { fromMs: number; toMs: number } => {
  const monday = parseCivilDay(week);
  return { fromMs: msOf(dayBounds(monday).from), toMs: msOf(dayBounds(addDays(monday, 7)).from) };
};

/** People who hold a post that keeps watch today. */
export const keepersOf = (tx: Tx, by: At): Promise<Keeper[]> =>
  tx.sql<Keeper>`select distinct on (person_name, person_id) person_id as id, sub, person_name as name from appointments
    where school_id = ${by.schoolId} and ended_at is null and starts_on <= (now() at time zone 'Asia/Shanghai')::date and role = any(${[...KEEPER_ROLES]}) order by person_name, person_id`;

type PlannedRow = { person_id: string; person_name: string; sub: string; planned_from: Date; planned_to: Date };
const lineOf = (row: PlannedRow): RosterLine => ({ personId: row.person_id, fromMs: row.planned_from.getTime(), toMs: row.planned_to.getTime() });

/** Rostered watches of this week that have begun, were judged or were stood in for. */
export const begunOf = (tx: Tx, by: At, week: string, nowMs: number): Promise<PlannedRow[]> =>
  tx.sql<PlannedRow>`select s.person_id, s.person_name, s.sub, s.planned_from, s.planned_to from shifts s join rosters r on r.school_id = s.school_id and r.roster_id = s.roster_id
    where s.school_id = ${by.schoolId} and r.post = ${POSTS[0]} and r.week = ${week}
      and (s.state <> 'planned' or s.planned_from <= ${new Date(nowMs)} or exists (select from shifts i where i.school_id = s.school_id and i.stand_in_for = s.shift_id))`;

/** All that can be said of lines for a week: their faults, and the hours that nobody covers. */
export async function judged(tx: Tx, by: At, week: string, lines: readonly RosterLine[], keepers: readonly Keeper[], nowMs: number): Promise<{ faults: ReturnType<typeof rosterFaults>; holes: ReturnType<typeof holesOf> }> {
  const { fromMs, toMs } = boundsOf(week);
  const others = await tx.sql<PlannedRow>`select s.person_id, s.person_name, s.sub, s.planned_from, s.planned_to from shifts s join rosters r on r.school_id = s.school_id and r.roster_id = s.roster_id
    where s.school_id = ${by.schoolId} and r.post = ${POSTS[0]} and r.week <> ${week} and s.planned_to > ${new Date(fromMs - 2 * dayMs)} and s.planned_from < ${new Date(toMs + 2 * dayMs)}`;
  const neighbours = others.map(lineOf);
  const begun = (await begunOf(tx, by, week, nowMs)).map(lineOf);
  return {
    faults: rosterFaults(lines, { weekFromMs: fromMs, weekToMs: toMs, limits: ROSTER_LIMITS, keepers: new Set(keepers.map((keeper) => keeper.id)), neighbours, begun }),
    holes: holesOf([...lines, ...neighbours], Math.min(Math.max(fromMs, nowMs), toMs), toMs, ROSTER_LIMITS.minKeepers),
  };
}

/** A stored line as the domain takes it. */
export const plannedLine = ({ person, from, to }: NamedLine): RosterLine => ({ personId: person.id, fromMs: Date.parse(from), toMs: Date.parse(to) });

const plans = (by: { readonly roles?: readonly SchoolRole[] }): boolean => by.roles?.some((role) => ROSTER_ROLES.includes(role)) ?? false;

/** The week as a person sees it: drafts are for those who plan. */
export async function rosterWeekFor(tx: Tx, by: SchoolActor, week: string, nowMs: number): Promise<RosterWeekView> {
  const { fromMs, toMs } = boundsOf(week);
  const [published, draft, keepers] = [await rosterOf(tx, by, week, 'published'), plans(by) ? await rosterOf(tx, by, week, 'draft') : undefined, await keepersOf(tx, by)];
  const { faults, holes } = await judged(tx, by, week, ((draft ?? published)?.lines ?? []).map(plannedLine), keepers, nowMs);
  const names = new Map([...keepers.map(({ id, name }) => [id, name] as const), ...[...(draft?.lines ?? []), ...(published?.lines ?? [])].map(({ person }) => [person.id, person.name] as const)]);
  return {
    week,
    from: instantOf(fromMs),
    to: instantOf(toMs),
    published: published ? rosterView(published) : null,
    draft: draft ? rosterView(draft) : null,
    faults: (draft ? faults : []).map((fault) => ({
      kind: fault.kind,
      line: fault.line,
      person: { id: fault.personId, name: names.get(fault.personId) ?? '' },
      from: instantOf(fault.fromMs),
      to: instantOf(fault.toMs),
      other: fault.otherFromMs !== undefined && fault.otherToMs !== undefined ? { from: instantOf(fault.otherFromMs), to: instantOf(fault.otherToMs) } : null,
    })),
    holes: holes.map((hole) => ({ from: instantOf(hole.fromMs), to: instantOf(hole.toMs), planned: hole.planned })),
    keepers: keepers.map(({ id, name }) => ({ id, name })),
    limits: { maxShiftHours: ROSTER_LIMITS.maxShiftMs / 3_600_000, minRestHours: ROSTER_LIMITS.minRestMs / 3_600_000, minKeepers: ROSTER_LIMITS.minKeepers },
  };
}
