import type { MachineActor, SchoolActor, Tx } from '@guardroom/db';
import { type CivilDay, type Instant, civilDaysOf, dayBounds, instantOf, newId } from '@guardroom/kernel';
import { Injectable } from '@nestjs/common';
import { Tenants } from '../../platform/database/databases.ts';
import { appendFact } from '../../platform/facts/append-fact.ts';
import { SystemClock } from '../../platform/platform.module.ts';
import { type Window, computeCameraDays, dayWindow, foundGaps, keptGaps, knownUntilOf, noteLooked, runningWindows, staleDays } from './coverage-sql.ts';
import { type FoundGap, type GapChanges, type KeptGap, gapChanges } from './gap-changes.ts';
import { LOOK_BACK_SECONDS } from './reconcile-notes.ts';

type By = MachineActor | SchoolActor;
type CameraDay = { readonly cameraId: string; readonly day: CivilDay };

/**
 * Keeps the register of missing footage and the completeness of each camera day equal to the index. Gaps, days and facts change in
 * one transaction; rounds of one school never overlap.
 * @source R01 3.1(3)
 */
@Injectable()
export class GapKeeper {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  /** Looks at what every camera of the school recorded lately. */
  async round(by: By): Promise<void> {
    const knownUntil = knownUntilOf(this.#clock.nowMs());
    await this.#db.write(by, async (tx) => {
      await alone(tx, by);
      const windows = (await runningWindows(tx, knownUntil, LOOK_BACK_SECONDS)).filter((w) => w.from < w.to);
      if (windows.length === 0) return;
      const changed = await this.#settle(tx, by, windows, knownUntil);
      const stale = await staleDays(tx, windows.flatMap((w) => daysOf(w.cameraId, w.since, w.to)));
      await computeCameraDays(tx, by, distinct([...changed, ...stale]), knownUntil);
      await noteLooked(tx, by.schoolNo, windows);
    });
  }

  /** Looks at one camera and civil day again, after footage or the cause of its absence has come late. */
  async day(by: By, cameraId: string, day: CivilDay): Promise<void> {
    const knownUntil = knownUntilOf(this.#clock.nowMs());
    await this.#db.write(by, async (tx) => {
      await alone(tx, by);
      const window = await dayWindow(tx, cameraId, dayBounds(day), knownUntil);
      if (!window) return;
      const changed = await this.#settle(tx, by, [window], knownUntil);
      await computeCameraDays(tx, by, distinct([...changed, { cameraId, day }]), knownUntil);
    });
  }

  /** Lets no round of the school find, move or fill gaps until the caller's transaction ends. */
  async standStill(tx: Tx, by: By): Promise<void> {
    await alone(tx, by);
  }

  /** Counts the days of gaps again, in the caller's transaction: an explanation changes what is unexplained. */
  async recount(tx: Tx, by: By, gaps: readonly { cameraId: string; fromAt: Date; toAt: Date }[]): Promise<void> {
    await computeCameraDays(tx, by, distinct(gaps.flatMap((gap) => daysOf(gap.cameraId, gap.fromAt, gap.toAt))), knownUntilOf(this.#clock.nowMs()));
  }

  async #settle(tx: Tx, by: By, windows: readonly Window[], knownUntil: Date): Promise<CameraDay[]> {
    const changes = gapChanges(await keptGaps(tx, windows), await foundGaps(tx, by.schoolNo, windows, knownUntil));
    await this.#apply(tx, by, changes);
    const gaps = [...changes.opened.map((o) => o.gap), ...changes.moved.flatMap((m) => [m.kept, m.now]), ...changes.filled];
    return gaps.flatMap((g) => daysOf(g.cameraId, new Date(g.fromMs), g.toMs === null ? knownUntil : new Date(g.toMs)));
  }

  async #apply(tx: Tx, by: By, { opened, moved, filled }: GapChanges): Promise<void> {
    const at = this.#clock.now();
    const say = (verb: 'opened' | 'closed' | 'filled', gapId: string, gap: FoundGap) =>
      appendFact(tx, by, { type: `recording_gap.${verb}`, subject: gapId, at: verb === 'opened' ? instantOf(gap.fromMs) : at, body: bodyOf(gap) });
    if (filled.length > 0) await tx.sql`delete from recording_gaps where gap_id = any(${filled.map((g) => g.gapId)})`;
    for (const gap of filled) await say('filled', gap.gapId, gap);
    if (moved.length > 0) {
      await tx.sql`
        update recording_gaps g set from_at = m.from_at, to_at = m.to_at, cause = m.cause
          from unnest(${moved.map((m) => m.kept.gapId)}::text[], ${moved.map((m) => new Date(m.now.fromMs))}::timestamptz[], ${moved.map((m) => dateOf(m.now.toMs))}::timestamptz[], ${moved.map((m) => m.now.cause)}::text[])
               as m (gap_id, from_at, to_at, cause) where g.gap_id = m.gap_id`;
    }
    for (const { kept, now } of moved) if (kept.toMs === null && now.toMs !== null) await say('closed', kept.gapId, now);
    for (const [gapId, gap] of await insertGaps(tx, by, opened, at)) {
      await say('opened', gapId, gap);
      if (gap.toMs !== null) await say('closed', gapId, gap);
    }
  }
}

async function insertGaps(tx: Tx, by: By, opened: GapChanges['opened'], at: Instant): Promise<[string, FoundGap][]> {
  if (opened.length === 0) return [];
  const ids = opened.map(() => newId('gap') as string);
  await tx.sql`
    insert into recording_gaps (school_id, gap_id, district_id, camera_id, from_at, to_at, cause, found_at, explain_by, reason, words, explained_by, explained_name, explained_at)
    select ${by.schoolId}, o.gap_id, ${by.districtId}, o.camera_id, o.from_at, o.to_at, o.cause, ${at}::timestamptz, ${at}::timestamptz + make_interval(hours => s.explain_within_hours),
           k.reason, k.words, k.explained_by, k.explained_name, k.explained_at
      from unnest(${ids}::text[], ${opened.map((o) => o.gap.cameraId)}::text[], ${opened.map((o) => new Date(o.gap.fromMs))}::timestamptz[], ${opened.map((o) => dateOf(o.gap.toMs))}::timestamptz[],
                  ${opened.map((o) => o.gap.cause)}::text[], ${opened.map((o) => o.inherits?.gapId ?? null)}::text[]) as o (gap_id, camera_id, from_at, to_at, cause, inherits)
      cross join schools s left join recording_gaps k on k.gap_id = o.inherits
     where s.school_id = ${by.schoolId}`;
  return opened.map((o, i) => [ids[i] as string, o.gap]);
}

/** Rounds of one school come one after another; two at once would each open the same gap. */
const alone = (tx: Tx, by: By) => tx.sql`select pg_advisory_xact_lock(hashtextextended(${`recording.reconcile ${by.schoolId}`}, 0))`;

const dateOf = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));
const daysOf = (cameraId: string, from: Date, to: Date): CameraDay[] => civilDaysOf({ from: instantOf(from.getTime()), to: instantOf(to.getTime()) }).map((day) => ({ cameraId, day }));
const distinct = (days: readonly CameraDay[]): CameraDay[] => [...new Map(days.map((d) => [`${d.cameraId} ${d.day}`, d])).values()];

const bodyOf = (gap: FoundGap | KeptGap): Record<string, unknown> => ({
  cameraId: gap.cameraId,
  from: instantOf(gap.fromMs),
  to: gap.toMs === null ? null : instantOf(gap.toMs),
  ...(gap.toMs === null ? {} : { seconds: (gap.toMs - gap.fromMs) / 1_000 }),
  cause: gap.cause,
});
