import { randomBytes } from 'node:crypto';
import type { Actor, Tx } from '@guardroom/db';
import { type Instant, newId, systemClock } from '@guardroom/kernel';
import { type StoredFact, entryOf } from './stored-fact.ts';

/** Something that happened, in the past tense, with what a reader of the register may know of it. */
export type NewFact = {
  /** `area.verbed`, for example `footage_request.approved`. */
  readonly type: string;
  /** Id of what it happened to: a request, camera, session … */
  readonly subject: string;
  /** When it was true. */
  readonly at: Instant;
  readonly body: Readonly<Record<string, unknown>>;
  /** The school that the fact belongs to, when an agency writes it: everybody else writes at their own. */
  readonly schoolId?: string;
};

const KIND_OF = { school: 'person', district: 'person', case: 'person', gateway: 'gateway', machine: 'machine' } as const;

/**
 * Writes a fact, its staged leaf and its outbox row in the caller's transaction and one round trip: either the state, the fact and
 * the reactions that follow exist, or none of them. Takes no lock that another writer waits for. Answers the fact's id.
 */
export async function appendFact(tx: Tx, by: Actor, fact: NewFact): Promise<string> {
  const factId = newId('fct');
  const schoolId = 'schoolId' in by ? by.schoolId : by.kind === 'case' ? (fact.schoolId ?? null) : null;
  const salt = randomBytes(32);
  const recordedAt = systemClock.now();
  const actor = { kind: KIND_OF[by.kind], sub: by.sub, name: by.name };
  const stored: StoredFact = { id: factId, districtId: by.districtId, schoolId, type: fact.type, subject: fact.subject, actor, occurredAt: fact.at, recordedAt, body: fact.body };
  const entry = entryOf(stored, salt);
  await tx.query(
    'select from gr.append_fact($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)',
    [factId, by.districtId, schoolId, fact.type, fact.subject, actor.kind, actor.sub, actor.name, fact.at, recordedAt, JSON.stringify(fact.body), salt, entry],
  );
  return factId;
}
