import { createPrivateKey, createPublicKey } from 'node:crypto';

/** PKCS #8 around a raw 32-byte X25519 private key (RFC 8410). */
const PREFIX = Buffer.from('302e020100300506032b656e04220420', 'hex');

/** The raw public key that belongs to a raw X25519 private key. */
export const publicKeyOfSealing = (privateKey: Uint8Array): Buffer =>
  createPublicKey(createPrivateKey({ key: Buffer.concat([PREFIX, privateKey]), format: 'der', type: 'pkcs8' })).export({ type: 'spki', format: 'der' }).subarray(-32);
