import { createCipheriv, createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';
import { blockCapacity, blockNonce, noncePrefixBytes, saltBytes, streamHeaderBytes } from './layout.ts';

/** Encrypts one stream in Tink's format as its bytes arrive; holds back at most one 64 KiB block, never more. */
export type StreamEncrypter = {
  /** The stream's first 40 bytes. */
  readonly header: Buffer;
  /** Takes plaintext and gives the ciphertext that is ready, in pieces of up to 64 KiB, in order; the pieces are the caller's. */
  update(plaintext: Uint8Array): Buffer[];
  /** Ends the stream: the last block, which alone carries the last-block mark. */
  final(): Buffer[];
};

/**
 * Starts a stream under a 32-byte data key, bound to the associated data. Salt and nonce prefix are fresh random bytes
 * chosen here and nowhere else, so that no caller can make a (key, nonce) pair occur twice.
 */
export function encryptStream(o: { dataKey: Uint8Array; associatedData: Uint8Array }): StreamEncrypter {
  const salt = randomBytes(saltBytes);
  const prefix = randomBytes(noncePrefixBytes);
  const key = streamKey(o.dataKey, salt, o.associatedData);
  const held = Buffer.allocUnsafeSlow(blockCapacity(1));
  let heldBytes = 0;
  let block = 0;
  let ended = false;

  // One call of the cipher per block: each call costs two allocations outside the heap, more than copying the block does.
  const emit = (plaintext: Uint8Array, last: boolean, into: Buffer[]): void => {
    const cipher = createCipheriv('aes-256-gcm', key, blockNonce(prefix, block, last));
    into.push(cipher.update(plaintext));
    cipher.final();
    into.push(cipher.getAuthTag());
    block += 1;
  };

  return {
    header: Buffer.concat([Buffer.of(streamHeaderBytes), salt, prefix]),
    update(plaintext) {
      if (ended) throw new Error('the stream has ended');
      const pieces: Buffer[] = [];
      // A full block leaves only once a byte behind it is known: until then it may be the last one, whose nonce differs.
      let at = 0;
      while (heldBytes + plaintext.length - at > blockCapacity(block)) {
        const capacity = blockCapacity(block);
        const taken = plaintext.subarray(at, at + capacity - heldBytes);
        at += taken.length;
        if (heldBytes === 0) {
          emit(taken, false, pieces);
        } else {
          held.set(taken, heldBytes);
          emit(capacity === held.length ? held : held.subarray(0, capacity), false, pieces);
          heldBytes = 0;
        }
      }
      held.set(at === 0 ? plaintext : plaintext.subarray(at), heldBytes);
      heldBytes += plaintext.length - at;
      return pieces;
    },
    final() {
      if (ended) throw new Error('the stream has ended');
      ended = true;
      const pieces: Buffer[] = [];
      emit(held.subarray(0, heldBytes), true, pieces);
      held.fill(0);
      return pieces;
    },
  };
}

/** The AES key of one stream: HKDF-SHA256(data key, salt, associated data), as Tink derives it. */
export function streamKey(dataKey: Uint8Array, salt: Uint8Array, associatedData: Uint8Array): KeyObject {
  if (dataKey.length !== 32) throw new RangeError(`a data key has 32 bytes, not ${dataKey.length}`);
  return createSecretKey(new Uint8Array(hkdfSync('sha256', dataKey, salt, associatedData, 32)));
}
