import type { RemoteTrack } from 'livekit-client';
import { provenClient, type TabKey } from '../../providers/proof-of-possession.ts';

/** Where one picture stands: asked for, on its way, moving, interrupted and tried again. */
export type WatchState = 'waiting' | 'connecting' | 'moving' | 'interrupted';

/** What watching one live view needs. */
export type Watching = {
  readonly video: HTMLVideoElement;
  readonly schoolId: string;
  readonly viewId: string;
  readonly key: TabKey;
  readonly token: () => Promise<string>;
  readonly onState: (state: WatchState) => void;
  /** The connection is gone, or the door stays shut: whoever listens asks why, and answers whether the view goes on. */
  readonly onLost: () => Promise<'over' | 'goes_on'>;
};

/** Waits between two tries, growing. Milliseconds. */
const WAITS = [200, 500, 1_000, 2_000] as const;

/**
 * Shows a live view until `stop` is called or it is over. Every connection has an admission of its own, asked for with a proof by the
 * tab's key: nothing that this page holds connects twice.
 */
export function watch(watching: Watching): { stop(): void } {
  const stopping = new AbortController();
  void run(watching, stopping.signal);
  return { stop: () => stopping.abort() };
}

async function run(watching: Watching, signal: AbortSignal): Promise<void> {
  for (let failures = 0; !signal.aborted; failures += 1) {
    watching.onState(failures === 0 ? 'waiting' : 'interrupted');
    const shown = await connect(watching, signal).catch(() => false); // asked below why
    if (signal.aborted || (await watching.onLost()) === 'over') return;
    if (shown) failures = 0;
    await pause(WAITS[Math.min(failures, WAITS.length - 1)] ?? 2_000, signal);
  }
}

/** One connection from its admission to its end; answers whether a picture came. */
async function connect({ video, schoolId, viewId, key, token, onState }: Watching, signal: AbortSignal): Promise<boolean> {
  const [{ Room, RoomEvent }, admission] = await Promise.all([import('livekit-client'), provenClient(key, token).admitLiveView({ params: { schoolId, viewId }, body: {} }, { signal })]);
  // The view is admitted anew whenever the connection is lost; the library's own way back would show an admission twice.
  const room = new Room({ reconnectPolicy: { nextRetryDelayInMs: () => null }, disconnectOnPageLeave: true });
  let shown = false;
  const { promise: gone, resolve } = Promise.withResolvers<void>();
  const attach = (track: RemoteTrack): void => {
    track.attach(video);
    video.requestVideoFrameCallback(() => {
      shown = true;
      onState('moving');
    });
  };
  room.on(RoomEvent.TrackSubscribed, attach);
  room.on(RoomEvent.TrackUnsubscribed, (track) => (track.detach(video), onState('waiting')));
  room.on(RoomEvent.Disconnected, () => resolve());
  const leave = (): void => void room.disconnect();
  signal.addEventListener('abort', leave, { once: true });
  try {
    onState('connecting');
    await room.connect(admission.url, admission.token, { autoSubscribe: true, maxRetries: 0 });
    if (!shown) onState('waiting');
    await gone;
  } finally {
    signal.removeEventListener('abort', leave);
    await room.disconnect();
    video.srcObject = null;
  }
  return shown;
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
