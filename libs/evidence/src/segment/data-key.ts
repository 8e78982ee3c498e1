import { hkdfSync } from 'node:crypto';
import { unwrapBytes, wrapBytes } from '../crypto/envelope.ts';
import { hpkeOpen, hpkeSeal } from '../crypto/hpke.ts';
import { sha256 } from '../crypto/sha256.ts';
import { fragmentIndexSchema, headerBytesOf, type FragmentIndex, type SegmentHeader, type SignedFooter } from './format.ts';

/**
 * Wraps a segment's 32-byte data key to a recipient. HPKE's info is `guardroom/segment/1 data key\n` and the header's
 * SHA-256, so a wrapped key opens for its own segment only. Also makes the new wrapping of a held segment.
 */
export async function wrapDataKey(o: { header: SegmentHeader; dataKey: Uint8Array; recipientPublicKey: Uint8Array }): Promise<Buffer> {
  return hpkeSeal({ recipientPublicKey: o.recipientPublicKey, info: infoOf(o.header), plaintext: o.dataKey });
}

/**
 * Opens a segment's data key with the private half of its camera-day key.
 * @throws WrappedKeyRefused when the key was wrapped to another recipient or for another header.
 */
export async function openDataKey(o: { signed: Pick<SignedFooter, 'header' | 'wrappedKey'>; privateKey: Uint8Array }): Promise<Buffer> {
  return hpkeOpen({ privateKey: o.privateKey, info: infoOf(o.signed.header), sealed: Buffer.from(o.signed.wrappedKey, 'base64') });
}

/** Seals the fragment index under a key drawn from the data key, bound to the header. */
export function sealIndex(dataKey: Uint8Array, headerSha256: string, index: FragmentIndex): Buffer {
  return wrapBytes({ key: indexKey(dataKey), plaintext: Buffer.from(JSON.stringify(index)), associatedData: Buffer.from(headerSha256, 'hex') });
}

/**
 * Opens the fragment index of a segment.
 * @throws EnvelopeRefused when the index, its header or the data key is another one.
 */
export function openIndex(dataKey: Uint8Array, signed: Pick<SignedFooter, 'footer'>): FragmentIndex {
  const { sealedIndex, headerSha256 } = signed.footer;
  const plaintext = unwrapBytes({ key: indexKey(dataKey), wrapped: Buffer.from(sealedIndex, 'base64'), associatedData: Buffer.from(headerSha256, 'hex') });
  return fragmentIndexSchema.parse(JSON.parse(plaintext.toString('utf8')));
}

function infoOf(header: SegmentHeader): Buffer {
  return Buffer.concat([Buffer.from('guardroom/segment/1 data key\n'), sha256(headerBytesOf(header))]);
}

/** The stream already draws its keys from the data key with the header as HKDF's info; this info is no JSON, so never a header. */
function indexKey(dataKey: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', dataKey, Buffer.alloc(0), 'guardroom/segment/1 index', 32));
}
