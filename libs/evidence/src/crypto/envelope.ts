import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/**
 * `0x01 | salt (32) | AES-256-GCM ciphertext | tag (16)`. Key and nonce come from HKDF-SHA256(key, salt, info), so a
 * wrapping key may be used without limit: two envelopes share a (key, nonce) pair only if two random 32-byte salts collide.
 */
const version = 1;
const saltLength = 32;
const tagLength = 16;

/** Bytes that an envelope adds to what it holds. */
export const envelopeOverhead = 1 + saltLength + tagLength;

/** The envelope was changed, belongs to other associated data, or was made under another key. */
export class EnvelopeRefused extends Error {
  override readonly name = 'EnvelopeRefused';
}

/** Encrypts a small secret (a key, an index) under a 32-byte key and binds it to the associated data. */
export function wrapBytes(o: { key: Uint8Array; plaintext: Uint8Array; associatedData: Uint8Array }): Buffer {
  const salt = randomBytes(saltLength);
  const { key, nonce } = derive(o.key, salt);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(o.associatedData);
  const ciphertext = cipher.update(o.plaintext);
  cipher.final();
  return Buffer.concat([Buffer.of(version), salt, ciphertext, cipher.getAuthTag()]);
}

/**
 * Decrypts what `wrapBytes` made.
 * @throws EnvelopeRefused when envelope, key or associated data is not the one of the wrapping; trying again is useless.
 */
export function unwrapBytes(o: { key: Uint8Array; wrapped: Uint8Array; associatedData: Uint8Array }): Buffer {
  if (o.wrapped.length < envelopeOverhead || o.wrapped[0] !== version) throw new EnvelopeRefused('not an envelope of version 1');
  const { key, nonce } = derive(o.key, o.wrapped.subarray(1, 1 + saltLength));
  const decipher = createDecipheriv('aes-256-gcm', key, nonce);
  decipher.setAAD(o.associatedData);
  decipher.setAuthTag(o.wrapped.subarray(-tagLength));
  const plaintext = decipher.update(o.wrapped.subarray(1 + saltLength, -tagLength));
  try {
    decipher.final();
  } catch (cause) {
    throw new EnvelopeRefused('envelope does not open', { cause });
  }
  return plaintext;
}

function derive(wrappingKey: Uint8Array, salt: Uint8Array): { key: Buffer; nonce: Buffer } {
  if (wrappingKey.length !== 32) throw new RangeError(`a wrapping key has 32 bytes, not ${wrappingKey.length}`);
  const bytes = Buffer.from(hkdfSync('sha256', wrappingKey, salt, 'guardroom/envelope/1', 44));
  return { key: bytes.subarray(0, 32), nonce: bytes.subarray(32) };
}
