import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import jsqr from 'jsqr';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { demoCameras, parseClock, startCameras, type Cameras, type CamerasConfig, type PictureClock } from './index.ts';
import { until } from '../until.ts';

const run = promisify(execFile);
// jsqr is CommonJS with a default export inside; Node and Jest unwrap it differently.
const readQr = (typeof jsqr === 'function' ? jsqr : (jsqr as unknown as { default: typeof jsqr.default }).default) as typeof jsqr.default;

const [width, height] = [640, 360];
const login = { user: 'viewer', password: 'long enough', title: '测试' } as const;
const config: CamerasConfig = {
  port: 0,
  cameras: [
    { ...login, path: '/t/steady', codec: 'h264', scene: 'corridor' },
    { ...login, path: '/t/hevc', codec: 'h265', fps: 5, scene: 'canteen' },
    { ...login, path: '/t/flaky', codec: 'h264', scene: 'library', drops: { everySeconds: 12, forSeconds: 5 } },
    { ...login, user: 'someone-else', path: '/t/foreign', codec: 'h264' },
  ],
};

/** The default looks at the stream for 5 s before it says or decodes anything. */
const quick = ['-analyzeduration', '100000'];

let cameras: Cameras;
beforeAll(async () => { cameras = await startCameras(config); });
afterAll(async () => { await cameras.stop(); });

/** ffprobe's view of the video stream; rejects with ffprobe's stderr when the camera refuses. */
async function probe(url: string): Promise<string> {
  const { stdout } = await run('ffprobe', ['-v', 'error', ...quick, '-rtsp_transport', 'tcp', '-show_entries', 'stream=codec_name', '-of', 'csv=p=0', url]);
  return stdout.trim();
}

/**
 * Reads the clock of one frame after another until `enough` says so or the camera hangs up. With `keyFramesOnly` the reader
 * stays ahead of the camera on a slow machine, so that a frame's age is the camera's doing and not a queue's.
 */
async function watch(url: string, enough: (clock: PictureClock | undefined) => boolean, keyFramesOnly = false): Promise<void> {
  const eager = keyFramesOnly ? ['-fflags', 'nobuffer', '-flags', 'low_delay', '-skip_frame', 'nokey'] : [];
  const decoder = spawn('ffmpeg', ['-v', 'error', ...quick, ...eager, '-rtsp_transport', 'tcp', '-i', url, '-t', '25', '-fps_mode', 'passthrough', '-pix_fmt', 'rgba', '-f', 'rawvideo', '-'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const exited = once(decoder, 'exit');
  const size = width * height * 4;
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of decoder.stdout as AsyncIterable<Buffer>) {
    held = Buffer.concat([held, chunk]);
    let done = false;
    while (!done && held.length >= size) {
      const text = readQr(new Uint8ClampedArray(held.subarray(0, size)), width, height)?.data;
      held = held.subarray(size);
      done = enough(text === undefined ? undefined : parseClock(text));
    }
    if (done) break;
  }
  decoder.kill('SIGKILL');
  await exited;
}

describe('fake cameras', () => {
  test('speak the codec that was asked for', async () => {
    expect(await probe(cameras.url('/t/steady'))).toBe('h264');
    expect(await probe(cameras.url('/t/hevc'))).toBe('hevc');
  });

  test('refuse a wrong password', async () => {
    await expect(probe(cameras.url('/t/steady').replace(encodeURIComponent(login.password), 'guess'))).rejects.toThrow(/401/);
  });

  test("hide a camera from another camera's login", async () => {
    await expect(probe(cameras.url('/t/foreign').replace('someone-else', login.user))).rejects.toThrow(/40[134]/);
  });

  test.each(['/t/steady', '/t/hevc'])('draw a clock within 2 s of the wall clock: %s', async (path) => {
    let closest = Number.POSITIVE_INFINITY;
    const paths = new Set<string>();
    await watch(cameras.url(path), (clock) => {
      if (clock) {
        paths.add(clock.path);
        closest = Math.min(closest, Math.abs(Date.now() - clock.drawnAtMs));
      }
      return closest < 2000;
    }, true);
    expect(closest).toBeLessThan(2000);
    expect([...paths]).toEqual([path]);
  });

  test('draw a new clock into every frame', async () => {
    const drawn: number[] = [];
    await watch(cameras.url('/t/steady'), (clock) => (clock ? drawn.push(clock.drawnAtMs) : 0) >= 12);
    expect(new Set(drawn).size).toBe(12);
    expect(drawn).toEqual([...drawn].sort((a, b) => a - b));
  });

  test('show one picture to all who watch', async () => {
    const seen = [new Set<number>(), new Set<number>()] as const;
    const shared = () => [...seen[0]].filter((drawnAtMs) => seen[1].has(drawnAtMs)).length;
    await Promise.all(seen.map((mine) => watch(cameras.url('/t/steady'), (clock) => {
      if (clock) mine.add(clock.drawnAtMs);
      return shared() >= 3;
    })));
    expect(shared()).toBeGreaterThanOrEqual(3);
  });

  test('cut their clients off when they drop, refuse for a while, and come back', async () => {
    const url = cameras.url('/t/flaky');
    const answers = (wanted: RegExp) => until(`an answer like ${String(wanted)}`, () => probe(url).catch((fault: Error) => fault.message), { isIt: (said) => wanted.test(said) });
    let frames = 0;
    let isOurs = false;
    while (frames === 0) {
      await answers(/^h264$/);
      await watch(url, () => { frames += 1; return (isOurs = frames > 10 * 2 * 12); }); // ends because the camera hangs up, long before twice its time is over
    }
    expect(isOurs).toBe(false);
    await answers(/503|5XX/);
    await answers(/^h264$/);
  });

  test('say why a configuration cannot be served', async () => {
    const twoPasswords = { port: 0, cameras: [config.cameras[0]!, { ...config.cameras[1]!, password: 'another' }] };
    await expect(startCameras(twoPasswords)).rejects.toThrow(/already has another password/);
    await expect(startCameras({ ...config, port: cameras.port })).rejects.toThrow(/cannot be bound/);
  });

  test('leave on SIGTERM with nothing left listening', async () => {
    const own = await startCameras({ port: 0, cameras: [config.cameras[0]!] });
    await own.stop();
    await expect(probe(own.url('/t/steady'))).rejects.toThrow(/refused/i);
  });
});

describe('demo district', () => {
  test('has two schools of four cameras, one in H.265 and one that drops', () => {
    const { cameras: demo } = demoCameras();
    expect(Object.groupBy(demo, (camera) => camera.school)).toMatchObject({ mingde: { length: 4 }, qizhi: { length: 4 } });
    expect(demo.filter((camera) => camera.codec === 'h265').map((camera) => camera.name.zh)).toEqual(['食堂']);
    expect(demo.filter((camera) => camera.drops).map((camera) => camera.name.zh)).toEqual(['图书馆入口']);
    expect(new Set(demo.map((camera) => camera.user)).size).toBe(8);
  });
});
