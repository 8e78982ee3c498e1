import { createHash } from 'node:crypto';
import { WrappedKeyRefused } from '../crypto/hpke.ts';
import { EnvelopeRefused } from '../crypto/envelope.ts';
import { StreamRefused } from '../stream/decrypt.ts';
import { openDataKey, openIndex } from './data-key.ts';
import { verifySignedFooter, type FaultCode, type FragmentIndex } from './format.ts';
import { parseSegmentObject, type SegmentFault, type SegmentLayout, type SegmentReader } from './inspect.ts';
import { openRange } from './open.ts';

/** Whose signature counts: the raw 32-byte Ed25519 key of that id, or undefined for a stranger. */
export type PublicKeyOf = (signerKeyId: string) => Uint8Array | undefined | Promise<Uint8Array | undefined>;

const readBytes = 1024 * 1024;

/**
 * Checks a whole segment object without opening it: structure, SHA-256 of everything up to the footer, and the gateway's
 * signature. Names the first fault; any one changed byte is one.
 */
export async function checkSegmentObject(object: Buffer | SegmentReader, publicKeyOf: PublicKeyOf): Promise<SegmentLayout | SegmentFault> {
  const reader = Buffer.isBuffer(object) ? readerOver(object) : object;
  const layout = await parseSegmentObject(reader);
  if (!layout.ok) return layout;
  const { signed } = layout;
  const wrong = (code: FaultCode, message: string): SegmentFault => ({ ok: false, fault: { code, message }, header: signed.header });

  const publicKey = await publicKeyOf(signed.signerKeyId);
  if (!publicKey) return wrong('segment.signer-unknown', `no key is known as ${signed.signerKeyId}`);
  const verified = verifySignedFooter(signed, publicKey);
  if (!verified.ok) return wrong(verified.fault.code, verified.fault.message);

  const sum = createHash('sha256');
  for (let offset = 0; offset < layout.footerOffset; offset += readBytes) {
    const bytes = await reader.read(offset, Math.min(readBytes, layout.footerOffset - offset));
    if (bytes.length === 0) return wrong('segment.length-differs', `the object ends at ${offset}`);
    sum.update(bytes);
  }
  if (sum.digest('hex') !== signed.footer.ciphertextSha256) {
    return wrong('segment.ciphertext-changed', 'the bytes up to the footer are not the ones that were signed');
  }
  return layout;
}

/**
 * Opens a checked segment from end to end with the camera-day's private key: every block's tag, the index, and that the
 * index lies within the plaintext.
 */
export async function checkSegmentContent(
  object: Buffer | SegmentReader,
  layout: SegmentLayout,
  privateKey: Uint8Array,
): Promise<{ ok: true; index: FragmentIndex } | SegmentFault> {
  const reader = Buffer.isBuffer(object) ? readerOver(object) : object;
  const { signed, headerBytes, ciphertextOffset, ciphertextBytes } = layout;
  try {
    const dataKey = await openDataKey({ signed, privateKey });
    const index = openIndex(dataKey, signed);
    const range = { offset: 0, length: signed.footer.plaintextBytes };
    for await (const _ of openRange({ dataKey, headerBytes, ciphertextOffset, ciphertextBytes, range, read: reader.read.bind(reader) }));
    const end = index.fragments.reduce((at, fragment) => (fragment.offset === at ? at + fragment.length : NaN), index.initLength);
    if (end === range.length) return { ok: true, index };
    return { ok: false, fault: { code: 'segment.content-refused', message: 'the index does not cover the plaintext without holes' }, header: signed.header };
  } catch (error) {
    if (error instanceof WrappedKeyRefused) return { ok: false, fault: { code: 'segment.key-refused', message: error.message }, header: signed.header };
    if (error instanceof StreamRefused || error instanceof EnvelopeRefused) {
      return { ok: false, fault: { code: 'segment.content-refused', message: error.message }, header: signed.header };
    }
    throw error;
  }
}

/** A reader over bytes in memory. */
export function readerOver(object: Buffer): SegmentReader {
  return { size: object.length, read: async (offset, length) => object.subarray(offset, offset + length) };
}
