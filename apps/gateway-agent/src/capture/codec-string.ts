import { children, find } from './boxes.ts';

/** What a track's sample entry says: whether it is recorded, and its name after RFC 6381. */
export type TrackCodec = { readonly kind: 'h264' | 'h265' | 'aac'; readonly name: string } | { readonly kind: 'other'; readonly name: string };

/** Fixed part of a visual or audio sample entry that precedes its boxes (ISO 14496-12 §12.1.3, §12.2.3). */
const visualEntryLength = 78;
const audioEntryLength = 28;

/** Reads the codec of a track from its `stsd` payload; what is not understood is named by its four letters. */
export function trackCodec(stsd: Buffer): TrackCodec {
  const [entry] = children(stsd.subarray(8));
  if (!entry) return { kind: 'other', name: 'none' };
  const { type, payload } = entry;
  if (type === 'avc1' || type === 'avc3') {
    const avcC = find(payload.subarray(visualEntryLength), 'avcC');
    if (avcC && avcC.length >= 4) return { kind: 'h264', name: `${type}.${avcC.toString('hex', 1, 4)}` };
  }
  if (type === 'hvc1' || type === 'hev1') {
    const hvcC = find(payload.subarray(visualEntryLength), 'hvcC');
    if (hvcC && hvcC.length >= 13) return { kind: 'h265', name: `${type}.${hevcSuffix(hvcC)}` };
  }
  if (type === 'mp4a') {
    const esds = find(payload.subarray(audioEntryLength), 'esds');
    const name = esds && aacName(esds);
    if (name) return { kind: 'aac', name };
  }
  return { kind: 'other', name: type.trim() };
}

/** ISO 14496-15 Annex E.3: profile, reversed compatibility flags, tier and level, constraint bytes without trailing zeros. */
function hevcSuffix(hvcC: Buffer): string {
  const first = hvcC.readUInt8(1);
  const space = ['', 'A', 'B', 'C'][first >> 6]!;
  const tier = first & 0x20 ? 'H' : 'L';
  let compatibility = 0;
  for (let bit = 0, flags = hvcC.readUInt32BE(2); bit < 32; bit += 1) if (flags & (1 << bit)) compatibility |= 1 << (31 - bit);
  const constraints = [...hvcC.subarray(6, 12)];
  while (constraints.at(-1) === 0) constraints.pop();
  return [`${space}${first & 0x1f}`, (compatibility >>> 0).toString(16), `${tier}${hvcC.readUInt8(12)}`, ...constraints.map((byte) => byte.toString(16))].join('.');
}

/** ISO 14496-1: the object type of the decoder configuration and, for MPEG-4 audio, the audio object type behind it. */
function aacName(esds: Buffer): string | undefined {
  for (let at = 4; at + 2 <= esds.length; ) {
    const tag = esds.readUInt8(at);
    at += 1;
    while (at < esds.length && esds.readUInt8(at) & 0x80) at += 1;
    at += 1;
    if (tag === 0x03) at += 3;
    else if (tag === 0x04) {
      if (at >= esds.length || esds.readUInt8(at) !== 0x40) return undefined;
      at += 13;
    } else if (tag === 0x05) return at < esds.length ? `mp4a.40.${esds.readUInt8(at) >> 3}` : undefined;
    else return undefined;
  }
  return undefined;
}
