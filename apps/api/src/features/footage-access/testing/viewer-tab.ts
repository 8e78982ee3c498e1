import { createHash, randomUUID, type webcrypto } from 'node:crypto';
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { type Result, type Routes } from '@guardroom/contracts';
import { signIn } from '@guardroom/testkit';
import { type JWK, SignJWT, calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { Config } from '../../../platform/config/config.ts';
import type { Answer, TestApi } from '../../../testing/start-api.ts';

type Request = Result<Routes['getRequest']>;
export type Viewing = Result<Routes['getViewing']>;

/** What a proof says; a test bends one of it. */
export type ProofClaims = { readonly htm?: string; readonly htu?: string; readonly iat?: number; readonly jti?: string; readonly ath?: string };

/** A browser tab with a key that never leaves it. */
export class ViewerTab {
  readonly api: TestApi;
  readonly who: string;
  readonly schoolId: string;
  readonly thumbprint: string;
  readonly #jwk: JWK;
  readonly #key: webcrypto.CryptoKey;

  private constructor(api: TestApi, who: string, schoolId: string, jwk: JWK, thumbprint: string, key: webcrypto.CryptoKey) {
    this.api = api;
    this.who = who;
    this.schoolId = schoolId;
    this.#jwk = jwk;
    this.thumbprint = thumbprint;
    this.#key = key;
  }

  static async of(api: TestApi, who: string, school: 0 | 1 = 0): Promise<ViewerTab> {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const { kty, crv, x, y } = await exportJWK(publicKey);
    const jwk = { kty, crv, x, y } as JWK;
    return new ViewerTab(api, who, api.schools[school].schoolId, jwk, await calculateJwkThumbprint(jwk), privateKey);
  }

  path(sessionId: string, rest = ''): string {
    return `/v1/schools/${this.schoolId}/viewing-sessions/${sessionId}${rest}`;
  }

  open(requestId: string): Promise<Answer<Viewing>> {
    return this.api.call<Viewing>(this.who, 'POST', `/v1/schools/${this.schoolId}/viewing-sessions`, { requestId, proofKeyThumbprint: this.thumbprint });
  }

  /** A proof for one call, true unless bent. */
  async proof(path: string, token: string, bent: ProofClaims = {}): Promise<string> {
    const ath = createHash('sha256').update(token).digest('base64url');
    const htu = `${new URL(this.api.app.get(Config).publicUrl).origin}${path}`;
    return new SignJWT({ htm: 'GET', htu, iat: Math.floor(Date.now() / 1000), jti: randomUUID(), ath, ...bent }).setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk: this.#jwk }).sign(this.#key);
  }

  /** Fetches through the gate with a proof of its own. */
  async get(path: string, bent: ProofClaims = {}): Promise<Response> {
    const token = (await signIn(this.who)).accessToken;
    return this.send(path, token, await this.proof(path, token, bent));
  }

  /** Fetches with whatever was copied. */
  send(path: string, token: string, proof?: string): Promise<Response> {
    return fetch(`${this.api.url}${path}`, { headers: { authorization: `Bearer ${token}`, ...(proof ? { dpop: proof } : {}) } });
  }

  /** Begins to fetch and reads slowly, as a client does whose buffers are full. */
  async slowly(path: string): Promise<SlowDownload> {
    const token = (await signIn(this.who)).accessToken;
    const headers = { authorization: `Bearer ${token}`, dpop: await this.proof(path, token) };
    return new Promise((resolve, reject) => {
      const sent = httpRequest(`${this.api.url}${path}`, { headers, agent: false }, (response) => resolve(new SlowDownload(sent, response)));
      sent.once('error', reject).end();
    });
  }
}

/** A download that takes a piece now and then, until it ends whole or is cut. */
export class SlowDownload {
  readonly status: number;
  readonly expected: number;
  /** This end's port: by it the server's end of the connection is known. */
  readonly port: number | undefined;
  received = 0;
  /** How it ended and when, epoch milliseconds. */
  readonly ended: Promise<{ cut: boolean; atMs: number }>;

  constructor(sent: ClientRequest, response: IncomingMessage) {
    this.status = response.statusCode ?? 0;
    this.expected = Number(response.headers['content-length']);
    this.port = response.socket.localPort;
    response.pause();
    const sip = setInterval(() => (this.received += (response.read() as Buffer | null)?.length ?? 0), 100);
    this.ended = new Promise((resolve) => {
      const end = (cut: boolean) => (): void => {
        clearInterval(sip);
        resolve({ cut, atMs: Date.now() });
      };
      response.once('end', end(false)).once('error', end(true)).once('aborted', end(true));
      sent.on('error', end(true));
    });
  }
}

/** Ahead of all that a test does. Seconds. */
export const STAYS = 3_600;
/** Long enough to be gone, and not long enough to end the viewing. Seconds. */
export const GONE = -10;

/**
 * Sets when somebody was last at a viewing, in seconds from now: presence is proven every second, and no test may hang on whether this machine
 * gets to it in time. Answers the instant, epoch milliseconds.
 */
export async function lastThere({ database }: TestApi, sessionId: string, who: 'viewer' | 'escort', seconds: number): Promise<number> {
  const { rows } = await database.admin.query<{ at: Date }>(`update viewing_sessions set ${who}_seen_at = clock_timestamp() + make_interval(secs => $2) where session_id = $1 returning ${who}_seen_at as at`, [sessionId, seconds]);
  return rows[0]!.at.getTime();
}

/** An approved request for these minutes; the applicant is the teacher, the approver the principal of 明德小学. */
export async function approved(api: TestApi, cameraIds: readonly string[], from: Date, to: Date, fulfilment: 'result_only' | 'escorted_viewing'): Promise<Request> {
  const at = `/v1/schools/${api.schools[0].schoolId}/footage-requests`;
  const filed = await api.call<Request>('li.wei', 'POST', at, { relation: 'class_teacher', purpose: 'pupil_injury', reason: '学生在东门受伤，需要查看经过', cameraIds, from, to, fulfilment, liabilityAccepted: true });
  if (filed.error) throw new Error(JSON.stringify(filed.error));
  const decided = await api.call<Request>('chen.ming', 'POST', `${at}/${filed.body.id}/decision`, { kind: 'approve', reasons: '同意', fulfilment, ...(fulfilment === 'escorted_viewing' ? { viewingConsent: { reason: '需要本人辨认' } } : {}) });
  if (decided.error) throw new Error(JSON.stringify(decided.error));
  return decided.body;
}
