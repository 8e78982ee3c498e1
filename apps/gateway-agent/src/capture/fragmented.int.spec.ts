import { describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { BoxFault, BoxReader, type BoxPart } from './boxes.ts';
import { codecsOf, readFragment, readMovie, videoTrack } from './fragmented.ts';

const run = promisify(execFile);

/** A recording of four seconds by FFmpeg, and what ffprobe says of it. */
async function recording(video: string[], audio: string[]): Promise<{ bytes: Buffer; packets: { pts: number; duration: number }[] }> {
  const inputs = ['-f', 'lavfi', '-i', 'testsrc=size=160x120:rate=15', ...(audio.length > 0 ? ['-f', 'lavfi', '-i', 'sine'] : [])];
  const output = ['-movflags', 'frag_keyframe+empty_moov+default_base_moof', '-write_prft', 'wallclock', '-f', 'mp4', 'pipe:1'];
  const { stdout: bytes } = await run('ffmpeg', ['-v', 'error', ...inputs, '-t', '4', '-c:v', ...video, ...audio, '-pix_fmt', 'yuv420p', '-g', '15', ...output], { encoding: 'buffer', maxBuffer: 1e8 });
  const probe = run('ffprobe', ['-v', 'error', '-select_streams', 'v', '-show_entries', 'packet=pts_time,duration_time', '-of', 'csv=p=0', '-i', 'pipe:0']);
  probe.child.stdin!.end(bytes);
  const { stdout } = await probe;
  return { bytes, packets: stdout.trim().split('\n').map((line) => ((fields) => ({ pts: Number(fields[0]), duration: Number(fields[1]) }))(line.split(','))) };
}

const parts = (bytes: Buffer, pieceBytes: number): BoxPart[] => {
  const reader = new BoxReader();
  const all: BoxPart[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) all.push(...reader.push(bytes.subarray(at, at + pieceBytes)));
  return all;
};
const box = (all: BoxPart[], type: string): Buffer[] => all.flatMap((part) => (part.kind === 'box' && part.type === type ? [part.bytes] : []));

describe('a fragmented recording', () => {
  test.each([
    ['H.264', ['libx264', '-profile:v', 'baseline', '-level', '3.0'], [], 'avc1.42c01e'],
    ['H.264 high with sound', ['libx264', '-profile:v', 'high', '-level', '3.1'], ['-c:a', 'aac'], 'avc1.64001f,mp4a.40.2'],
    ['H.265', ['libx265', '-x265-params', 'log-level=none', '-tag:v', 'hvc1'], [], 'hvc1.1.6.L30.90'],
  ])('of %s is read as ffprobe reads it, however its bytes arrive', async (_, video, audio, codecs) => {
    const { bytes, packets } = await recording(video, audio);
    for (const pieceBytes of [1, 17, 4_096, bytes.length]) {
      const all = parts(bytes, pieceBytes);
      const movie = readMovie(box(all, 'moov')[0]!);
      const track = videoTrack(movie)!;
      const fragments = box(all, 'moof').flatMap((moof) => readFragment(moof, track) ?? []);
      expect(codecsOf(movie)).toBe(codecs);
      expect(fragments.reduce((sum, fragment) => sum + fragment.frames, 0)).toBe(packets.length);
      expect(fragments.at(-1)!.endMs - fragments[0]!.startMs).toBeCloseTo(1000 * packets.reduce((sum, packet) => sum + packet.duration, 0), 0);
      for (const [i, fragment] of fragments.entries()) if (i > 0) expect(fragment.startMs).toBeCloseTo(fragments[i - 1]!.endMs, 3);
      const media = all.reduce((sum, part) => sum + (part.kind === 'media' ? part.bytes.length : 0), 0);
      expect(media).toBe(all.reduce((sum, part) => sum + (part.kind === 'media_start' ? part.length : 0), 0));
    }
  });

  test('that is none is refused', () => {
    expect(() => parts(Buffer.from('HTTP/1.1 404 Not Found\r\n\r\n'), 100)).toThrow(BoxFault);
    expect(() => parts(Buffer.concat([Buffer.from([0x7f, 0xff, 0xff, 0xff]), Buffer.from('moof'), Buffer.alloc(100)]), 100)).toThrow('2147483647 bytes');
  });
});
