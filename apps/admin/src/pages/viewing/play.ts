import type Hls from 'hls.js';
import { urlOf } from '@guardroom/client';
import { routes } from '@guardroom/contracts';
import type { TabKey } from '../../providers/proof-of-possession.ts';

/** What playback needs of one camera in one viewing. */
export type Playback = {
  readonly video: HTMLVideoElement;
  readonly schoolId: string;
  readonly sessionId: string;
  readonly cameraId: string;
  readonly key: TabKey;
  readonly token: () => Promise<string>;
  readonly onTime: (ms: number) => void;
  readonly onProblem: (code: PlayProblem) => void;
  readonly onReady: () => void;
};

/** Why no picture comes, as messages under `viewing.problem`. */
export type PlayProblem = 'refused' | 'codec' | 'offline' | 'nothing' | 'unsupported';

/** What a caller may do with a picture that plays. */
export type Player = { readonly seek: (ms: number) => void; readonly stop: () => void };

/** Busy answers of the gate: the picture is not refused, only not yet due. */
const notYet = [429, 503];
/** Refusals that pass by themselves when the one who was away is back. */
const passing: readonly (string | undefined)[] = ['viewing.escort_absent', 'viewing.viewer_absent', 'viewing.session_not_playing'];

/** The gate's code in an answer that is no picture. */
function refusalIn(request: unknown): string | undefined {
  const body: unknown = request instanceof XMLHttpRequest ? request.response : undefined;
  try {
    const { error } = JSON.parse(body instanceof ArrayBuffer ? new TextDecoder().decode(body) : String(body)) as { error?: { code?: string } };
    return error?.code;
  } catch {
    return undefined; // not an answer of the gate: the status says what is known
  }
}

/**
 * Plays the approved minutes of one camera through the gate. Every request carries the token and a proof made with the tab's key for
 * this very address; the picture stops with `stop`, and what is buffered goes with it.
 */
export async function play(playback: Playback): Promise<Player> {
  const { default: HlsPlayer } = await import('hls.js');
  if (!HlsPlayer.isSupported()) {
    playback.onProblem('unsupported');
    return { seek: () => undefined, stop: () => undefined };
  }
  const patience = {
    maxTimeToFirstByteMs: 10_000,
    maxLoadTimeMs: 30_000,
    timeoutRetry: { maxNumRetry: 2, retryDelayMs: 500, maxRetryDelayMs: 2_000 },
    errorRetry: { maxNumRetry: 30, retryDelayMs: 400, maxRetryDelayMs: 1_000, shouldRetry: (_config: unknown, count: number, _isTimeout: boolean, response: { code?: number } | undefined): boolean => count < 30 && notYet.includes(response?.code ?? 0) },
  };
  const hls: Hls = new HlsPlayer({
    enableWorker: false, // the worker would be a blob; transmuxing is not needed for fMP4
    maxBufferLength: 2,
    maxMaxBufferLength: 4,
    backBufferLength: 0,
    startFragPrefetch: false,
    playlistLoadPolicy: { default: patience },
    fragLoadPolicy: { default: patience },
    xhrSetup: async (xhr: XMLHttpRequest, url: string) => {
      const token = await playback.token();
      const proof = await playback.key.proof('GET', url, token);
      xhr.open('GET', url, true);
      xhr.setRequestHeader('Authorization', `Bearer ${token}`);
      xhr.setRequestHeader('DPoP', proof);
    },
  });
  hls.on(HlsPlayer.Events.MANIFEST_PARSED, () => playback.onReady());
  hls.on(HlsPlayer.Events.LEVEL_LOADED, (_event, data) => {
    if (data.details.fragments.length === 0) playback.onProblem('nothing');
  });
  hls.on(HlsPlayer.Events.ERROR, (_event, data) => {
    const code = data.response?.code ?? 0;
    // The player itself would ask again and again, and the third attempt to look beyond the grant ends the viewing.
    const isRefused = code >= 400 && code < 500 && !notYet.includes(code) && !passing.includes(refusalIn(data.networkDetails));
    if (!data.fatal && !isRefused) return;
    if (isRefused) hls.stopLoad();
    const isCodec = data.details === HlsPlayer.ErrorDetails.MANIFEST_INCOMPATIBLE_CODECS_ERROR || data.details === HlsPlayer.ErrorDetails.BUFFER_ADD_CODEC_ERROR || data.type === HlsPlayer.ErrorTypes.MEDIA_ERROR;
    playback.onProblem(isCodec ? 'codec' : code >= 400 && code < 500 ? 'refused' : data.details === HlsPlayer.ErrorDetails.LEVEL_EMPTY_ERROR ? 'nothing' : 'offline');
  });
  const tell = (): void => {
    const date = hls.playingDate;
    if (date) playback.onTime(date.getTime());
  };
  playback.video.addEventListener('timeupdate', tell);
  hls.loadSource(new URL(urlOf('', routes.getPlaylist, { params: { schoolId: playback.schoolId, sessionId: playback.sessionId, cameraId: playback.cameraId } }), location.origin).href);
  hls.attachMedia(playback.video);
  return {
    seek: (ms) => {
      const fragments = hls.levels[0]?.details?.fragments ?? [];
      const hit = fragments.findLast((fragment) => (fragment.programDateTime ?? Number.POSITIVE_INFINITY) <= ms) ?? fragments[0];
      if (hit) playback.video.currentTime = hit.start + Math.max(0, Math.min(hit.duration - 0.01, (ms - (hit.programDateTime ?? ms)) / 1000));
    },
    stop: () => {
      playback.video.removeEventListener('timeupdate', tell);
      hls.destroy();
      playback.video.removeAttribute('src');
      playback.video.load();
    },
  };
}
