import { createHash, createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { liveRoom, liveViewId } from '@guardroom/contracts';
import { LIVE_ADMISSION_MS } from '@guardroom/domain';
import { SignJWT, errors, jwtVerify } from 'jose';
import { z } from 'zod';
import { Config } from '../../../platform/config/config.ts';
import { RelayDb } from '../../../platform/database/databases.ts';
import { SystemClock } from '../../../platform/platform.module.ts';

/** What a connection shows at the door. */
export type Shown = { readonly token: string; readonly cookies: string | undefined };
/** A view and the room it may see, at the moment of asking. */
export type Admitted = { readonly viewId: string; readonly room: string };

const AUDIENCE = 'guardroom-live';
const claims = z.object({ sub: liveViewId, room: liveRoom, jti: z.string().min(40).max(60) });

/**
 * Admissions to the picture. A browser cannot put a proof of possession on a websocket, so the proof is shown where the admission is
 * made, and the admission serves one connection within seconds: token and cookie together, the cookie unreadable for scripts. A copied
 * token alone opens nothing; whatever LiveKit signs later, and the client keeps, is no admission at all.
 */
@Injectable()
export class Admissions {
  readonly #key: Buffer;
  readonly #relay: RelayDb;
  readonly #clock: SystemClock;
  readonly #isSecure: boolean;

  constructor(config: Config, relay: RelayDb, clock: SystemClock) {
    this.#key = createHmac('sha256', config.livekit.apiSecret).update('guardroom live admission').digest();
    this.#relay = relay;
    this.#clock = clock;
    this.#isSecure = config.publicUrl.startsWith('https:');
  }

  /** A fresh admission: the token for the address, the cookie beside it, and the hash that the view's row keeps. */
  async make(viewId: string, room: string): Promise<{ token: string; cookie: string; hash: Buffer; untilMs: number }> {
    const [jti, secret] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')];
    const nowMs = this.#clock.nowMs();
    const untilMs = nowMs + LIVE_ADMISSION_MS;
    const token = await new SignJWT({ room })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setSubject(viewId)
      .setAudience(AUDIENCE)
      .setJti(jti)
      .setIssuedAt(Math.floor(nowMs / 1000))
      .setExpirationTime(Math.ceil(untilMs / 1000))
      .sign(this.#key);
    const cookie = [`${cookieName(viewId)}=${secret}`, 'Path=/rtc', 'HttpOnly', 'SameSite=Strict', `Max-Age=${LIVE_ADMISSION_MS / 1000}`, ...(this.#isSecure ? ['Secure'] : [])].join('; ');
    return { token, cookie, hash: hashOf(jti, secret), untilMs };
  }

  /** Who asks and for which room, or nothing when the token is not ours or is over. Says nothing yet of whether they may. */
  async read({ token }: Shown): Promise<(Admitted & { jti: string }) | undefined> {
    try {
      const { payload } = await jwtVerify(token, this.#key, { algorithms: ['HS256'], audience: AUDIENCE, clockTolerance: 0, currentDate: new Date(this.#clock.nowMs()) });
      const read = claims.safeParse(payload);
      return read.success ? { viewId: read.data.sub, room: read.data.room, jti: read.data.jti } : undefined;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined; // why a token is refused is not told
      throw error;
    }
  }

  /** True once, for a view that may be seen now in that very room: the row says so, and the admission is used up in the same statement. */
  async use({ viewId, room, jti }: Admitted & { jti: string }, { cookies }: Shown): Promise<boolean> {
    const secret = cookieOf(cookies, cookieName(viewId));
    if (!secret) return false;
    const used = await this.#relay.pool.query(
      `update live_views v set admission_hash = null, seen_at = greatest(v.seen_at, clock_timestamp()), watched_from = coalesce(v.watched_from, clock_timestamp())
         from live_rooms r, principals p
        where v.view_id = $1 and v.admission_hash = $2 and v.admission_until > clock_timestamp() and v.ended_at is null and v.expires_at > clock_timestamp()
          and r.school_id = v.school_id and r.camera_id = v.camera_id and r.closed_at is null and r.room = $3 and p.sub = v.sub and p.active`,
      [viewId, hashOf(jti, secret), room],
    );
    return used.rowCount === 1;
  }
}

const hashOf = (jti: string, secret: string): Buffer => createHash('sha256').update(`${jti}\0${secret}`).digest();
const cookieName = (viewId: string): string => `guardroom-${viewId}`;
const cookieOf = (cookies: string | undefined, name: string): string | undefined =>
  cookies?.split(';').map((pair) => pair.trim().split('=')).find(([key]) => key === name)?.[1];
