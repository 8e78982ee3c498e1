import type { SchoolActor, Tx } from '@guardroom/db';
import type { SchoolRole } from '@guardroom/domain';
import type { Instant } from '@guardroom/kernel';

/** A signature as it is written down; `among` are the posts that may sign this part. */
export type NewSignature = {
  readonly part: 'verification' | 'approval';
  readonly ordinal: number;
  readonly among: readonly SchoolRole[];
  readonly words: string;
  readonly callBack?: { readonly number: string; readonly person: string };
  readonly at: Instant;
};

/** Writes a signature on a request. The table itself lets nobody sign a request twice. */
export async function sign(tx: Tx, by: SchoolActor, requestId: string, { part, ordinal, among, words, callBack, at }: NewSignature): Promise<void> {
  const role = by.roles.find((held) => among.includes(held)) ?? 'staff';
  await tx.sql`insert into authority_signatures (school_id, request_id, part, ordinal, district_id, person_id, sub, person_name, role, call_back_number, call_back_person, words, signed_at)
    values (${by.schoolId}, ${requestId}, ${part}, ${ordinal}, ${by.districtId}, ${by.personId}, ${by.sub}, ${by.name}, ${role}, ${callBack?.number ?? null}, ${callBack?.person ?? null}, ${words}, ${at})`;
}
