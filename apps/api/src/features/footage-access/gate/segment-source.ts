import type { Tx } from '@guardroom/db';
import { type FragmentIndex, footerSha256, objectKeyOf, openDataKey, openIndex, openRange, parseSegmentObject, streamHeaderBytes, type SegmentHeader, type SignedFooter } from '@guardroom/evidence';
import { type CameraId, instantOf } from '@guardroom/kernel';
import { ObjectGone, type ObjectStore } from '../../../platform/object-store/object-store.ts';
import type { AtSchool } from '../../retention/public.ts';

/** A segment as the index knows it. */
export type IndexedSegment = { readonly started_at: Date; readonly ended_at: Date; readonly sequence: string; readonly bytes: number; readonly footer_sha256: Buffer; readonly object_version: string | null };

/** A segment whose metadata was read from the bucket and checked against the index; its fragments can be opened. */
export type OpenSegment = {
  readonly startedAtMs: number;
  readonly uncertaintyMs: number;
  readonly sequence: number;
  readonly index: FragmentIndex;
  readonly dataKey: Buffer;
  /** What the gateway signed of it. */
  readonly signed: SignedFooter;
  /** Opens a stretch of the plaintext; no byte comes before its block was authenticated. */
  open(offset: number, length: number): AsyncIterable<Buffer>;
};

/** The object of an indexed segment is away, damaged or another one; trying again is useless. */
export class SegmentUnusable extends Error {
  override readonly name = 'SegmentUnusable';
}

/** The segment of a camera that began at that instant. */
export async function segmentAt(tx: Tx, by: AtSchool, cameraId: string, startedAt: Date): Promise<IndexedSegment | undefined> {
  const [row] = await tx.sql<IndexedSegment>`
    select s.started_at, s.ended_at, s.sequence, s.bytes, s.footer_sha256, s.object_version
      from cameras c join segments s on s.school_no = c.school_no and s.camera_no = c.camera_no
     where c.school_id = ${by.schoolId} and c.camera_id = ${cameraId} and s.started_at = ${startedAt}`;
  return row;
}

/** Segments of a camera that touch a stretch of time, in order. No segment lasts an hour: the bound lets PostgreSQL leave other days' partitions alone. */
export async function segmentsOf(tx: Tx, by: AtSchool, cameraId: string, from: Date, to: Date): Promise<IndexedSegment[]> {
  return tx.sql<IndexedSegment>`
    select s.started_at, s.ended_at, s.sequence, s.bytes, s.footer_sha256, s.object_version
      from cameras c join segments s on s.school_no = c.school_no and s.camera_no = c.camera_no
     where c.school_id = ${by.schoolId} and c.camera_id = ${cameraId} and s.started_at < ${to} and s.started_at > ${from}::timestamptz - interval '1 hour' and s.ended_at > ${from}
     order by s.started_at`;
}

/**
 * Reads both ends of a segment object, never its ciphertext, and opens its data key and index. Version and length are those of the index row: what
 * the store calls current may be a delete marker or another object by now, which says nothing of the locked one below it.
 * @throws SegmentUnusable — when the object is away, or is not the one that was indexed; the index row is what the gateway signed and the store confirmed
 */
export async function openSegment(store: ObjectStore, schoolId: string, cameraId: string, row: IndexedSegment, privateKeyOf: (header: SegmentHeader) => Promise<Buffer>): Promise<OpenSegment> {
  const startedAt = instantOf(row.started_at.getTime());
  const key = objectKeyOf({ cameraId: cameraId as CameraId, startedAt, sequence: Number(row.sequence) });
  let head: Buffer | undefined;
  const read = (offset: number, length: number): Promise<Buffer> => store.read(schoolId, key, row.object_version ?? undefined, offset, length);
  const layout = await parseSegmentObject({ size: row.bytes, read: async (offset, length) => (offset === 0 ? (head = await read(offset, length)) : read(offset, length)) }).catch((error: unknown) => {
    throw error instanceof ObjectGone ? new SegmentUnusable(`segment ${key} is not in the store`, { cause: error }) : error;
  });
  if (!layout.ok) throw new SegmentUnusable(`segment ${key}: ${layout.fault.code}`);
  const { signed, headerBytes, ciphertextOffset, ciphertextBytes } = layout;
  const { header } = signed;
  if (footerSha256(signed) !== row.footer_sha256.toString('hex') || header.schoolId !== schoolId || header.cameraId !== cameraId || header.startedAt !== startedAt) {
    throw new SegmentUnusable(`segment ${key} is not the one that was indexed`);
  }
  const dataKey = await openDataKey({ signed, privateKey: await privateKeyOf(header) });
  const streamHeader = head?.subarray(ciphertextOffset, ciphertextOffset + streamHeaderBytes);
  const known = streamHeader?.length === streamHeaderBytes ? { streamHeader: Buffer.from(streamHeader) } : {};
  return {
    startedAtMs: row.started_at.getTime(),
    uncertaintyMs: header.clockUncertaintyMs,
    sequence: header.sequence,
    index: openIndex(dataKey, signed),
    dataKey,
    signed,
    open: (offset, length) => openRange({ dataKey, headerBytes, ciphertextOffset, ciphertextBytes, range: { offset, length }, read, ...known }),
  };
}
