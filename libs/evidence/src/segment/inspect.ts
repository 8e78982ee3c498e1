import { sha256Hex } from '../crypto/sha256.ts';
import { wrappedDataKeyLength } from '../crypto/hpke.ts';
import { plaintextLength, streamHeaderBytes } from '../stream/layout.ts';
import { headerBytesOf, segmentHeaderSchema, segmentMark, segmentTrailerSchema, trailerBytesOf, type Fault, type FaultCode, type SegmentHeader, type SegmentTrailer, type SignedFooter } from './format.ts';

/** A segment object that is somewhere else, such as a file or a key in a bucket. */
export type SegmentReader = { readonly size: number; read(offset: number, length: number): Promise<Buffer> };

/** Where everything is in a segment object whose structure holds; nothing about hashes and signatures is claimed. */
export type SegmentLayout = {
  readonly ok: true;
  readonly signed: SignedFooter;
  readonly headerBytes: Buffer;
  readonly ciphertextOffset: number;
  readonly ciphertextBytes: number;
  /** The object's length up to the footer: what `ciphertextSha256` covers. */
  readonly footerOffset: number;
};

/** The first thing wrong with an object, and its header if that much could be read. */
export type SegmentFault = { readonly ok: false; readonly fault: Fault; readonly header?: SegmentHeader };

/** Headers and footers beyond this are no work of ours; the bound keeps a damaged length from asking for gigabytes. */
const partLimit = 16 * 1024 * 1024;
const firstRead = 16 * 1024;
const closing = 4 + segmentMark.length;

/** Where the Tink stream of a segment starts in its object. */
export function ciphertextOffsetOf(header: SegmentHeader): number {
  return segmentMark.length + 4 + headerBytesOf(header).length + 2 + wrappedDataKeyLength;
}

/**
 * Reads the structure of a segment object and names the first fault. Reads the two ends only, never the ciphertext:
 * `checkSegmentObject` verifies hash and signature.
 */
export function parseSegmentObject(object: Buffer): SegmentLayout | SegmentFault;
export function parseSegmentObject(object: SegmentReader): Promise<SegmentLayout | SegmentFault>;
export function parseSegmentObject(object: Buffer | SegmentReader): SegmentLayout | SegmentFault | Promise<SegmentLayout | SegmentFault> {
  const parsing = parse(Buffer.isBuffer(object) ? object.length : object.size);
  if (Buffer.isBuffer(object)) {
    let step = parsing.next();
    while (!step.done) step = parsing.next(object.subarray(step.value.offset, step.value.offset + step.value.length));
    return step.value;
  }
  return (async () => {
    let step = parsing.next();
    while (!step.done) step = parsing.next(await object.read(step.value.offset, step.value.length));
    return step.value;
  })();
}

/** Asks for stretches of the object as it goes, so that one description serves buffers and remote objects. */
function* parse(size: number): Generator<{ offset: number; length: number }, SegmentLayout | SegmentFault, Buffer> {
  let head = yield { offset: 0, length: Math.min(size, firstRead) };
  if (!head.subarray(0, segmentMark.length).equals(segmentMark)) return wrong('segment.not-a-segment', 'the object does not start with the segment mark');
  const headerStart = segmentMark.length + 4;
  if (size < headerStart) return wrong('segment.unfinished', 'the object ends before its header');
  const headerLength = head.readUInt32BE(segmentMark.length);
  const keyStart = headerStart + headerLength + 2;
  if (headerLength > partLimit || keyStart + wrappedDataKeyLength > size) {
    return wrong(headerLength > partLimit ? 'segment.header-unreadable' : 'segment.unfinished', `the header would be ${headerLength} bytes long`);
  }
  if (keyStart + wrappedDataKeyLength > head.length) head = yield { offset: 0, length: keyStart + wrappedDataKeyLength };
  const headerBytes = head.subarray(headerStart, headerStart + headerLength);
  const header = canonicalPart(headerBytes, segmentHeaderSchema, headerBytesOf);
  if (!header) return wrong('segment.header-unreadable', 'the header is not a segment header in canonical JSON');
  const keyLength = head.readUInt16BE(keyStart - 2);
  if (keyLength !== wrappedDataKeyLength) return wrong('segment.wrapped-key-unreadable', `the wrapped key would be ${keyLength} bytes long`, header);
  const wrappedKey = head.subarray(keyStart, keyStart + keyLength).toString('base64');
  const ciphertextOffset = keyStart + keyLength;

  let tail = yield { offset: Math.max(0, size - firstRead), length: Math.min(size, firstRead) };
  if (size < ciphertextOffset + streamHeaderBytes + closing || !tail.subarray(-segmentMark.length).equals(segmentMark)) {
    return wrong('segment.unfinished', 'the object does not end with the segment mark: it was cut or never finished', header);
  }
  const trailerLength = tail.readUInt32BE(tail.length - closing);
  const footerOffset = size - closing - trailerLength;
  if (trailerLength > partLimit || footerOffset < ciphertextOffset) {
    return wrong('segment.footer-unreadable', `the footer would be ${trailerLength} bytes long`, header);
  }
  if (trailerLength + closing > tail.length) tail = yield { offset: footerOffset, length: trailerLength + closing };
  const trailer = canonicalPart(tail.subarray(tail.length - closing - trailerLength, -closing), segmentTrailerSchema, trailerBytesOf);
  if (!trailer) return wrong('segment.footer-unreadable', 'the footer is not a segment footer in canonical JSON', header);

  const { footer } = trailer satisfies SegmentTrailer;
  if (footer.headerSha256 !== sha256Hex(headerBytes)) return wrong('segment.header-changed', 'the header is not the one that the footer names', header);
  const ciphertextBytes = footerOffset - ciphertextOffset;
  if (footer.ciphertextBytes !== ciphertextBytes || plaintextLength(ciphertextBytes) !== footer.plaintextBytes) {
    return wrong('segment.length-differs', `the ciphertext has ${ciphertextBytes} bytes, the footer says ${footer.ciphertextBytes} for ${footer.plaintextBytes}`, header);
  }
  return { ok: true, signed: { header, wrappedKey, ...trailer }, headerBytes: Buffer.from(headerBytes), ciphertextOffset, ciphertextBytes, footerOffset };
}

/** Reads JSON of that shape, and only in its canonical spelling: what was signed has one form. */
function canonicalPart<T>(bytes: Buffer, schema: { safeParse(value: unknown): { success: true; data: T } | { success: false } }, spell: (value: T) => Buffer): T | undefined {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined; // The caller names the part that is unreadable.
  }
  const parsed = schema.safeParse(value);
  return parsed.success && spell(parsed.data).equals(bytes) ? parsed.data : undefined;
}

function wrong(code: FaultCode, message: string, header?: SegmentHeader): SegmentFault {
  return { ok: false, fault: { code, message }, ...(header && { header }) };
}
