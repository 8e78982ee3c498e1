import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { BoxFault, BoxReader } from './boxes.ts';
import { describeCamera, type Offer } from './describe.ts';
import { codecsOf, readFragment, readMovie, readReferenceTime, videoTrack, type Track } from './fragmented.ts';
import { CaptureFailure, publicUrl, type CameraAddress, type CaptureEvent, type CaptureOptions, type CaptureSource } from './source.ts';

type Ffmpeg = ChildProcessByStdio<Writable, Readable, Readable>;

const recordedVideo = ['H264', 'H265'];
const recordedAudio = ['MPEG4-GENERIC', 'MP4A-LATM'];

/**
 * Captures with one FFmpeg per camera: stream copy from RTSP over TCP to fragmented MP4 on a pipe, a fragment per key frame.
 *
 * The camera's address and password reach FFmpeg on its standard input as an ffconcat script: command lines and
 * environments can be read in /proc, a pipe cannot.
 */
export const ffmpegSource: CaptureSource = { open: capture };

async function* capture(camera: CameraAddress, options: CaptureOptions): AsyncGenerator<CaptureEvent> {
  const { signal } = options;
  let offer: Offer;
  try {
    offer = await describeCamera(camera, signal);
  } catch (cause) {
    if (signal.aborted) return;
    throw cause;
  }
  const video = offer.video.find((name) => recordedVideo.includes(name));
  if (video === undefined) throw new CaptureFailure('unsupported_codec', `the camera offers ${offer.video.join(', ') || 'no video'}; H.264 and H.265 are recorded`);
  const audio = offer.audio.some((name) => recordedAudio.includes(name));
  const child = spawn('ffmpeg', ffmpegArguments({ audio, ...(video === 'H264' && options.liveRtpPort !== undefined ? { liveRtpPort: options.liveRtpPort } : {}) }), { stdio: ['pipe', 'pipe', 'pipe'] });
  const complaints = collectComplaints(child, camera);
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()).once('error', () => resolve()));
  child.stdin.on('error', () => undefined); // it died before reading; its exit is reported below
  child.stdin.end(inputScript(camera, audio));
  const watch = watchdog(options.stallMs, () => child.kill('SIGKILL'));
  const stop = (): boolean => child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  try {
    yield* read(child.stdout, watch);
    if (signal.aborted) return;
    await exited;
    throw watch.fired() ? new CaptureFailure('no_frames', `no picture for ${options.stallMs / 1000} s`) : explain(complaints());
  } catch (cause) {
    if (cause instanceof BoxFault) throw new CaptureFailure('unsupported_codec', `the stream cannot be followed: ${cause.message}`);
    throw cause;
  } finally {
    watch.end();
    signal.removeEventListener('abort', stop);
    if (child.exitCode === null) child.kill('SIGKILL');
    await exited;
  }
}

/** Turns the pipe into events. Only boxes before a fragment's media are held, never the media. */
async function* read(stdout: Readable, watch: Watchdog): AsyncGenerator<CaptureEvent> {
  const boxes = new BoxReader();
  let ftyp: Buffer | undefined;
  let video: Track | undefined;
  let referenceTimeMs: number | null = null;
  let head: Buffer[] = [];
  let inFragment = false;
  for await (const chunk of stdout as AsyncIterable<Buffer>) {
    const arrivedAtMs = Date.now();
    for (const part of boxes.push(chunk)) {
      if (part.kind === 'box' && part.type === 'ftyp') ftyp = part.bytes;
      else if (part.kind === 'box' && part.type === 'moov') {
        const movie = readMovie(part.bytes);
        video = videoTrack(movie);
        if (!video) throw new CaptureFailure('unsupported_codec', `the stream holds ${codecsOf(movie) || 'no video'}; H.264 and H.265 are recorded`);
        yield { kind: 'stream', init: Buffer.concat(ftyp ? [ftyp, part.bytes] : [part.bytes]), codec: codecsOf(movie), video };
      } else if (part.kind === 'box' && part.type === 'prft') {
        referenceTimeMs = readReferenceTime(part.bytes);
        head.push(part.bytes);
      } else if (part.kind === 'box' && part.type === 'moof' && video) {
        const timing = readFragment(part.bytes, video);
        head.push(part.bytes);
        if (!timing) continue; // a fragment without pictures: its bytes join the next one
        watch.fed();
        yield { kind: 'fragment', ...timing, arrivedAtMs, referenceTimeMs };
        inFragment = true;
        yield { kind: 'bytes', bytes: Buffer.concat(head) };
        head = [];
        referenceTimeMs = null;
      } else if (part.kind === 'media_start' || part.kind === 'media') {
        const bytes = part.kind === 'media' ? part.bytes : part.header;
        if (inFragment) yield { kind: 'bytes', bytes };
        else head.push(Buffer.from(bytes));
      } else if (part.kind === 'media_end' && inFragment) {
        inFragment = false;
        yield { kind: 'fragment_end' };
      }
    }
  }
}

/** The command line; it names no camera. */
export function ffmpegArguments(o: { audio: boolean; liveRtpPort?: number }): string[] {
  const quiet = ['-nostdin', '-hide_banner', '-nostats', '-loglevel', 'level+warning'];
  // The stream's parameters come with the description; a long analysis would only delay the first pictures.
  const input = ['-protocol_whitelist', 'pipe,rtp,rtsp,tcp,udp', '-analyzeduration', '0', '-f', 'concat', '-safe', '0', '-i', 'pipe:0'];
  const streams = ['-map', '0:v:0', ...(o.audio ? ['-map', '0:a:0?'] : []), '-c', 'copy', '-max_interleave_delta', '1000000'];
  const recording = ['-movflags', 'frag_keyframe+empty_moov+default_base_moof+skip_trailer', '-write_prft', 'wallclock', '-flush_packets', '1', '-f', 'mp4', 'pipe:1'];
  const live = ['-map', '0:v:0', '-c', 'copy', '-bsf:v', 'dump_extra=freq=keyframe', '-f', 'rtp', `rtp://127.0.0.1:${o.liveRtpPort}?pkt_size=1200`];
  return [...quiet, ...input, ...streams, ...recording, ...(o.liveRtpPort === undefined ? [] : live)];
}

function inputScript(camera: CameraAddress, audio: boolean): string {
  const credentials = `${encodeURIComponent(camera.username)}:${encodeURIComponent(camera.password)}`;
  const url = publicUrl(camera).replace('rtsp://', `rtsp://${credentials}@`);
  return [
    'ffconcat version 1.0',
    `file '${url.replaceAll("'", `'\\''`)}'`,
    'option rtsp_transport tcp',
    'option timeout 10000000',
    'option analyzeduration 500000',
    `option allowed_media_types ${audio ? 'video+audio' : 'video'}`,
    '',
  ].join('\n');
}

/** Keeps FFmpeg's last complaints for the failure's text, with everything secret taken out. */
function collectComplaints(child: Ffmpeg, camera: CameraAddress): () => string {
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text = `${text}${chunk}`.slice(-4_000);
  });
  child.once('error', (error: NodeJS.ErrnoException) => {
    text += `[error] ffmpeg cannot be started: ${error.code ?? error.name}`;
  });
  return () => scrub(text, camera);
}

/** Takes the password in every spelling, and whatever stands where credentials do, out of a text. */
export function scrub(text: string, camera: Pick<CameraAddress, 'password'>): string {
  const withoutUserInfo = text.replace(/(rtsp:\/\/)[^@\s/]*@/g, '$1');
  return [camera.password, encodeURIComponent(camera.password)].filter((secret) => secret !== '').reduce((scrubbed, secret) => scrubbed.replaceAll(secret, '…'), withoutUserInfo);
}

function explain(complaints: string): CaptureFailure {
  const lines = complaints.split('\n').filter((line) => /\[(error|fatal)\]/.test(line));
  const detail = (lines[0] ?? 'the stream ended').replace(/^(\[[^\]]*\]\s*)+/, '').slice(0, 200);
  if (/\b401\b|\b403\b/.test(complaints)) return new CaptureFailure('wrong_password', detail);
  if (/Could not find tag for codec|codec not currently supported|Could not write header/.test(complaints)) return new CaptureFailure('unsupported_codec', detail);
  return new CaptureFailure('unreachable', detail);
}

type Watchdog = { fed(): void; fired(): boolean; end(): void };

function watchdog(stallMs: number, bite: () => void): Watchdog {
  let fired = false;
  const timer = setTimeout(() => {
    fired = true;
    bite();
  }, stallMs);
  return { fed: () => void timer.refresh(), fired: () => fired, end: () => clearTimeout(timer) };
}
