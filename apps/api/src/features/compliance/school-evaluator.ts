import { Injectable } from '@nestjs/common';
import { type EvaluatedControl, type Evaluation, type SpaceType, SPACES_NEAR_PRIVATE, type Severity, evaluateApplications, evaluateCompleteness, evaluateRanges, evaluateSpaces, isProhibitedSpace } from '@guardroom/domain';
import type { MachineActor, Tx } from '@guardroom/db';
import { type CivilDay, addDays, civilDay, dayBounds } from '@guardroom/kernel';
import { Tenants } from '../../platform/database/databases.ts';
import { type Due, DueWork, type DueWorkHandler } from '../../platform/jobs/work.ts';
import { SystemClock } from '../../platform/platform.module.ts';
import { storeResult } from './store-result.ts';

type EvidenceKind = 'camera_day' | 'gap' | 'footage_request' | 'viewing_session' | 'camera' | 'fact';
type Evaluated = { readonly control: EvaluatedControl; readonly severity: Severity; readonly kind: EvidenceKind; readonly evaluation: Evaluation };

/** Evaluates the controls that the database alone can answer, for today and for the day before, whose gaps may still be explained. */
@Injectable()
@DueWork('compliance.evaluate', { everySeconds: 60 })
export class SchoolEvaluator implements DueWorkHandler {
  readonly #db: Tenants;
  readonly #clock: SystemClock;

  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async handle(by: MachineActor, _due: Due): Promise<void> {
    const today = civilDay(this.#clock.now());
    for (const day of [addDays(today, -1), today]) {
      await this.#db.write(by, async (tx) => {
        for (const { control, severity, kind, evaluation } of await evaluateDay(tx, day)) await storeResult(tx, by, { day, control, severity, kind, evaluation, at: this.#clock.now() });
      });
    }
  }
}

async function evaluateDay(tx: Tx, day: CivilDay): Promise<Evaluated[]> {
  const { from, to } = dayBounds(day);
  return [
    { control: 'recording.no-unexplained-gap', severity: 'critical', kind: 'camera_day', evaluation: await completeness(tx, day, from, to) },
    { control: 'access.written-application', severity: 'major', kind: 'viewing_session', evaluation: await applications(tx, from, to) },
    { control: 'access.no-over-range', severity: 'critical', kind: 'viewing_session', evaluation: await ranges(tx, from, to) },
    { control: 'coverage.prohibited-spaces', severity: 'critical', kind: 'camera', evaluation: await spaces(tx, from, to) },
  ];
}

async function completeness(tx: Tx, day: string, from: string, to: string): Promise<Evaluation> {
  const rows = await tx.sql<{ cameraId: string; expectedSeconds: number; heldSeconds: number; overdueGaps: number; target: string }>`
    select d.camera_id as "cameraId", d.expected_seconds as "expectedSeconds", d.held_seconds as "heldSeconds", s.completeness_target_percent as target,
           (select count(*)::int from recording_gaps g where g.school_id = d.school_id and g.camera_id = d.camera_id and g.reason is null and g.explain_by < now()
               and g.from_at < ${to} and coalesce(g.to_at, now()) > ${from}) as "overdueGaps"
      from camera_days d join schools s using (school_id) where d.day = ${day}`;
  return evaluateCompleteness(rows, Number(rows[0]?.target ?? 99.5));
}

async function applications(tx: Tx, from: string, to: string): Promise<Evaluation> {
  const rows = await tx.sql<{ sessionId: string; requestComplete: boolean; approvedBefore: boolean }>`
    select v.session_id as "sessionId", coalesce(r.decided_at <= v.opened_at and r.decision_kind <> 'refused', false) as "approvedBefore",
           (r.applicant_name <> '' and r.relation <> '' and r.purpose <> '' and length(r.reason) >= 10
             and exists (select from footage_request_cameras c where c.school_id = r.school_id and c.request_id = r.request_id)) as "requestComplete"
      from viewing_sessions v join footage_requests r using (school_id, request_id) where v.opened_at >= ${from} and v.opened_at < ${to}`;
  return evaluateApplications(rows);
}

async function ranges(tx: Tx, from: string, to: string): Promise<Evaluation> {
  const rows = await tx.sql<{ sessionId: string; fragments: number; outside: number; attempts: number }>`
    select v.session_id as "sessionId", v.over_range as attempts, count(e.entry_no)::int as fragments,
           (count(e.entry_no) filter (where e.from_at < r.granted_from or e.to_at > r.granted_to or not coalesce(c.granted, false)))::int as outside
      from viewing_sessions v join footage_requests r using (school_id, request_id)
      left join viewing_entries e on e.school_id = v.school_id and e.session_id = v.session_id
      left join footage_request_cameras c on c.school_id = v.school_id and c.request_id = v.request_id and c.camera_id = e.camera_id
     where v.opened_at >= ${from} and v.opened_at < ${to} group by v.session_id, v.over_range`;
  return evaluateRanges(rows);
}

async function spaces(tx: Tx, from: string, to: string): Promise<Evaluation> {
  const cameras = await tx.sql<{ camera_id: string; space: SpaceType }>`select camera_id, space from cameras where enabled`;
  const [refused] = await tx.sql<{ n: number }>`select count(*)::int as n from facts where type = 'camera.refused_prohibited_space' and recorded_at >= ${from} and recorded_at < ${to}`;
  return evaluateSpaces(
    cameras.map((c) => ({ cameraId: c.camera_id, prohibited: isProhibitedSpace(c.space), nearPrivateSpace: SPACES_NEAR_PRIVATE.includes(c.space), reviewedWithinYear: false })),
    refused?.n ?? 0,
  );
}
