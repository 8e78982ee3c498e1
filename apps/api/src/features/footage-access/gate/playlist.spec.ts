import { expect, test } from '@jest/globals';
import { fragmentName, fragmentOf, mediaPlaylist } from './playlist.ts';

const base = Date.UTC(2026, 10, 22, 8, 0, 0);
const listed = (segment: number, number: number, from: number, to: number) => ({ segmentMs: base + segment, number, fromMs: base + from, toMs: base + to });

test('a run has one initialisation section over its segments; a gap starts another with its date and a discontinuity', () => {
  expect(mediaPlaylist([listed(0, 9, 9_000, 10_000), listed(10_000, 0, 10_040, 12_040), listed(20_000, 0, 20_000, 21_500)])).toBe(
    [
      '#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-TARGETDURATION:2', '#EXT-X-MEDIA-SEQUENCE:0', '#EXT-X-PLAYLIST-TYPE:VOD', '#EXT-X-INDEPENDENT-SEGMENTS',
      `#EXT-X-MAP:URI="init/${base}.mp4"`, '#EXT-X-PROGRAM-DATE-TIME:2026-11-22T08:00:09.000Z', '#EXTINF:1.000,', `fragments/${base}-9.m4s`,
      '#EXTINF:2.000,', `fragments/${base + 10_000}-0.m4s`,
      '#EXT-X-DISCONTINUITY', `#EXT-X-MAP:URI="init/${base + 20_000}.mp4"`, '#EXT-X-PROGRAM-DATE-TIME:2026-11-22T08:00:20.000Z', '#EXTINF:1.500,', `fragments/${base + 20_000}-0.m4s`,
      '#EXT-X-ENDLIST', '',
    ].join('\n'),
  );
});

test('a playlist that is still growing plays from its start and has no end', () => {
  const text = mediaPlaylist([listed(0, 0, 0, 1_000)], false);
  expect(text).toContain('#EXT-X-PLAYLIST-TYPE:EVENT\n');
  expect(text).toContain('#EXT-X-START:TIME-OFFSET=0\n');
  expect(text).not.toContain('#EXT-X-ENDLIST');
});

test('nothing to show is a complete playlist of nothing', () => expect(mediaPlaylist([])).toMatch(/^#EXTM3U\n[^]*#EXT-X-ENDLIST\n$/));
test('a name leads back to its fragment', () => expect(fragmentOf(fragmentName({ segmentMs: base, number: 12 }))).toEqual({ segmentMs: base, number: 12 }));
