import type { Input, Result, dutyRoutes } from '@guardroom/contracts';
import type { SchoolActor, Tx } from '@guardroom/db';
import { POSTS } from '@guardroom/domain';
import { type Instant, newId } from '@guardroom/kernel';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { noteAbsence } from '../keep-watch.ts';
import { type RosterRow, boundsOf, judged, keepersOf, plannedLine, rosterOf, rosterWeekFor } from '../roster.repository.ts';
import { lockWatch } from '../shift.repository.ts';

type Route = typeof dutyRoutes.publishRoster;

/**
 * Publishes the draft of a week. Watches that stay the same are kept, new ones are planned, those that nobody has begun and that are
 * gone are taken away; the version before is superseded and stays readable.
 * @refuses duty.no_draft — when there is nothing to publish
 * @refuses duty.draft_changed — when a colleague saved it after this person looked
 * @refuses duty.week_is_over — nothing is planned for the past
 * @refuses duty.roster_faults — with every fault, while one is left
 * @refuses duty.uncovered_reason_needed — with every hole, when nobody is planned for some hours and no reason is given
 */
export class PublishRoster extends Command<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@CommandHandler(PublishRoster)
export class PublishRosterHandler implements ICommandHandler<PublishRoster> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, input: { params, body } }: PublishRoster): Promise<Result<Route>> {
    return this.#db.write(by, async (tx) => {
      await lockWatch(tx, by);
      const at = this.#clock.now();
      const nowMs = Date.parse(at);
      const draft = await rosterOf(tx, by, params.week, 'draft');
      if (!draft) throw new Refused('duty.no_draft');
      if (draft.drafted_at.toISOString() !== body.draftedAt) throw new Refused('duty.draft_changed', { details: { by: draft.drafted_by_name, at: draft.drafted_at.toISOString() } });
      if (boundsOf(params.week).toMs <= nowMs) throw new Refused('duty.week_is_over');
      const { faults, holes } = await judged(tx, by, params.week, draft.lines.map(plannedLine), await keepersOf(tx, by), nowMs);
      if (faults.length > 0) throw new Refused('duty.roster_faults', { details: { faults: faults.length, kinds: [...new Set(faults.map((fault) => fault.kind))] } });
      const uncoveredMinutes = Math.round(holes.reduce((sum, hole) => sum + hole.toMs - hole.fromMs, 0) / 60_000);
      if (uncoveredMinutes > 0 && !body.uncoveredReason) throw new Refused('duty.uncovered_reason_needed', { details: { clauses: ['R04:1', 'R13:§9'], holes: holes.length, minutes: uncoveredMinutes } });
      const before = await rosterOf(tx, by, params.week, 'published');
      if (before) await tx.sql`update rosters set state = 'superseded', superseded_at = ${at} where school_id = ${by.schoolId} and roster_id = ${before.roster_id}`;
      await tx.sql`update rosters set state = 'published', published_by = ${by.personId}, published_by_name = ${by.name}, published_at = ${at}, uncovered_reason = ${uncoveredMinutes > 0 ? (body.uncoveredReason ?? null) : null}, uncovered_minutes = ${uncoveredMinutes}
        where school_id = ${by.schoolId} and roster_id = ${draft.roster_id}`;
      const changed = await replan(tx, by, draft, before, at);
      await appendFact(tx, by, { type: 'roster.published', subject: draft.roster_id, at, body: { post: POSTS[0], week: params.week, version: draft.version, supersedes: before?.roster_id ?? null, ...changed, uncoveredMinutes, uncoveredReason: body.uncoveredReason ?? null } });
      return rosterWeekFor(tx, by, params.week, nowMs);
    });
  }
}

/** Makes the planned watches of the week those of the new version; answers how many were kept, planned and taken away. */
async function replan(tx: Tx, by: SchoolActor, draft: RosterRow, before: RosterRow | undefined, at: Instant): Promise<{ kept: number; planned: number; withdrawn: number }> {
  const kept = await tx.sql`update shifts s set roster_id = ${draft.roster_id} where s.school_id = ${by.schoolId} and s.roster_id = ${before?.roster_id ?? ''}
    and exists (select from roster_entries e where e.school_id = s.school_id and e.roster_id = ${draft.roster_id} and e.person_id = s.person_id and e.from_at = s.planned_from and e.to_at = s.planned_to) returning 1`;
  const withdrawn = await tx.sql`delete from shifts where school_id = ${by.schoolId} and roster_id = ${before?.roster_id ?? ''} and state = 'planned' returning 1`;
  const missing = await tx.sql<{ person_id: string; sub: string; person_name: string; from_at: Date; to_at: Date }>`select person_id, sub, person_name, from_at, to_at from roster_entries e
    where e.school_id = ${by.schoolId} and e.roster_id = ${draft.roster_id} and e.to_at > ${at}
      and not exists (select from shifts s where s.school_id = e.school_id and s.roster_id = e.roster_id and s.person_id = e.person_id and s.planned_from = e.from_at and s.planned_to = e.to_at) order by e.from_at`;
  for (const line of missing) {
    const shiftId = newId('shf');
    await tx.sql`insert into shifts (school_id, shift_id, district_id, post, person_id, sub, person_name, planned_from, planned_to, planned_at, roster_id, state)
      values (${by.schoolId}, ${shiftId}, ${by.districtId}, ${draft.post}, ${line.person_id}, ${line.sub}, ${line.person_name}, ${line.from_at}, ${line.to_at}, ${at}, ${draft.roster_id}, 'planned')`;
    await noteAbsence(tx, by, { shiftId, plannedFrom: line.from_at, plannedTo: line.to_at, plannedAt: new Date(at) });
  }
  return { kept: kept.length, planned: missing.length, withdrawn: withdrawn.length };
}
