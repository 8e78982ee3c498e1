/** A piece of an ISO base media file: a whole small box, or the payload of a media box as it comes. */
export type BoxPart =
  | { readonly kind: 'box'; readonly type: string; readonly bytes: Buffer }
  | { readonly kind: 'media_start'; readonly header: Buffer; readonly length: number }
  | { readonly kind: 'media'; readonly bytes: Buffer }
  | { readonly kind: 'media_end' };

/** The stream is no ISO base media file, or holds a box that no recorder of ours would have written. */
export class BoxFault extends Error {
  override readonly name = 'BoxFault';
}

/** Boxes other than media data are gathered whole; more than this is a broken stream, not a long index. */
const largestBox = 4 * 1024 * 1024;

/**
 * Cuts a byte stream into boxes without ever holding a media box: at most one small box and one chunk are in memory.
 * @throws BoxFault — for a box that is too large or impossible; the stream cannot be followed any further
 */
export class BoxReader {
  #pending: Buffer = Buffer.alloc(0);
  #mediaLeft = 0;

  /** The parts that the chunk completes. Media bytes are views of the chunk. */
  *push(chunk: Buffer): Generator<BoxPart> {
    let rest = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    while (rest.length > 0) {
      if (this.#mediaLeft > 0) {
        const bytes = rest.subarray(0, this.#mediaLeft);
        rest = rest.subarray(bytes.length);
        this.#mediaLeft -= bytes.length;
        this.#pending = Buffer.alloc(0);
        yield { kind: 'media', bytes };
        if (this.#mediaLeft === 0) yield { kind: 'media_end' };
        continue;
      }
      if (rest.length < 16) break; // 16 covers the long form of the length
      const { type, headerLength, length } = readHeader(rest);
      if (type === 'mdat') {
        this.#mediaLeft = length - headerLength;
        const header = rest.subarray(0, headerLength);
        rest = rest.subarray(headerLength);
        yield { kind: 'media_start', header, length: this.#mediaLeft };
        if (this.#mediaLeft === 0) yield { kind: 'media_end' };
        continue;
      }
      if (length > largestBox) throw new BoxFault(`box ${type} of ${length} bytes`);
      if (rest.length < length) break;
      const bytes = rest.subarray(0, length);
      rest = rest.subarray(length);
      yield { kind: 'box', type, bytes };
    }
    this.#pending = rest.length === 0 ? rest : Buffer.from(rest);
  }
}

/** The boxes directly inside a container, payloads without their headers. */
export function* children(payload: Buffer): Generator<{ type: string; payload: Buffer }> {
  for (let at = 0; at + 8 <= payload.length; ) {
    const { type, headerLength, length } = readHeader(payload.subarray(at));
    if (at + length > payload.length) throw new BoxFault(`box ${type} reaches beyond its container`);
    yield { type, payload: payload.subarray(at + headerLength, at + length) };
    at += length;
  }
}

/** The payload of the first child of that type at that path, or undefined. */
export function find(payload: Buffer, ...path: string[]): Buffer | undefined {
  const [first, ...more] = path;
  if (first === undefined) return payload;
  for (const child of children(payload)) if (child.type === first) return find(child.payload, ...more);
  return undefined;
}

/** A box without its header. */
export function payloadOf(box: Buffer): Buffer {
  return box.subarray(readHeader(box).headerLength);
}

function readHeader(bytes: Buffer): { type: string; headerLength: number; length: number } {
  const short = bytes.readUInt32BE(0);
  const type = bytes.toString('latin1', 4, 8);
  if (!/^[\x20-\x7e\xa9]{4}$/.test(type)) throw new BoxFault('not a box');
  const long = short === 1;
  if (long && bytes.length < 16) throw new BoxFault(`box ${type} without its length`);
  const length = long ? Number(bytes.readBigUInt64BE(8)) : short;
  const headerLength = long ? 16 : 8;
  if (length < headerLength) throw new BoxFault(`box ${type} of ${length} bytes`);
  return { type, headerLength, length };
}
