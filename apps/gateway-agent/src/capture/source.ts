import type { Track } from './fragmented.ts';

/** How to reach a camera. The password lives in memory only. */
export type CameraAddress = { readonly host: string; readonly port: number; readonly path: string; readonly username: string; readonly password: string };

/** What capture gets to know about a camera, in order: a stream, then fragments, each followed by its bytes and its end. */
export type CaptureEvent =
  /** A new time line begins; `init` are the bytes (`ftyp`, `moov`) that must precede any fragment of it. */
  | { readonly kind: 'stream'; readonly init: Buffer; readonly codec: string; readonly video: Track }
  /** A fragment that starts on a key frame; times are milliseconds of the stream's time line, `arrivedAtMs` is this machine's wall clock. */
  | { readonly kind: 'fragment'; readonly startMs: number; readonly endMs: number; readonly frames: number; readonly arrivedAtMs: number; readonly referenceTimeMs: number | null }
  /** Bytes of the present fragment, its boxes included; a view that is valid until the next event is asked for. */
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'fragment_end' };

/** Why a camera delivers nothing. */
export type FailureState = 'wrong_password' | 'unreachable' | 'unsupported_codec' | 'no_frames' | 'unknown';

/** Capture ended because of the camera or the way to it; `message` is safe to show and to log, it never holds a credential. */
export class CaptureFailure extends Error {
  override readonly name = 'CaptureFailure';
  readonly state: FailureState;
  constructor(state: FailureState, detail: string) {
    super(detail);
    this.state = state;
  }
}

/** Takes pictures from a camera as it sends them, without decoding. */
export interface CaptureSource {
  /**
   * Opens the camera and yields until it fails or the signal aborts; an abort ends the iteration without an error.
   * The next event is only produced when it is asked for, so a slow consumer slows the source down.
   * @throws CaptureFailure — when the camera delivers nothing, no longer, or nothing that can be recorded; retrying later is right
   */
  open(camera: CameraAddress, options: CaptureOptions): AsyncIterable<CaptureEvent>;
}

export type CaptureOptions = {
  readonly signal: AbortSignal;
  /** Loopback UDP port to which the pictures also go as RTP, for live views; H.264 only. */
  readonly liveRtpPort?: number;
  /** No fragment for so long means `no_frames`. */
  readonly stallMs: number;
};

/**
 * Splits a camera's address as it is configured.
 * @throws CaptureFailure unreachable — when it is no `rtsp://` address; only changing the camera's address helps
 */
export function cameraAddress(rtspUrl: string, username: string, password: string): CameraAddress {
  const url = URL.canParse(rtspUrl) ? new URL(rtspUrl) : undefined;
  if (url?.protocol !== 'rtsp:' || url.hostname === '') throw new CaptureFailure('unreachable', 'the address is not rtsp://host/path');
  return { host: url.hostname, port: Number(url.port || 554), path: `${url.pathname}${url.search}`, username, password };
}

/** The address without credentials, as it may be shown, logged and sent in a request line. */
export function publicUrl(camera: CameraAddress): string {
  return `rtsp://${camera.host}:${camera.port}${camera.path}`;
}
