import type { Instant } from '@guardroom/kernel';
import { createHash, randomBytes } from 'node:crypto';
import { sha256Hex } from '../crypto/sha256.ts';
import type { Signer } from '../crypto/signature.ts';
import { encryptStream } from '../stream/encrypt.ts';
import { sealIndex, wrapDataKey } from './data-key.ts';
import { footerSignedBytes, headerBytesOf, segmentHeaderSchema, segmentMark, trailerBytesOf, type FragmentIndex, type SegmentFooter, type SegmentHeader, type SignedFooter } from './format.ts';

/** Seals one segment as its plaintext arrives; the object is `prelude`, every answer of `write`, and the `tail`. */
export interface SegmentSealer {
  /** Mark, header, wrapped key and stream header: the object's first bytes, ready before the first frame. */
  readonly prelude: Buffer;
  /** Where the Tink stream starts in the object. */
  readonly ciphertextOffset: number;
  /** Bytes of the object so far, prelude included. */
  readonly objectBytesSoFar: number;
  /** SHA-256 of the object so far, in lower-case hexadecimal; may be asked at any time. */
  readonly sha256SoFar: string;
  /** Gives the ciphertext that is ready now; at most 64 KiB stay behind. */
  write(plaintext: Uint8Array): Buffer;
  /** The same without joining the pieces: for `writev`, it saves a copy of every byte. */
  writePieces(plaintext: Uint8Array): Buffer[];
  /** Ends the object: the last ciphertext, the signed footer and the closing mark. The data key is forgotten. */
  finish(end: { endedAt: Instant; frames: number; index: FragmentIndex }, signer: Signer): { tail: Buffer; signed: SignedFooter };
}

/**
 * Opens a segment to the camera-day's public key (raw X25519, 32 bytes) under a fresh random data key that only this
 * sealer knows.
 * @throws ZodError when the header is not of the format.
 */
export async function sealSegment(o: { header: SegmentHeader; recipientPublicKey: Uint8Array }): Promise<SegmentSealer> {
  const header = segmentHeaderSchema.parse(o.header);
  const headerBytes = headerBytesOf(header);
  const headerSha256 = sha256Hex(headerBytes);
  const dataKey = randomBytes(32);
  const wrappedKey = await wrapDataKey({ header, dataKey, recipientPublicKey: o.recipientPublicKey });
  const stream = encryptStream({ dataKey, associatedData: headerBytes });

  const clearPart = Buffer.concat([segmentMark, u32(headerBytes.length), headerBytes, u16(wrappedKey.length), wrappedKey]);
  const prelude = Buffer.concat([clearPart, stream.header]);
  const objectHash = createHash('sha256').update(prelude);
  let objectBytes = prelude.length;
  let plaintextBytes = 0;

  const account = (pieces: Buffer[]): Buffer[] => {
    for (const piece of pieces) {
      objectHash.update(piece);
      objectBytes += piece.length;
    }
    return pieces;
  };
  const writePieces = (plaintext: Uint8Array): Buffer[] => {
    plaintextBytes += plaintext.length;
    return account(stream.update(plaintext));
  };

  return {
    prelude,
    ciphertextOffset: clearPart.length,
    get objectBytesSoFar() {
      return objectBytes;
    },
    get sha256SoFar() {
      return objectHash.copy().digest('hex');
    },
    writePieces,
    write: (plaintext) => joined(writePieces(plaintext)),
    finish(end, signer) {
      const lastPieces = account(stream.final());
      const footer: SegmentFooter = {
        format: 'guardroom/segment-footer/1',
        headerSha256,
        endedAt: end.endedAt,
        frames: end.frames,
        plaintextBytes,
        ciphertextBytes: objectBytes - clearPart.length,
        ciphertextSha256: objectHash.digest('hex'),
        sealedIndex: sealIndex(dataKey, headerSha256, end.index).toString('base64'),
      };
      dataKey.fill(0);
      const unsigned = { header, footer, wrappedKey: wrappedKey.toString('base64'), signerKeyId: signer.keyId };
      const signed: SignedFooter = { ...unsigned, signature: signer.sign(footerSignedBytes(unsigned)).toString('base64') };
      const trailer = trailerBytesOf(signed);
      const tail = Buffer.concat([...lastPieces, trailer, u32(trailer.length), segmentMark]);
      objectBytes += trailer.length + 4 + segmentMark.length;
      return { tail, signed };
    },
  };
}

function joined(pieces: Buffer[]): Buffer {
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}
