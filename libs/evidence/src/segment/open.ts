import { decryptRange, type ByteRange, type ReadAt } from '../stream/decrypt.ts';

/**
 * Opens a stretch of a segment's plaintext, reading and decrypting only the 64 KiB blocks that hold it; no byte of a
 * block leaves before its tag was checked.
 *
 * `ciphertextOffset` and `ciphertextBytes` are the stream's place in the object (`parseSegmentObject`, or
 * `ciphertextOffsetOf` and the signed footer); `read` takes offsets in the object. `streamHeader`, the stream's first
 * 40 bytes, spares one small read for ranges that do not start in the first block.
 * @throws StreamRefused when a block was changed, moved or cut, naming it; what was given out before was good.
 * @throws RangeError when the range is not within the plaintext.
 */
export function openRange(o: {
  dataKey: Uint8Array;
  headerBytes: Uint8Array;
  ciphertextOffset: number;
  ciphertextBytes: number;
  range: ByteRange;
  read: ReadAt;
  streamHeader?: Uint8Array;
}): AsyncIterable<Buffer> {
  const { headerBytes, ...rest } = o;
  return decryptRange({ ...rest, associatedData: headerBytes });
}
