import { createHash, randomBytes } from 'node:crypto';
import type { DistrictActor, MachineActor, SchoolActor, Tx } from '@guardroom/db';
import { sha256Hex, unwrapBytes, wrapBytes } from '@guardroom/evidence';
import { type Instant, newId } from '@guardroom/kernel';
import type { DOCUMENT_MEDIA_TYPES } from '@guardroom/contracts';
import { Refused } from '../../platform/errors/refused.ts';
import { appendFact } from '../../platform/facts/append-fact.ts';
import type { KeyVault } from '../../platform/key-vault/key-vault.ts';

type MediaType = (typeof DOCUMENT_MEDIA_TYPES)[number];

/** A paper without its contents, as other records refer to it. */
export type DocumentRef = { readonly id: string; readonly name: string; readonly mediaType: MediaType; readonly bytes: number; readonly sha256: string };
/** A paper as it came in. */
export type NewDocument = { readonly name: string; readonly mediaType: MediaType; readonly content: Buffer };
/** Where a paper is kept, and who brought it. */
export type Keeping = { readonly schoolId: string; readonly districtId: string; readonly by: { readonly sub: string; readonly name: string }; readonly at: Instant };

/** How each kind of file begins. */
const BEGINNINGS: Readonly<Record<MediaType, Buffer>> = {
  'application/pdf': Buffer.from('%PDF-'),
  'image/png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  'image/jpeg': Buffer.from([0xff, 0xd8, 0xff]),
};

/**
 * Seals a paper under a key of its own and stores it, in the caller's transaction. The caller appends the fact.
 * @refuses documents.not_what_it_says — when its beginning is not that of its kind
 */
export async function keepDocument(tx: Tx, vault: KeyVault, keeping: Keeping, { name, mediaType, content }: NewDocument): Promise<DocumentRef> {
  if (!content.subarray(0, 8).subarray(0, BEGINNINGS[mediaType].length).equals(BEGINNINGS[mediaType])) throw new Refused('documents.not_what_it_says', { details: { name, mediaType } });
  const id = newId('doc');
  const key = randomBytes(32);
  const sealed = wrapBytes({ key, plaintext: content, associatedData: Buffer.from(id) });
  const wrapped = await vault.wrap(keeping.schoolId, key, `document ${id}`);
  const sha256 = createHash('sha256').update(content).digest();
  await tx.sql`insert into documents (school_id, document_id, district_id, name, media_type, bytes, sha256, sealed, wrapped_key, stored_by, stored_by_name, stored_at)
    values (${keeping.schoolId}, ${id}, ${keeping.districtId}, ${name}, ${mediaType}, ${content.length}, ${sha256}, ${sealed}, ${wrapped}, ${keeping.by.sub}, ${keeping.by.name}, ${keeping.at})`;
  return { id, name, mediaType, bytes: content.length, sha256: sha256.toString('hex') };
}

/**
 * The paper that another record refers to.
 * @refuses documents.not_found — when this reader sees none of that id at the school
 */
export async function documentOf(tx: Tx, schoolId: string, documentId: string): Promise<DocumentRef> {
  const [row] = await tx.sql<{ name: string; media_type: MediaType; bytes: number; sha256: Buffer }>`
    select name, media_type, bytes, sha256 from documents where school_id = ${schoolId} and document_id = ${documentId}`;
  if (!row) throw new Refused('documents.not_found', { status: 404, details: { documentId } });
  return { id: documentId, name: row.name, mediaType: row.media_type, bytes: row.bytes, sha256: row.sha256.toString('hex') };
}

/** Lets the bureau read a paper, in the transaction of the command that hands it over. */
export async function shareWithDistrict(tx: Tx, schoolId: string, documentId: string): Promise<void> {
  await documentOf(tx, schoolId, documentId);
  await tx.sql`update documents set shared_district_id = district_id where school_id = ${schoolId} and document_id = ${documentId}`;
}

/** A paper opened, with its contents. */
export type OpenedDocument = DocumentRef & { readonly content: Buffer };

type Sealed = { school_id: string; name: string; media_type: MediaType; bytes: number; sha256: Buffer; sealed: Buffer; wrapped_key: Buffer; stored_by: string };

/** Opens a paper and writes that it was opened, in one transaction; nothing for one that `mayOpen` denies or this reader cannot see. */
export async function openDocument(
  tx: Tx, vault: KeyVault, by: SchoolActor | DistrictActor | MachineActor, documentId: string, at: Instant, mayOpen: (storedBy: string) => boolean = () => true,
): Promise<OpenedDocument | undefined> {
  const [row] = await tx.sql<Sealed>`select school_id, name, media_type, bytes, sha256, sealed, wrapped_key, stored_by from documents where document_id = ${documentId}`;
  if (!row || !mayOpen(row.stored_by)) return undefined;
  const key = await vault.unwrap(row.school_id, row.wrapped_key, `document ${documentId}`);
  const content = unwrapBytes({ key, wrapped: row.sealed, associatedData: Buffer.from(documentId) });
  const sha256 = sha256Hex(content);
  if (sha256 !== row.sha256.toString('hex')) throw new Error(`document ${documentId} is not what was stored`);
  await appendFact(tx, by, { type: 'document.opened', subject: documentId, at, body: { sha256 } });
  return { id: documentId, name: row.name, mediaType: row.media_type, bytes: row.bytes, sha256, content };
}
