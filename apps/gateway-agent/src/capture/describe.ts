import { createHash, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { CaptureFailure, publicUrl, type CameraAddress } from './source.ts';

/** What a camera offers: the names of its codecs as its session description spells them, in capitals. */
export type Offer = { readonly video: readonly string[]; readonly audio: readonly string[] };

const answerWithinMs = 8_000;
const largestAnswer = 64 * 1024;

/**
 * Asks a camera what it offers, with digest login (RFC 7826 over TCP, RFC 7616), and hangs up.
 * A password is never sent in clear: a camera that offers only Basic login is not served.
 * @throws CaptureFailure — saying which of address, path or password is wrong; retrying later is right
 */
export async function describeCamera(camera: CameraAddress, signal: AbortSignal): Promise<Offer> {
  const socket = await dial(camera, signal);
  try {
    const ask = (sequence: number, authorization?: string): Promise<RtspAnswer> =>
      exchange(socket, `DESCRIBE ${publicUrl(camera)} RTSP/1.0\r\nCSeq: ${sequence}\r\nAccept: application/sdp\r\nUser-Agent: guardroom\r\n${authorization ? `Authorization: ${authorization}\r\n` : ''}\r\n`, signal);
    let answer = await ask(1);
    if (answer.status === 401) answer = await ask(2, digestAuthorization(camera, answer.challenges));
    if (answer.status === 401 || answer.status === 403) throw new CaptureFailure('wrong_password', `the camera refuses the login (${answer.status})`);
    if (answer.status !== 200) throw new CaptureFailure('unreachable', `the camera answers ${answer.status} for this path`);
    return readOffer(answer.body);
  } finally {
    socket.destroy();
  }
}

type RtspAnswer = { readonly status: number; readonly challenges: readonly string[]; readonly body: string };

async function dial(camera: CameraAddress, signal: AbortSignal): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect({ host: camera.host, port: camera.port, signal });
  socket.setTimeout(answerWithinMs, () => socket.destroy(new CaptureFailure('unreachable', 'the camera does not answer')));
  socket.once('connect', () => resolve(socket));
  socket.once('error', (error: NodeJS.ErrnoException) => reject(error instanceof CaptureFailure ? error : new CaptureFailure('unreachable', `no connection: ${error.code ?? error.name}`)));
  return promise;
}

function exchange(socket: Socket, request: string, signal: AbortSignal): Promise<RtspAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<RtspAnswer>();
  let text = '';
  const done = (settle: () => void): void => {
    socket.off('data', onData).off('error', onError).off('close', onClose);
    settle();
  };
  const onData = (chunk: Buffer): void => {
    text += chunk.toString('latin1');
    const answer = readAnswer(text);
    if (answer) done(() => resolve(answer));
    else if (text.length > largestAnswer) done(() => reject(new CaptureFailure('unreachable', 'the camera answers without end')));
  };
  const onError = (error: NodeJS.ErrnoException): void => done(() => reject(error instanceof CaptureFailure ? error : new CaptureFailure('unreachable', `the connection broke: ${error.code ?? error.name}`)));
  const onClose = (): void => done(() => reject(new CaptureFailure('unreachable', signal.aborted ? 'stopped' : 'the camera hung up')));
  socket.on('data', onData).on('error', onError).on('close', onClose);
  socket.write(request);
  return promise;
}

function readAnswer(text: string): RtspAnswer | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = lines.map((line) => ({ name: line.slice(0, line.indexOf(':')).trim().toLowerCase(), value: line.slice(line.indexOf(':') + 1).trim() }));
  const length = Number(headers.find((header) => header.name === 'content-length')?.value ?? 0);
  const body = text.slice(end + 4);
  if (body.length < length) return undefined;
  return {
    status: Number(/^RTSP\/\d\.\d (\d{3})/.exec(first)?.[1] ?? 0),
    challenges: headers.filter((header) => header.name === 'www-authenticate').map((header) => header.value),
    body: body.slice(0, length),
  };
}

function digestAuthorization(camera: CameraAddress, challenges: readonly string[]): string {
  const offered = challenges.filter((challenge) => /^digest\s/i.test(challenge)).map(readChallenge);
  const challenge = offered.find((one) => one['algorithm']?.toUpperCase() === 'MD5' || one['algorithm'] === undefined);
  if (!challenge) throw new CaptureFailure('unreachable', offered.length > 0 ? 'the camera offers no digest login that is understood' : 'the camera offers no digest login, and a password is never sent in clear');
  const hash = (text: string): string => createHash('md5').update(text).digest('hex');
  const { realm = '', nonce = '', opaque, qop } = challenge;
  const uri = publicUrl(camera);
  const ha1 = hash(`${camera.username}:${realm}:${camera.password}`);
  const ha2 = hash(`DESCRIBE:${uri}`);
  const quality = qop?.split(',').some((one) => one.trim() === 'auth') ?? false;
  const cnonce = randomBytes(8).toString('hex');
  const response = hash(quality ? `${ha1}:${nonce}:00000001:${cnonce}:auth:${ha2}` : `${ha1}:${nonce}:${ha2}`);
  const fields = [`username="${camera.username}"`, `realm="${realm}"`, `nonce="${nonce}"`, `uri="${uri}"`, `response="${response}"`];
  if (opaque !== undefined) fields.push(`opaque="${opaque}"`);
  if (quality) fields.push('qop=auth', 'nc=00000001', `cnonce="${cnonce}"`);
  return `Digest ${fields.join(', ')}`;
}

function readChallenge(text: string): Record<string, string | undefined> {
  return Object.fromEntries([...text.matchAll(/([a-z]+)=(?:"([^"]*)"|([^\s,]+))/gi)].map(([, name = '', quoted, bare]) => [name.toLowerCase(), quoted ?? bare]));
}

/** Codec names by medium (RFC 8866 §6.6); static payload types that matter are named as their `rtpmap` would. */
function readOffer(sdp: string): Offer {
  const offer = { video: [] as string[], audio: [] as string[] };
  for (const section of sdp.split(/\r?\n(?=m=)/).slice(1)) {
    const [, medium, types = ''] = /^m=(\w+) \S+ \S+ ([\d ]+)/.exec(section) ?? [];
    if (medium !== 'video' && medium !== 'audio') continue;
    const mapped = [...section.matchAll(/^a=rtpmap:\d+ ([\w.-]+)\//gm)].map(([, name = '']) => name.toUpperCase());
    offer[medium].push(...(mapped.length > 0 ? mapped : types.trim().split(' ').map((type) => (type === '26' ? 'JPEG' : `PAYLOAD-${type}`))));
  }
  return offer;
}
