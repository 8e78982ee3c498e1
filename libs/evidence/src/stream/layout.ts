/**
 * Layout of Tink's AES-GCM-HKDF streaming AEAD with 64 KiB ciphertext blocks, HKDF-SHA256 and 256-bit derived keys.
 *
 * The stream is `40 (1 byte) | salt (32) | nonce prefix (7)` and then blocks of ciphertext and 16-byte tag. Every block
 * ends on a multiple of 64 KiB from the start of the stream, so the first one, behind the header, holds less. A block's
 * nonce is `prefix | block number u32be | 1 if last else 0`: neither reordering nor truncation goes unseen. Tink calls
 * these blocks segments; here a segment is a piece of a recording.
 */
export const blockBytes = 65_536;
export const tagBytes = 16;
export const saltBytes = 32;
export const noncePrefixBytes = 7;
export const streamHeaderBytes = 1 + saltBytes + noncePrefixBytes;

/** Plaintext bytes that a full block holds. */
export function blockCapacity(block: number): number {
  return blockBytes - tagBytes - (block === 0 ? streamHeaderBytes : 0);
}

/** The block that holds that plaintext byte, and where in the block's plaintext it is. */
export function blockOf(plaintextOffset: number): { block: number; within: number } {
  const first = blockCapacity(0);
  if (plaintextOffset < first) return { block: 0, within: plaintextOffset };
  const beyond = plaintextOffset - first;
  const full = blockCapacity(1);
  return { block: 1 + Math.floor(beyond / full), within: beyond % full };
}

/** Number of blocks of a stream; even an empty plaintext has one. */
export function blockCount(ciphertextBytes: number): number {
  return Math.ceil(ciphertextBytes / blockBytes);
}

/** Where a block's ciphertext and tag lie, from the start of the stream. */
export function blockPlace(block: number, ciphertextBytes: number): { offset: number; length: number } {
  const offset = block === 0 ? streamHeaderBytes : block * blockBytes;
  return { offset, length: Math.min((block + 1) * blockBytes, ciphertextBytes) - offset };
}

/** Length of the stream, header included, that holds so many plaintext bytes. */
export function ciphertextLength(plaintextBytes: number): number {
  const blocks = plaintextBytes === 0 ? 1 : blockOf(plaintextBytes - 1).block + 1;
  return streamHeaderBytes + plaintextBytes + blocks * tagBytes;
}

/** Plaintext bytes that a stream of that length holds, or undefined when no stream has that length. */
export function plaintextLength(ciphertextBytes: number): number | undefined {
  const plaintextBytes = ciphertextBytes - streamHeaderBytes - blockCount(ciphertextBytes) * tagBytes;
  return plaintextBytes >= 0 && ciphertextLength(plaintextBytes) === ciphertextBytes ? plaintextBytes : undefined;
}

/** The nonce of one block. */
export function blockNonce(prefix: Uint8Array, block: number, last: boolean): Buffer {
  const nonce = Buffer.allocUnsafe(noncePrefixBytes + 5);
  nonce.set(prefix);
  nonce.writeUInt32BE(block, noncePrefixBytes);
  nonce[11] = last ? 1 : 0;
  return nonce;
}
