import { createDecipheriv, type KeyObject } from 'node:crypto';
import { streamKey } from './encrypt.ts';
import { blockCount, blockNonce, blockOf, blockPlace, plaintextLength, saltBytes, streamHeaderBytes, tagBytes } from './layout.ts';

/** Reads so many bytes at an offset; a shorter answer means that the source ends there. */
export type ReadAt = (offset: number, length: number) => Promise<Buffer>;

/** A stretch of plaintext. */
export type ByteRange = { readonly offset: number; readonly length: number };

/** The ciphertext was changed, cut or moved, or key or associated data is another one; `block` says where it was seen. */
export class StreamRefused extends Error {
  override readonly name = 'StreamRefused';
  readonly block: number;
  constructor(message: string, block: number, options?: ErrorOptions) {
    super(`${message} (block ${block})`, options);
    this.block = block;
  }
}

/** Blocks fetched by one read: enough to hide the trip to an object store, little enough to keep memory flat. */
const blocksPerRead = 16;

/**
 * Opens a stretch of a stream's plaintext, reading only the blocks that hold it, and gives out no byte of a block before
 * the block's tag was checked.
 *
 * `ciphertextBytes` is the length of the whole stream by its signed footer: it tells which block is the last.
 * `streamHeader` (the stream's first 40 bytes) spares a read when the caller keeps it.
 * @throws StreamRefused when a block does not open; blocks before it were good.
 * @throws RangeError when the range is not within the plaintext.
 */
export async function* decryptRange(o: {
  dataKey: Uint8Array;
  associatedData: Uint8Array;
  ciphertextOffset: number;
  ciphertextBytes: number;
  range: ByteRange;
  read: ReadAt;
  streamHeader?: Uint8Array;
}): AsyncGenerator<Buffer, void, undefined> {
  const plaintextBytes = plaintextLength(o.ciphertextBytes);
  if (plaintextBytes === undefined) throw new StreamRefused(`no stream has ${o.ciphertextBytes} bytes`, 0);
  const { offset, length } = o.range;
  if (!(Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0 && offset + length <= plaintextBytes)) {
    throw new RangeError(`bytes ${offset}+${length} are not within ${plaintextBytes}`);
  }
  if (length === 0 && plaintextBytes > 0) return;

  const first = blockOf(offset);
  const last = length === 0 ? first : blockOf(offset + length - 1);
  const finalBlock = blockCount(o.ciphertextBytes) - 1;
  let opener = o.streamHeader && openerOf(o, o.streamHeader);

  for (let block = first.block; block <= last.block; block += blocksPerRead) {
    const until = Math.min(block + blocksPerRead - 1, last.block);
    if (!opener && block > 0) opener = openerOf(o, await readExactly(o, 0, streamHeaderBytes, block));
    // Block 0 lies right behind the header: one read brings both.
    const from = opener ? blockPlace(block, o.ciphertextBytes).offset : 0;
    const end = blockPlace(until, o.ciphertextBytes);
    const bytes = await readExactly(o, from, end.offset + end.length - from, block);
    opener ??= openerOf(o, bytes.subarray(0, streamHeaderBytes));
    for (let i = block; i <= until; i += 1) {
      const place = blockPlace(i, o.ciphertextBytes);
      const plaintext = openBlock(opener, bytes.subarray(place.offset - from, place.offset - from + place.length), i, i === finalBlock);
      const cut = plaintext.subarray(i === first.block ? first.within : 0, i === last.block ? last.within + Math.min(length, 1) : undefined);
      if (cut.length > 0) yield cut;
    }
  }
}

type Opener = { readonly key: KeyObject; readonly prefix: Uint8Array };

function openerOf(o: { dataKey: Uint8Array; associatedData: Uint8Array }, header: Uint8Array): Opener {
  if (header[0] !== streamHeaderBytes || header.length !== streamHeaderBytes) throw new StreamRefused('not a stream header', 0);
  return { key: streamKey(o.dataKey, header.subarray(1, 1 + saltBytes), o.associatedData), prefix: header.subarray(1 + saltBytes) };
}

function openBlock(opener: Opener, sealed: Uint8Array, block: number, last: boolean): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', opener.key, blockNonce(opener.prefix, block, last));
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  const plaintext = decipher.update(sealed.subarray(0, -tagBytes));
  try {
    decipher.final();
  } catch (cause) {
    throw new StreamRefused('the ciphertext does not open', block, { cause });
  }
  return plaintext;
}

async function readExactly(o: { ciphertextOffset: number; read: ReadAt }, offset: number, length: number, block: number): Promise<Buffer> {
  const bytes = await o.read(o.ciphertextOffset + offset, length);
  if (bytes.length !== length) throw new StreamRefused(`the ciphertext ends early: ${bytes.length} of ${length} bytes`, block);
  return bytes;
}
