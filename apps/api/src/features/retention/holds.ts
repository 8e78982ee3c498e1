import type { Actor, Tx } from '@guardroom/db';
import { type Instant, instantOf, newId } from '@guardroom/kernel';
import { appendFact } from '../../platform/facts/append-fact.ts';
import { noteDue } from '../../platform/jobs/work.ts';

/** Ends a hold that nobody decided about. */
export const EXPIRE_HOLD = 'hold.expire';
/** Locks the objects under a hold for as long as it lasts. */
export const LOCK_HELD = 'hold.lock';

/** The school whose footage is held, as every actor at a school carries it. */
export type AtSchool = Extract<Actor, { schoolId: string }>;

/** What a request freezes. */
export type Freeze = { readonly requestId: string; readonly cameraIds: readonly string[]; readonly from: Instant; readonly to: Instant; readonly until: Instant; readonly at: Instant };

/** Holds footage for a request, in the transaction that files it: from the commit on it cannot be disposed of. */
export async function placeProvisionalHold(tx: Tx, by: AtSchool, freeze: Freeze): Promise<void> {
  const holdId = newId('hld');
  await tx.sql`insert into holds (school_id, hold_id, district_id, kind, request_id, from_at, to_at, until_at, placed_at)
    values (${by.schoolId}, ${holdId}, ${by.districtId}, 'provisional', ${freeze.requestId}, ${freeze.from}, ${freeze.to}, ${freeze.until}, ${freeze.at})`;
  await tx.sql`insert into hold_cameras (school_id, hold_id, camera_id, district_id) select ${by.schoolId}, ${holdId}, unnest(${freeze.cameraIds}::text[]), ${by.districtId}`;
  await noteDue(tx, by, { kind: LOCK_HELD, subject: holdId, dueAt: new Date(freeze.at) });
  await noteDue(tx, by, { kind: EXPIRE_HOLD, subject: holdId, dueAt: new Date(freeze.until) });
  await appendFact(tx, by, { type: 'hold.placed', subject: freeze.requestId, at: freeze.at, body: { holdId, kind: 'provisional', cameraIds: freeze.cameraIds, from: freeze.from, to: freeze.to, until: freeze.until } });
}

/**
 * Lets a request's footage stay held until its grant ends; held anew when the first hold ended before anybody decided. Locked objects
 * stay locked at least as long as before.
 */
export async function holdThroughGrant(tx: Tx, by: AtSchool, freeze: Freeze): Promise<void> {
  const { requestId, until, at } = freeze;
  const kept = await tx.sql<{ hold_id: string }>`
    update holds set until_at = ${until}, locked_at = case when until_at < ${until} then null else locked_at end
     where school_id = ${by.schoolId} and request_id = ${requestId} and released_at is null and until_at > clock_timestamp() returning hold_id`;
  if (kept.length === 0) return placeProvisionalHold(tx, by, freeze);
  for (const { hold_id: holdId } of kept) {
    await noteDue(tx, by, { kind: LOCK_HELD, subject: holdId, dueAt: new Date(at) });
    await noteDue(tx, by, { kind: EXPIRE_HOLD, subject: holdId, dueAt: new Date(until) });
    await appendFact(tx, by, { type: 'hold.kept', subject: requestId, at, body: { holdId, until } });
  }
}

/** Lets a request's footage go its ordinary way again. */
export async function releaseHolds(tx: Tx, by: AtSchool, requestId: string, at: Instant, why: 'refused' | 'withdrawn'): Promise<void> {
  const released = await tx.sql<{ hold_id: string }>`
    update holds set released_at = ${at} where school_id = ${by.schoolId} and request_id = ${requestId} and released_at is null returning hold_id`;
  for (const { hold_id: holdId } of released) await appendFact(tx, by, { type: 'hold.released', subject: requestId, at, body: { holdId, why } });
}

/**
 * Until when footage of a camera that begins in a stretch of time is held, or nothing. An upload that comes late is locked at least as long.
 */
export async function heldUntil(tx: Tx, by: AtSchool, cameraId: string, from: Instant, to: Instant): Promise<Instant | undefined> {
  const [row] = await tx.sql<{ until_at: Date | null }>`
    select max(h.until_at) as until_at from holds h join hold_cameras c using (school_id, hold_id)
     where h.school_id = ${by.schoolId} and c.camera_id = ${cameraId} and h.released_at is null and h.from_at < ${to} and h.to_at > ${from}`;
  return row?.until_at ? instantOf(row.until_at.getTime()) : undefined;
}
