import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { generateKeyPairSync } from 'node:crypto';
import type { RawKeyPair } from './signature.ts';

/** RFC 9180 base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. */
const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

/** Length of the encapsulated key that precedes the ciphertext. */
const encLength = 32;

const none = new Uint8Array();

/** Length of `enc || ciphertext` for a 32-byte data key. */
export const wrappedDataKeyLength = encLength + 32 + 16;

/** The wrapped key was changed, belongs to another segment, or was made for another recipient. */
export class WrappedKeyRefused extends Error {
  override readonly name = 'WrappedKeyRefused';
}

/** A fresh X25519 key pair, raw, 32 bytes each; made per camera and day. */
export function generateSealingKeyPair(): RawKeyPair {
  const jwk = generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' });
  return { publicKey: Buffer.from(jwk.x!, 'base64url'), privateKey: Buffer.from(jwk.d!, 'base64url') };
}

/** Encrypts to the recipient: `enc || ciphertext`. The same `info` and associated data are needed to open it. */
export async function hpkeSeal(o: { recipientPublicKey: Uint8Array; info: Uint8Array; plaintext: Uint8Array; associatedData?: Uint8Array }): Promise<Buffer> {
  const recipientPublicKey = await suite.kem.deserializePublicKey(exact(o.recipientPublicKey));
  const { enc, ct } = await suite.seal({ recipientPublicKey, info: exact(o.info) }, exact(o.plaintext), exact(o.associatedData ?? none));
  return Buffer.concat([new Uint8Array(enc), new Uint8Array(ct)]);
}

/**
 * Opens what `hpkeSeal` made.
 * @throws WrappedKeyRefused when key, info, associated data or ciphertext is not the one of the sealing; trying again is useless.
 */
export async function hpkeOpen(o: { privateKey: Uint8Array; info: Uint8Array; sealed: Uint8Array; associatedData?: Uint8Array }): Promise<Buffer> {
  const recipientKey = await suite.kem.deserializePrivateKey(exact(o.privateKey));
  const enc = exact(o.sealed.subarray(0, encLength));
  try {
    return Buffer.from(await suite.open({ recipientKey, enc, info: exact(o.info) }, exact(o.sealed.subarray(encLength)), exact(o.associatedData ?? none)));
  } catch (cause) {
    throw new WrappedKeyRefused('the wrapped key does not open', { cause });
  }
}

/** Web Crypto's types want an ArrayBuffer of exactly these bytes; Node's pooled buffers are views of a larger one. */
function exact(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
