import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startCameras, type CameraConfig, type Cameras } from '@guardroom/testkit/cameras';
import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { ffmpegSource, scrub } from './ffmpeg-source.ts';
import { cameraAddress, CaptureFailure, type CameraAddress, type CaptureEvent } from './source.ts';

const picture = { password: "p'w: 100%/@é", title: 'T', gopSeconds: 1, fps: 10, width: 320, height: 180 } as const;
const h264: CameraConfig = { ...picture, path: '/h264', user: 'u', codec: 'h264' };
const h265: CameraConfig = { ...picture, path: '/h265', user: 'u', codec: 'h265' };

let cameras: Cameras;
beforeAll(async () => {
  cameras = await startCameras({ port: 0, cameras: [h264, h265] });
});
afterAll(() => cameras.stop());

const address = (path: string, o: { password?: string; port?: number } = {}): CameraAddress => cameraAddress(`rtsp://127.0.0.1:${o.port ?? cameras.port}${path}`, 'u', o.password ?? picture.password);

/** Reads until `enough` says so, then stops the source. */
async function read(camera: CameraAddress, enough: (events: CaptureEvent[]) => boolean, o: { liveRtpPort?: number; stallMs?: number } = {}): Promise<CaptureEvent[]> {
  const stop = new AbortController();
  const events: CaptureEvent[] = [];
  for await (const event of ffmpegSource.open(camera, { signal: stop.signal, stallMs: o.stallMs ?? 120_000, ...(o.liveRtpPort === undefined ? {} : { liveRtpPort: o.liveRtpPort }) })) {
    events.push(event);
    if (enough(events)) stop.abort();
  }
  return events;
}
const failure = (camera: CameraAddress, o: { stallMs?: number } = {}): Promise<CaptureFailure> =>
  read(camera, () => false, o).then(
    () => { throw new Error('the source ended without a failure'); },
    (cause: unknown) => { if (cause instanceof CaptureFailure) return cause; throw cause; },
  );
const fragments = (events: CaptureEvent[]) => events.filter((event) => event.kind === 'fragment');

/** A camera that answers as told: a server that we did not write would not misbehave on demand. */
async function oddCamera(answer: (request: string, sequence: string) => string): Promise<{ port: number; server: Server }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => socket.write(answer(data.toString(), /CSeq: (\d+)/.exec(data.toString())?.[1] ?? '0')));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, server };
}
const describing = (sdp: string) => (_: string, sequence: string): string => `RTSP/1.0 200 OK\r\nCSeq: ${sequence}\r\nContent-Type: application/sdp\r\nContent-Length: ${sdp.length}\r\n\r\n${sdp}`;

describe('the FFmpeg source', () => {
  test.each([
    ['H.264', '/h264', /^avc1\.42c0/],
    ['H.265', '/h265', /^hev1\.|^hvc1\./],
  ])('gives %s as fragments that begin with key frames and follow each other without holes', async (_, path, codec) => {
    const events = await read(address(path), (all) => fragments(all).length >= 4);
    const [stream] = events;
    expect(stream).toMatchObject({ kind: 'stream', codec: expect.stringMatching(codec) });
    const placed = fragments(events);
    for (const [i, fragment] of placed.entries()) {
      expect(fragment.frames).toBeGreaterThan(0);
      if (i > 0) expect(fragment.startMs).toBeCloseTo(placed[i - 1]!.endMs, 3);
    }
    expect(events.at(-1)!.kind).toBe('fragment_end');
  });

  test('sends the same pictures to the loopback port for live views', async () => {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    let packets = 0;
    const types = new Set<number>();
    socket.on('message', (packet) => {
      packets += 1;
      types.add(packet.readUInt8(1) & 0x7f);
    });
    await read(address('/h264'), (all) => fragments(all).length >= 2 && packets > 10, { liveRtpPort: socket.address().port });
    socket.close();
    expect([...types]).toEqual([96]);
  });

  test('says that the password is wrong', async () => {
    expect(await failure(address('/h264', { password: 'guess' }))).toMatchObject({ state: 'wrong_password' });
  });

  test('says that nobody answers, or that the path is unknown', async () => {
    expect(await failure(address('/h264', { port: 9 }))).toMatchObject({ state: 'unreachable', message: 'no connection: ECONNREFUSED' });
    expect(await failure(address('/nowhere'))).toMatchObject({ state: 'unreachable', message: 'the camera answers 404 for this path' });
    expect(() => cameraAddress('http://camera/', 'u', 'p')).toThrow('not rtsp://');
  });

  test('says which codec it cannot record', async () => {
    const { port, server } = await oddCamera(describing('v=0\r\nm=video 0 RTP/AVP 26\r\na=control:0\r\n'));
    expect(await failure(address('/x', { port }))).toMatchObject({ state: 'unsupported_codec', message: expect.stringContaining('JPEG') });
    server.close();
  });

  test('gives no password to a camera that wants it in clear', async () => {
    const asked: string[] = [];
    const { port, server } = await oddCamera((request, sequence) => (asked.push(request), `RTSP/1.0 401 Unauthorized\r\nCSeq: ${sequence}\r\nWWW-Authenticate: Basic realm="x"\r\n\r\n`));
    expect(await failure(address('/x', { port }))).toMatchObject({ state: 'unreachable', message: expect.stringContaining('never sent in clear') });
    expect(asked).toHaveLength(1);
    expect(asked[0]).not.toContain('Authorization');
    server.close();
  });

  test('notices a camera that describes itself and then sends nothing', async () => {
    const sdp = 'v=0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:0\r\n';
    const { port, server } = await oddCamera((request, sequence) => (request.startsWith('DESCRIBE') ? describing(sdp)(request, sequence) : `RTSP/1.0 200 OK\r\nCSeq: ${sequence}\r\nSession: 1\r\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n\r\n`));
    expect(await failure(address('/x', { port }), { stallMs: 3_000 })).toMatchObject({ state: 'no_frames' });
    server.close();
  });

  test('answers a digest challenge with a quality of protection as RFC 7616 says', async () => {
    const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
    let granted = false;
    const { port, server } = await oddCamera((request, sequence) => {
      const field = (name: string): string => new RegExp(`${name}="?([^",\\r]*)`).exec(request)?.[1] ?? '';
      if (!request.includes('Authorization')) return `RTSP/1.0 401 Unauthorized\r\nCSeq: ${sequence}\r\nWWW-Authenticate: Digest realm="r", nonce="n", qop="auth,auth-int", opaque="o", algorithm=MD5\r\n\r\n`;
      granted = field('response') === md5(`${md5(`u:r:${picture.password}`)}:n:${field('nc')}:${field('cnonce')}:auth:${md5(`DESCRIBE:${field('uri')}`)}`) && field('opaque') === 'o';
      return `RTSP/1.0 ${granted ? '404 Not Found' : '401 Unauthorized'}\r\nCSeq: ${sequence}\r\n\r\n`;
    });
    expect(await failure(address('/x', { port }))).toMatchObject({ state: 'unreachable' });
    expect(granted).toBe(true);
    server.close();
  });

  test('takes every spelling of the password out of what FFmpeg says', () => {
    const said = `[rtsp] Impossible to open 'rtsp://u:${encodeURIComponent(picture.password)}@10.0.0.1/x': ${picture.password}`;
    expect(scrub(said, picture)).toBe("[rtsp] Impossible to open 'rtsp://10.0.0.1/x': …");
  });
});
