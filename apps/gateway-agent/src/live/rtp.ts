/** One RTP packet of an H.264 stream (RFC 3550, RFC 6184). `timestamp` counts 90 kHz ticks and is the same for all parts of a picture. */
export type PicturePart = { readonly timestamp: number; readonly isLast: boolean; readonly payload: Buffer };

const FIXED_HEADER = 12;
/** NAL unit types that a picture begins with which needs no other: parameter sets and IDR slices. */
const STARTS = new Set([5, 7]);
const STAP_A = 24;
const FU_A = 28;

/** Reads a packet; undefined when the datagram is none. The payload is a view. */
export function readPart(datagram: Buffer): PicturePart | undefined {
  if (datagram.length <= FIXED_HEADER || datagram[0]! >> 6 !== 2) return undefined;
  const sources = (datagram[0]! & 0x0f) * 4;
  const hasExtension = (datagram[0]! & 0x10) !== 0;
  const extensionAt = FIXED_HEADER + sources;
  if (hasExtension && datagram.length < extensionAt + 4) return undefined;
  const start = extensionAt + (hasExtension ? 4 + datagram.readUInt16BE(extensionAt + 2) * 4 : 0);
  const padding = (datagram[0]! & 0x20) === 0 ? 0 : datagram.at(-1)!;
  if (start >= datagram.length - padding) return undefined;
  return { timestamp: datagram.readUInt32BE(4), isLast: (datagram[1]! & 0x80) !== 0, payload: datagram.subarray(start, datagram.length - padding) };
}

/** True for a part that says that its picture is a key picture. */
export function saysKey(payload: Buffer): boolean {
  const type = payload[0]! & 0x1f;
  if (type === FU_A) return payload.length > 1 && STARTS.has(payload[1]! & 0x1f);
  if (type !== STAP_A) return STARTS.has(type);
  for (let at = 1; at + 2 < payload.length; at += 2 + payload.readUInt16BE(at)) {
    if (STARTS.has(payload[at + 2]! & 0x1f)) return true;
  }
  return false;
}
