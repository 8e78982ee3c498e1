import { type LeaveRequest, SessionDescription, SignalRequest, SignalResponse, SignalTarget, TrickleRequest } from '@livekit/protocol';
import { RTCPeerConnection, type RTCIceCandidate, useH264, useSdesMid } from 'werift';

/** A picture smaller than this is the black one that LiveKit sends after a track was taken away. Bytes. */
const CONTENT_BYTES = 300;
/** RTP's clock of pictures, and where it begins anew. */
const [TICKS_PER_MS, TICKS] = [90, 2 ** 32];
/** A tight loop that lets others run. Milliseconds. */
const REJOIN_MS = 15;

export type Ticket = { readonly token: string; readonly cookie: string };
export type Manners = 'polite' | 'hostile';

/**
 * A viewer with signals of its own, so that it can disobey. The hostile one ignores that it shall leave, keeps every peer connection it
 * ever had, and comes back in a tight loop with every token it was ever given, by `/rtc` and by WHIP.
 */
export class ViewerClient {
  readonly #apiUrl: string;
  readonly #manners: Manners;
  readonly #cookie: string;
  readonly #connections: RTCPeerConnection[] = [];
  readonly #sockets = new Set<WebSocket>();
  readonly tokens = new Set<string>();
  /** Instants of pictures with content, epoch milliseconds. */
  readonly pictures: number[] = [];
  /** The camera's own times of the same pictures, in RTP's ticks: a machine that is slow to show them changes nothing of these. */
  readonly #ticks: number[] = [];
  /** Times that a connection was opened to the end and that one was refused. */
  admitted = 0;
  refused = 0;
  whipAnswers: number[] = [];
  #isOver = false;
  #rejoining: Promise<void> | undefined;
  readonly joinedAt: { at: number | undefined } = { at: undefined };

  constructor(apiUrl: string, ticket: Ticket, manners: Manners) {
    this.#apiUrl = apiUrl;
    this.#manners = manners;
    this.#cookie = ticket.cookie;
    this.tokens.add(ticket.token);
  }

  /** Connects with a token; false when the door stays shut. */
  join(token: string, cookie = this.#cookie, version: '/rtc' | '/rtc/v1' = '/rtc'): Promise<boolean> {
    const url = `${this.#apiUrl.replace(/^http/, 'ws')}${version}?access_token=${encodeURIComponent(token)}&protocol=15&auto_subscribe=1&sdk=js&version=2.0.0`;
    const socket = new WebSocket(url, { headers: cookie ? { cookie } : {} } as never);
    socket.binaryType = 'arraybuffer';
    this.#sockets.add(socket);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const incoming: { connection?: RTCPeerConnection; waiting: object[] } = { waiting: [] };
    let isOpen = false;
    socket.addEventListener('open', () => {
      isOpen = true;
      this.admitted += 1;
      resolve(true);
    });
    socket.addEventListener('message', ({ data }) => void this.#heard(socket, SignalResponse.fromBinary(new Uint8Array(data as ArrayBuffer)), incoming).catch(() => undefined)); // a connection that was cut in the middle
    socket.addEventListener('close', () => {
      this.#sockets.delete(socket);
      if (!isOpen) this.refused += 1;
      resolve(false);
      if (this.#manners === 'hostile' && !this.#isOver) this.#rejoining ??= this.#comeBack();
    });
    socket.addEventListener('error', () => resolve(false));
    return promise;
  }

  /** The last picture with content, or undefined when there was none. */
  get lastPictureAt(): number | undefined {
    return this.pictures.at(-1);
  }

  picturesAfter(at: number): number[] {
    return this.pictures.filter((one) => one > at);
  }

  /** How long, in the camera's own time, each picture since then came after the one before it. Milliseconds. */
  pausesSince(at: number): number[] {
    const first = this.pictures.findIndex((one) => one > at);
    return this.#ticks.slice(first).flatMap((ticks, i, all) => (i > 0 ? [((ticks - all[i - 1]! + TICKS) % TICKS) / TICKS_PER_MS] : []));
  }

  async close(): Promise<void> {
    this.#isOver = true;
    for (const socket of this.#sockets) socket.close();
    await this.#rejoining;
    await Promise.all(this.#connections.map((one) => one.close()));
  }

  async #comeBack(): Promise<void> {
    while (!this.#isOver) {
      for (const token of this.tokens) {
        await this.join(token);
        await this.join(token, this.#cookie, '/rtc/v1');
        const whip = await fetch(`${this.#apiUrl}/whip/v1`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/sdp' }, body: 'v=0\r\n' });
        this.whipAnswers.push(whip.status);
        if (this.#isOver) return;
      }
      await new Promise((resolve) => setTimeout(resolve, REJOIN_MS));
    }
  }

  async #heard(socket: WebSocket, { message }: SignalResponse, incoming: { connection?: RTCPeerConnection; waiting: object[] }): Promise<void> {
    if (message.case === 'join') this.joinedAt.at ??= Date.now();
    else if (message.case === 'refreshToken') this.tokens.add(message.value);
    else if (message.case === 'leave') this.#left(message.value);
    else if (message.case === 'trickle' && message.value.target === SignalTarget.SUBSCRIBER) {
      const candidate = JSON.parse(message.value.candidateInit) as object;
      if (incoming.connection) await incoming.connection.addIceCandidate(candidate as RTCIceCandidate);
      else incoming.waiting.push(candidate);
    } else if (message.case === 'offer') {
      const connection = (incoming.connection ??= this.#connection(socket));
      await connection.setRemoteDescription({ type: 'offer', sdp: message.value.sdp });
      for (const candidate of incoming.waiting.splice(0)) await connection.addIceCandidate(candidate as RTCIceCandidate);
      await connection.setLocalDescription(await connection.createAnswer());
      send(socket, { case: 'answer', value: new SessionDescription({ type: 'answer', sdp: connection.localDescription!.sdp }) });
    }
  }

  #left(_leave: LeaveRequest): void {
    if (this.#manners === 'hostile') return;
    for (const socket of this.#sockets) socket.close();
  }

  #connection(socket: WebSocket): RTCPeerConnection {
    const connection = new RTCPeerConnection({ iceServers: [], iceUseIpv6: false, iceAdditionalHostAddresses: ['127.0.0.1'], codecs: { audio: [], video: [useH264()] }, headerExtensions: { audio: [], video: [useSdesMid()] } });
    this.#connections.push(connection);
    connection.onIceCandidate.subscribe((candidate) => {
      if (candidate) send(socket, { case: 'trickle', value: new TrickleRequest({ target: SignalTarget.SUBSCRIBER, candidateInit: JSON.stringify(candidate.toJSON()) }) });
    });
    connection.onTrack.subscribe((track) => {
      let timestamp: number | undefined;
      let bytes = 0;
      track.onReceiveRtp.subscribe(({ header, payload }) => {
        if (header.timestamp !== timestamp) bytes = 0;
        timestamp = header.timestamp;
        bytes += payload.length;
        if (header.marker && bytes >= CONTENT_BYTES) {
          this.pictures.push(Date.now());
          this.#ticks.push(header.timestamp);
        }
      });
    });
    return connection;
  }
}

function send(socket: WebSocket, message: SignalRequest['message']): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(new SignalRequest({ message }).toBinary());
}

