import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';

/** Signs with one Ed25519 key; `keyId` names the key to whoever verifies. */
export type Signer = { readonly keyId: string; sign(bytes: Uint8Array): Buffer };

/** A raw key pair: 32 bytes each, the private one being the seed. */
export type RawKeyPair = { readonly publicKey: Buffer; readonly privateKey: Buffer };

/** DER around a raw 32-byte key: SubjectPublicKeyInfo and PKCS #8 of Ed25519 (RFC 8410). */
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A fresh Ed25519 key pair. */
export function generateSigningKeyPair(): RawKeyPair {
  const pair = generateKeyPairSync('ed25519');
  return {
    publicKey: pair.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32),
    privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(-32),
  };
}

/**
 * A signer over a raw 32-byte Ed25519 seed.
 * @throws RangeError when the seed has another length.
 */
export function signerOf(keyId: string, privateKey: Uint8Array): Signer {
  requireLength(privateKey, 32);
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Prefix, privateKey]), format: 'der', type: 'pkcs8' });
  return { keyId, sign: (bytes) => sign(null, bytes, key) };
}

/** The raw 32-byte public key that belongs to a raw 32-byte Ed25519 seed. */
export function publicKeyOf(privateKey: Uint8Array): Buffer {
  requireLength(privateKey, 32);
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Prefix, privateKey]), format: 'der', type: 'pkcs8' });
  return createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(-32);
}

/** Tells whether the Ed25519 signature over the bytes is by the holder of that raw 32-byte public key. */
export function verifySignature(bytes: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  return signature.length === 64 && publicKey.length === 32 && verify(null, bytes, publicKeyObject(publicKey), signature);
}

function publicKeyObject(publicKey: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([spkiPrefix, publicKey]), format: 'der', type: 'spki' });
}

function requireLength(key: Uint8Array, length: number): void {
  if (key.length !== length) throw new RangeError(`a raw key has ${length} bytes, not ${key.length}`);
}
