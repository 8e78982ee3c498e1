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

/** What footage is held for. */
export type HoldSource = { readonly kind: 'footage_request' | 'incident' | 'authority_request'; readonly id: string };

/** Provisional: made by filing, ends with the decision or by itself. Preservation: ordered, released by two people, which its own feature sees to. */
export type HoldKind = 'provisional' | 'preservation';

/** Footage that must not go: cameras and a stretch of time, until an instant. */
export type NewHold = {
  readonly kind: HoldKind;
  readonly source: HoldSource;
  readonly cameraIds: readonly string[];
  readonly from: Instant;
  readonly to: Instant;
  readonly until: Instant;
  readonly at: Instant;
};

/** Holds footage in the transaction that gives the reason: from the commit on it cannot be disposed of. Answers the hold's id. */
export async function placeHold(tx: Tx, by: AtSchool, { kind, source, cameraIds, from, to, until, at }: NewHold): Promise<string> {
  const holdId = newId('hld');
  const requestId = source.kind === 'footage_request' ? source.id : null;
  await tx.sql`insert into holds (school_id, hold_id, district_id, kind, source_kind, source_id, request_id, from_at, to_at, until_at, placed_at)
    values (${by.schoolId}, ${holdId}, ${by.districtId}, ${kind}, ${source.kind}, ${source.id}, ${requestId}, ${from}, ${to}, ${until}, ${at})`;
  await tx.sql`insert into hold_cameras (school_id, hold_id, camera_id, district_id) select ${by.schoolId}, ${holdId}, unnest(${cameraIds}::text[]), ${by.districtId}`;
  await noteDue(tx, by, { kind: LOCK_HELD, subject: holdId, dueAt: new Date(at) });
  await noteDue(tx, by, { kind: EXPIRE_HOLD, subject: holdId, dueAt: new Date(until) });
  await appendFact(tx, by, { type: 'hold.placed', subject: source.id, at, body: { holdId, kind, cameraIds, from, to, until } });
  return holdId;
}

/**
 * Lets footage stay held until another instant; held anew when the first hold ended before anybody decided. Locked objects
 * stay locked at least as long as before.
 */
export async function extendHoldsOf(tx: Tx, by: AtSchool, hold: NewHold): Promise<void> {
  const { source, until, at } = hold;
  const kept = await tx.sql<{ hold_id: string }>`
    update holds set until_at = ${until}, locked_at = case when until_at < ${until} then null else locked_at end
     where school_id = ${by.schoolId} and source_id = ${source.id} and released_at is null and until_at > clock_timestamp() returning hold_id`;
  if (kept.length === 0) return void (await placeHold(tx, by, hold));
  for (const { hold_id: holdId } of kept) {
    await noteDue(tx, by, { kind: LOCK_HELD, subject: holdId, dueAt: new Date(at) });
    await noteDue(tx, by, { kind: EXPIRE_HOLD, subject: holdId, dueAt: new Date(until) });
    await appendFact(tx, by, { type: 'hold.kept', subject: source.id, at, body: { holdId, until } });
  }
}

/** Lets footage go its ordinary way again; answers how many holds ended. `why` is a code for the ledger, such as `refused`. */
export async function releaseHoldsOf(tx: Tx, by: AtSchool, sourceId: string, at: Instant, why: string): Promise<number> {
  const released = await tx.sql<{ hold_id: string }>`
    update holds set released_at = ${at} where school_id = ${by.schoolId} and source_id = ${sourceId} and released_at is null returning hold_id`;
  for (const { hold_id: holdId } of released) await appendFact(tx, by, { type: 'hold.released', subject: sourceId, at, body: { holdId, why } });
  return released.length;
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

/** A stretch of one camera's time. */
export type Stretch = { readonly cameraId: string; readonly from: Instant; readonly to: Instant };

/** The same for many stretches at once, in their order; nothing for those that nobody holds. */
export async function heldUntilEach(tx: Tx, by: AtSchool, stretches: readonly Stretch[]): Promise<(Instant | undefined)[]> {
  const rows = await tx.sql<{ until_at: Date | null }>`
    select (select max(h.until_at) from hold_cameras c join holds h using (school_id, hold_id)
             where c.school_id = ${by.schoolId} and c.camera_id = w.camera_id and h.released_at is null and h.from_at < w.to_at and h.to_at > w.from_at) as until_at
      from unnest(${stretches.map((s) => s.cameraId)}::text[], ${stretches.map((s) => s.from)}::timestamptz[], ${stretches.map((s) => s.to)}::timestamptz[]) with ordinality as w (camera_id, from_at, to_at, place)
     order by w.place`;
  return rows.map(({ until_at: until }) => (until ? instantOf(until.getTime()) : undefined));
}

/** Held footage of a gateway's cameras, newest holds first, and no more of them than it can heed. */
export async function heldFootageOf(tx: Tx, by: AtSchool & { readonly gatewayId: string }): Promise<Stretch[]> {
  const rows = await tx.sql<{ camera_id: string; from_at: Date; to_at: Date }>`
    select c.camera_id, h.from_at, h.to_at from cameras c join hold_cameras k using (school_id, camera_id) join holds h using (school_id, hold_id)
     where c.school_id = ${by.schoolId} and c.gateway_id = ${by.gatewayId} and h.released_at is null and h.until_at > now() order by h.hold_id desc limit 256`;
  return rows.map((row) => ({ cameraId: row.camera_id, from: instantOf(row.from_at.getTime()), to: instantOf(row.to_at.getTime()) }));
}
