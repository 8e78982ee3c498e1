import { createHash } from 'node:crypto';
import type { SchoolActor, Tx } from '@guardroom/db';
import { UNDERTAKING, lastDayOf } from '@guardroom/domain';
import { type Instant, civilDay, newId } from '@guardroom/kernel';
import { Refused } from '../../platform/errors/refused.ts';
import { appendFact } from '../../platform/facts/append-fact.ts';

/** SHA-256 of the undertaking's Chinese words, line by line: what the signature is worth. */
const textSha256 = createHash('sha256').update(UNDERTAKING['zh-CN'].join('\n')).digest();

/**
 * Writes down that the acting person signed the undertaking of this version, for a year.
 * @refuses people.undertaking_outdated — when the words have changed since the person read them
 */
export async function signUndertaking(tx: Tx, by: SchoolActor, version: string, at: Instant): Promise<void> {
  if (version !== UNDERTAKING.version) throw new Refused('people.undertaking_outdated', { details: { signed: version, current: UNDERTAKING.version } });
  const [id, today] = [newId('clr'), civilDay(at)];
  const validUntil = lastDayOf('undertaking', today);
  await tx.sql`
    insert into clearances (school_id, clearance_id, district_id, person_id, person_name, kind, result, done_on, valid_until, issuer, text_version, text_sha256, recorded_by, recorded_by_name, recorded_at)
    values (${by.schoolId}, ${id}, ${by.districtId}, ${by.personId}, ${by.name}, 'undertaking', 'passed', ${today}, ${validUntil}, ${by.name}, ${version}, ${textSha256}, ${by.personId}, ${by.name}, ${at})`;
  await appendFact(tx, by, { type: 'undertaking.signed', subject: id, at, body: { personId: by.personId, version, textSha256: textSha256.toString('hex'), validUntil } });
}
