import { checkSegmentObject, footerSha256, parseSegmentObject, type SegmentFault, type SegmentLayout, type SegmentReader, type SignedFooter } from '@guardroom/evidence';
import { createHash } from 'node:crypto';
import { open, readdir, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { parseId } from '@guardroom/kernel';
import type { HeldSegment } from './entries.ts';

/** A segment file is gone, cut short or damaged. */
export class SegmentUnreadable extends Error {
  override readonly name = 'SegmentUnreadable';
}

const readBytes = 256 * 1024;

/** Names of segment files below a spool, sealed and open, and every file that is neither. */
export async function segmentFiles(directory: string): Promise<{ sealed: string[]; open: string[]; others: string[] }> {
  const files = { sealed: [] as string[], open: [] as string[], others: [] as string[] };
  for (const camera of await readdir(directory, { withFileTypes: true })) {
    if (!camera.isDirectory()) continue;
    for (const file of await readdir(join(directory, camera.name))) {
      const name = join(camera.name, file);
      if (/^\d+-\d+\.grs$/.test(file)) files.sealed.push(name);
      else if (file.endsWith('.grs.open')) files.open.push(name);
      else files.others.push(name);
    }
  }
  return files;
}

/**
 * Reads what the ledger keeps of a segment from the segment itself.
 * @throws SegmentUnreadable — when the file is gone or no whole segment
 */
export async function inspectSegment(directory: string, name: string): Promise<{ segment: HeldSegment; signed: SignedFooter }> {
  return withFile(directory, name, async (file, reader) => {
    const layout = await parseSegmentObject(reader);
    if (!layout.ok) throw new SegmentUnreadable(`${name}: ${layout.fault.message}`);
    const { header, footer } = layout.signed;
    const segment: HeldSegment = {
      name,
      cameraId: parseId('cam', header.cameraId),
      startedAt: header.startedAt,
      endedAt: footer.endedAt,
      sequence: header.sequence,
      bytes: reader.size,
      sha256: await sha256Of(file, reader.size),
      previousFooterSha256: header.previousFooterSha256,
      footerSha256: footerSha256(layout.signed),
    };
    return { segment, signed: layout.signed };
  });
}

/** Checks structure, hash and signature of a segment file, without opening it. */
export function checkSegmentFile(directory: string, name: string, publicKeyOf: (keyId: string) => Uint8Array | undefined): Promise<SegmentLayout | SegmentFault> {
  return withFile(directory, name, (_, reader) => checkSegmentObject(reader, publicKeyOf));
}

async function withFile<T>(directory: string, name: string, use: (file: FileHandle, reader: SegmentReader) => Promise<T>): Promise<T> {
  const file = await open(join(directory, name), 'r').catch((cause: NodeJS.ErrnoException) => {
    throw new SegmentUnreadable(`${name}: ${cause.code ?? cause.message}`, { cause });
  });
  try {
    const { size } = await file.stat();
    const read = async (offset: number, length: number): Promise<Buffer> => {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    };
    return await use(file, { size, read });
  } finally {
    await file.close();
  }
}

async function sha256Of(file: FileHandle, size: number): Promise<string> {
  const sum = createHash('sha256');
  const buffer = Buffer.allocUnsafe(readBytes);
  for (let at = 0; at < size; ) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) break;
    sum.update(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
  return sum.digest('hex');
}
