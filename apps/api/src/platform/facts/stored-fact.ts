import { leafOf } from '@guardroom/evidence';
import type { FactId, Instant } from '@guardroom/kernel';

/** A fact as its leaf commits to it: change any of this, and the leaf no longer fits. */
export type StoredFact = {
  readonly id: FactId;
  readonly districtId: string;
  readonly schoolId: string | null;
  readonly type: string;
  readonly subject: string;
  readonly actor: { readonly kind: string; readonly sub: string; readonly name: string };
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly body: Readonly<Record<string, unknown>>;
};

/** The log's entry for a fact: id, instant and a salted commitment, so that the public log tells nothing. */
export const entryOf = (fact: StoredFact, salt: Buffer): Buffer => leafOf({ id: fact.id, at: fact.recordedAt, salt, fact });

/** Columns that `storedFactOf` reads. */
export const FACT_COLUMNS = 'fact_id, district_id, school_id, type, subject, actor_kind, actor_sub, actor_name, occurred_at, recorded_at, body, salt';

/** A row of the table of facts. */
export type FactRow = {
  readonly fact_id: string;
  readonly district_id: string;
  readonly school_id: string | null;
  readonly type: string;
  readonly subject: string;
  readonly actor_kind: string;
  readonly actor_sub: string;
  readonly actor_name: string;
  readonly occurred_at: Date;
  readonly recorded_at: Date;
  readonly body: Record<string, unknown>;
  readonly salt: Buffer;
};

/** The fact that a row holds, in the form its leaf commits to. */
export const storedFactOf = (row: FactRow): StoredFact => ({
  id: row.fact_id as FactId,
  districtId: row.district_id,
  schoolId: row.school_id,
  type: row.type,
  subject: row.subject,
  actor: { kind: row.actor_kind, sub: row.actor_sub, name: row.actor_name },
  occurredAt: row.occurred_at.toISOString() as Instant,
  recordedAt: row.recorded_at.toISOString() as Instant,
  body: row.body,
});
