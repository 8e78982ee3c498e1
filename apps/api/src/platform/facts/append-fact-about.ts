import { randomBytes } from 'node:crypto';
import type { DistrictActor, Tx } from '@guardroom/db';
import { newId, systemClock } from '@guardroom/kernel';
import type { NewFact } from './append-fact.ts';
import { type StoredFact, entryOf } from './stored-fact.ts';

/**
 * Writes a fact of the bureau about one of its schools, with leaf and outbox row, in the caller's transaction: it stands in that
 * school's custody lines, and reactions to it run at that school. Answers the fact's id.
 * @throws Fault — when the school is none of the bureau's; the transaction is lost
 */
export async function appendFactAbout(tx: Tx, by: DistrictActor, schoolId: string, fact: NewFact): Promise<string> {
  const id = newId('fct');
  const salt = randomBytes(32);
  const recordedAt = systemClock.now();
  const actor = { kind: 'person', sub: by.sub, name: by.name };
  const stored: StoredFact = { id, districtId: by.districtId, schoolId, type: fact.type, subject: fact.subject, actor, occurredAt: fact.at, recordedAt, body: fact.body };
  await tx.query(
    'select from gr.append_fact_about($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)',
    [id, by.districtId, schoolId, fact.type, fact.subject, actor.kind, actor.sub, actor.name, fact.at, recordedAt, JSON.stringify(fact.body), salt, entryOf(stored, salt)],
  );
  return id;
}
