import { hash } from 'node:crypto';

/** SHA-256 of the bytes: 32 bytes. */
export function sha256(bytes: Uint8Array): Buffer {
  return hash('sha256', bytes, 'buffer');
}

/** SHA-256 of the bytes in lower-case hexadecimal, the spelling of every hash in headers, footers and manifests. */
export function sha256Hex(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex');
}
