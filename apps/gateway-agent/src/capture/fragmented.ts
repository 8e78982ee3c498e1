import { BoxFault, children, find, payloadOf } from './boxes.ts';
import { trackCodec, type TrackCodec } from './codec-string.ts';

/** One track of the movie; durations are in ticks of `timescale` per second. */
export type Track = { readonly id: number; readonly timescale: number; readonly defaultDuration: number; readonly codec: TrackCodec };

/** What the movie box says. */
export type Movie = { readonly tracks: readonly Track[] };

/** The video of one movie fragment, in milliseconds of the stream's own time line. */
export type FragmentTiming = { readonly startMs: number; readonly endMs: number; readonly frames: number };

/** Reads a `moov` box. */
export function readMovie(moov: Buffer): Movie {
  const payload = payloadOf(moov);
  const defaults = new Map<number, number>();
  const extends_ = find(payload, 'mvex');
  for (const { type, payload: trex } of extends_ ? children(extends_) : []) if (type === 'trex') defaults.set(trex.readUInt32BE(4), trex.readUInt32BE(12));
  const tracks: Track[] = [];
  for (const { type, payload: trak } of children(payload)) {
    if (type !== 'trak') continue;
    const tkhd = must(trak, 'tkhd');
    const id = tkhd.readUInt32BE(tkhd.readUInt8(0) === 1 ? 20 : 12);
    const mdhd = must(trak, 'mdia', 'mdhd');
    const timescale = mdhd.readUInt32BE(mdhd.readUInt8(0) === 1 ? 20 : 12);
    if (timescale === 0) throw new BoxFault('track without a timescale');
    tracks.push({ id, timescale, defaultDuration: defaults.get(id) ?? 0, codec: trackCodec(must(trak, 'mdia', 'minf', 'stbl', 'stsd')) });
  }
  return { tracks };
}

/** The picture track of a movie, or undefined when it holds none that is recorded. */
export function videoTrack(movie: Movie): Track | undefined {
  return movie.tracks.find((track) => track.codec.kind === 'h264' || track.codec.kind === 'h265');
}

/** The movie's codecs after RFC 6381, pictures first: `avc1.42c01e,mp4a.40.2`. */
export function codecsOf(movie: Movie): string {
  const video = videoTrack(movie);
  return [...movie.tracks].sort((a, b) => Number(b === video) - Number(a === video)).map((track) => track.codec.name).join(',');
}

/**
 * Reads when a `moof` box's pictures begin and end; undefined when it carries none of that track.
 * Durations come from the fragment itself, never from a declared frame rate.
 */
export function readFragment(moof: Buffer, track: Track): FragmentTiming | undefined {
  for (const { type, payload: traf } of children(payloadOf(moof))) {
    if (type !== 'traf') continue;
    const tfhd = must(traf, 'tfhd');
    if (tfhd.readUInt32BE(4) !== track.id) continue;
    const tfdt = must(traf, 'tfdt');
    const start = tfdt.readUInt8(0) === 1 ? Number(tfdt.readBigUInt64BE(4)) : tfdt.readUInt32BE(4);
    const fallback = defaultDuration(tfhd) ?? track.defaultDuration;
    let ticks = 0;
    let frames = 0;
    for (const { type: inner, payload: trun } of children(traf)) {
      if (inner !== 'trun') continue;
      for (const duration of sampleDurations(trun, fallback)) {
        ticks += duration;
        frames += 1;
      }
    }
    if (frames === 0) return undefined;
    const ms = (t: number): number => (t * 1000) / track.timescale;
    return { startMs: ms(start), endMs: ms(start + ticks), frames };
  }
  return undefined;
}

/** The wall-clock instant that a `prft` box carries, in milliseconds since 1970 (ISO 14496-12 §8.16.5). */
export function readReferenceTime(prft: Buffer): number {
  const payload = payloadOf(prft);
  const seconds = payload.readUInt32BE(8) - 2_208_988_800; // NTP counts from 1900
  return seconds * 1000 + (payload.readUInt32BE(12) * 1000) / 2 ** 32;
}

function defaultDuration(tfhd: Buffer): number | undefined {
  const flags = tfhd.readUInt32BE(0) & 0xffffff;
  if (!(flags & 0x08)) return undefined;
  return tfhd.readUInt32BE(8 + (flags & 0x01 ? 8 : 0) + (flags & 0x02 ? 4 : 0));
}

function* sampleDurations(trun: Buffer, fallback: number): Generator<number> {
  const flags = trun.readUInt32BE(0) & 0xffffff;
  const count = trun.readUInt32BE(4);
  let at = 8 + (flags & 0x01 ? 4 : 0) + (flags & 0x04 ? 4 : 0);
  const stride = [0x100, 0x200, 0x400, 0x800].filter((flag) => flags & flag).length * 4;
  for (let i = 0; i < count; i += 1, at += stride) yield flags & 0x100 ? trun.readUInt32BE(at) : fallback;
}

function must(payload: Buffer, ...path: string[]): Buffer {
  const found = find(payload, ...path);
  if (!found) throw new BoxFault(`no ${path.join('/')} box`);
  return found;
}
