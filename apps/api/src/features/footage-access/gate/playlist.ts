import { instantOf } from '@guardroom/kernel';

/** A fragment that may be shown: which segment holds it, its number there, and when its frames were. Epoch milliseconds. */
export type Listed = { readonly segmentMs: number; readonly number: number; readonly fromMs: number; readonly toMs: number };

/** Fragments of one recording run follow each other without a hole; more than this between two starts a new one. Milliseconds. */
const CONTIGUOUS_MS = 100;

/** Name of a fragment in the addresses of the gate. */
export const fragmentName = (f: Pick<Listed, 'segmentMs' | 'number'>): string => `${f.segmentMs}-${f.number}.m4s`;

/** Segment and number of a fragment by its name; the contract has checked the spelling. */
export function fragmentOf(name: string): { segmentMs: number; number: number } {
  const [segmentMs, number] = name.replace('.m4s', '').split('-').map(Number);
  return { segmentMs: segmentMs ?? Number.NaN, number: number ?? Number.NaN };
}

/**
 * An HLS media playlist (RFC 8216) of fragments in order. Each run of the recorder has an initialisation section of its own; over a
 * gap stands a discontinuity, and every run says its date and time. One that is not complete grows at its end and plays from its start.
 */
export function mediaPlaylist(fragments: readonly Listed[], isComplete = true): string {
  const longest = Math.max(1, ...fragments.map((f) => Math.ceil((f.toMs - f.fromMs) / 1000)));
  const lines = ['#EXTM3U', '#EXT-X-VERSION:7', `#EXT-X-TARGETDURATION:${longest}`, '#EXT-X-MEDIA-SEQUENCE:0', `#EXT-X-PLAYLIST-TYPE:${isComplete ? 'VOD' : 'EVENT'}`, '#EXT-X-INDEPENDENT-SEGMENTS'];
  if (!isComplete) lines.push('#EXT-X-START:TIME-OFFSET=0');
  fragments.forEach((fragment, i) => {
    const before = fragments[i - 1];
    if (!before || Math.abs(fragment.fromMs - before.toMs) > CONTIGUOUS_MS) {
      if (before) lines.push('#EXT-X-DISCONTINUITY');
      lines.push(`#EXT-X-MAP:URI="init/${fragment.segmentMs}.mp4"`, `#EXT-X-PROGRAM-DATE-TIME:${instantOf(fragment.fromMs)}`);
    }
    lines.push(`#EXTINF:${((fragment.toMs - fragment.fromMs) / 1000).toFixed(3)},`, `fragments/${fragmentName(fragment)}`);
  });
  return [...lines, ...(isComplete ? ['#EXT-X-ENDLIST'] : []), ''].join('\n');
}
