import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@guardroom/client';
import type { Logger } from 'pino';
import { MediaStreamTrack, RTCPeerConnection, RtpHeader, RtpPacket, useAbsSendTime, useH264, useSdesMid, useTransportWideCC } from 'werift';
import { Backoff, reasonOf } from '../control/district.ts';
import type { LiveFeed } from './feed.ts';
import { Outlet } from './outlet.ts';

/** Everything about a connection that has not come about by now has failed. Milliseconds. */
const CONNECT_MS = 8_000;
/** Pictures that do not come are told of after this. Milliseconds. */
const SILENT_MS = 5_000;

/** One camera to be published in one room. */
export type Wanted = { readonly cameraId: string; readonly room: string };
export type PublicationDeps = { readonly apiUrl: string; readonly token: () => Promise<string>; readonly client: Client; readonly logger: Logger };

/**
 * Publishes a camera in a room by WHIP (RFC 9725) until the signal aborts, without transcoding, and tries again when the connection is
 * lost. Never throws: what is wrong is reported to the district, and recording knows nothing of it.
 */
export async function publish(wanted: Wanted, feed: LiveFeed, deps: PublicationDeps, signal: AbortSignal): Promise<void> {
  const backoff = new Backoff(500, 5_000);
  let told: string | null = null;
  const tell = async (trouble: string | null): Promise<void> => {
    if (trouble === told) return;
    told = trouble;
    deps.logger[trouble ? 'warn' : 'info']({ ...wanted, trouble }, trouble ? 'live publication is in trouble' : 'live publication works');
    await deps.client.reportPublication({ body: { room: wanted.room, trouble: trouble?.slice(0, 200) ?? null } }, { signal }).catch((cause: unknown) => deps.logger.warn({ reason: reasonOf(cause) }, 'the district cannot be told'));
  };
  while (!signal.aborted) {
    try {
      await publishOnce(wanted, feed, deps, tell, signal);
      backoff.reset();
    } catch (cause) {
      if (!signal.aborted) await tell(reasonOf(cause));
    }
    await sleep(backoff.next(), undefined, { signal }).catch(() => undefined); // aborted: the loop ends
  }
}

/** One connection from the offer to its loss. @throws Error — when it does not come about */
async function publishOnce(wanted: Wanted, feed: LiveFeed, deps: PublicationDeps, tell: (trouble: string | null) => Promise<void>, signal: AbortSignal): Promise<void> {
  const connection = connectionFor(deps.apiUrl);
  const track = new MediaStreamTrack({ kind: 'video' });
  const over = new AbortController();
  let outlet: Outlet | undefined;
  let silence: NodeJS.Timeout | undefined;
  try {
    const { sender } = connection.addTransceiver(track, { direction: 'sendonly' });
    const lost = stateOf(connection, ['failed', 'disconnected', 'closed'], AbortSignal.any([signal, over.signal]));
    const connected = stateOf(connection, ['connected'], AbortSignal.any([signal, over.signal, AbortSignal.timeout(CONNECT_MS)]));
    await offer(connection, wanted.room, deps, signal);
    await Promise.race([connected, lost.then(() => Promise.reject(new Error('the media server cannot be reached')))]);
    outlet = new Outlet(feed, ({ sequence, timestamp, isLast, payload }) => {
      track.writeRtp(new RtpPacket(new RtpHeader({ sequenceNumber: sequence, timestamp, marker: isLast, payloadType: 96 }), payload));
    });
    sender.onPictureLossIndication.subscribe(() => outlet?.again());
    let isTold = false;
    silence = setTimeout(() => {
      isTold = false;
      void tell('no picture comes from the camera');
    }, SILENT_MS);
    const stop = feed.listen(() => {
      silence?.refresh();
      if (!isTold) void tell(null);
      isTold = true;
    });
    await lost.finally(stop);
  } finally {
    over.abort();
    clearTimeout(silence);
    outlet?.close();
    track.stop();
    await connection.close();
  }
}

function connectionFor(apiUrl: string): RTCPeerConnection {
  const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(apiUrl).hostname);
  return new RTCPeerConnection({
    iceServers: [],
    iceUseIpv6: false,
    ...(isLoopback ? { iceAdditionalHostAddresses: ['127.0.0.1'] } : {}),
    codecs: { audio: [], video: [useH264()] },
    headerExtensions: { audio: [], video: [useSdesMid(), useAbsSendTime(), useTransportWideCC()] },
  });
}

/** Resolves when the connection reaches one of the states. @throws Error — when the signal aborts first */
function stateOf(connection: RTCPeerConnection, states: readonly string[], signal: AbortSignal): Promise<void> {
  const reached = new Promise<void>((resolve, reject) => {
    const abort = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('the connection was given up'));
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    connection.connectionStateChange.subscribe((state) => {
      if (states.includes(state)) resolve();
    });
  });
  reached.catch(() => undefined); // whoever waits hears of it; nobody may be waiting yet
  return reached;
}

/** Offers the picture with the gateway's own token, whole with its candidates, and takes the answer. */
async function offer(connection: RTCPeerConnection, room: string, { apiUrl, token }: PublicationDeps, signal: AbortSignal): Promise<void> {
  await connection.setLocalDescription(await connection.createOffer());
  const response = await fetch(new URL(`/whip/v1/${room}`, apiUrl), {
    method: 'POST',
    headers: { authorization: `Bearer ${await token()}`, 'content-type': 'application/sdp' },
    body: connection.localDescription!.sdp,
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(CONNECT_MS)]),
  });
  const sdp = await response.text();
  if (response.status !== 201) throw new Error(`the live gateway refuses the picture: ${response.status}`);
  await connection.setRemoteDescription({ type: 'answer', sdp });
}
