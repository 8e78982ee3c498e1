import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { EmbeddedJWK, type JWK, calculateJwkThumbprint, errors, jwtVerify } from 'jose';
import { Config } from '../../../platform/config/config.ts';
import { Refused } from '../../../platform/errors/refused.ts';
import type { OperationRequest } from '../../../platform/http/operation.ts';
import type { Principal } from '../../../platform/identity/identity.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { ProofMemory } from './proof-memory.ts';

/** A proof's clock may be off by this much to either side. Seconds. */
const LEEWAY_SECONDS = 30;

/** What a call showed beside its token. */
export type Shown = {
  /** The header `DPoP`. */
  readonly proof: string | undefined;
  readonly method: string;
  /** Path of the call without its query. */
  readonly path: string;
  readonly accessToken: string;
  /** Thumbprint of the key that the token itself is bound to, if it is. */
  readonly tokenThumbprint: string | undefined;
};

/** What a request showed beside its token. */
export const shownBy = (me: Principal, request: OperationRequest): Shown => ({
  proof: typeof request.headers['dpop'] === 'string' ? request.headers['dpop'] : undefined,
  method: request.method,
  path: request.url.split('?')[0] ?? '',
  accessToken: request.headers.authorization?.replace(/^Bearer /, '') ?? '',
  tokenThumbprint: me.claims.thumbprint,
});

/** Checks proofs of possession by RFC 9449: each is for one call, one token and one moment, by a key that cannot leave the viewer's tab. */
@Injectable()
export class Proofs {
  readonly #origin: string;
  readonly #memory: ProofMemory;
  readonly #clock: SystemClock;

  constructor(config: Config, memory: ProofMemory, clock: SystemClock) {
    this.#origin = new URL(config.publicUrl).origin;
    this.#memory = memory;
    this.#clock = clock;
  }

  /**
   * Holds a call's proof against the key that the viewing was opened with. A copied address, token or proof is worth nothing.
   * @refuses viewing.proof_missing — without a proof
   * @refuses viewing.proof_wrong — when it is by another key, for another call or token, too old, or was shown before; `why` says which
   */
  async verify(shown: Shown, thumbprint: string): Promise<void> {
    if (!shown.proof) throw refused('viewing.proof_missing', 'missing');
    const { payload, header } = await verified(shown.proof);
    const jkt = await calculateJwkThumbprint(header.jwk as JWK, 'sha256');
    const { htm, htu, iat, jti, ath } = payload as Record<string, unknown>;
    const checks: Record<string, boolean> = {
      key: jkt === thumbprint && (shown.tokenThumbprint === undefined || shown.tokenThumbprint === jkt),
      method: htm === shown.method,
      address: typeof htu === 'string' && addressOf(htu) === `${this.#origin}${shown.path}`,
      token: ath === createHash('sha256').update(shown.accessToken).digest('base64url'),
      time: typeof iat === 'number' && Math.abs(this.#clock.nowMs() / 1000 - iat) <= LEEWAY_SECONDS,
      id: typeof jti === 'string' && jti.length >= 8 && jti.length <= 128,
    };
    const wrong = Object.keys(checks).find((name) => !checks[name]);
    if (wrong) throw refused('viewing.proof_wrong', wrong);
    if (!(await this.#memory.isFirst(jkt, jti as string))) throw refused('viewing.proof_wrong', 'replayed');
  }
}

async function verified(proof: string): Promise<Awaited<ReturnType<typeof jwtVerify>> & { protectedHeader: object } & { header: { jwk?: JWK } }> {
  try {
    const result = await jwtVerify(proof, EmbeddedJWK, { typ: 'dpop+jwt', algorithms: ['ES256'] });
    return { ...result, header: result.protectedHeader };
  } catch (error) {
    if (error instanceof errors.JOSEError) throw refused('viewing.proof_wrong', 'signature');
    throw error;
  }
}

const refused = (code: string, why: string): Refused => new Refused(code, { status: 403, details: { clauses: ['R22:3', 'R22:5'], why } });

/** Origin and path of an address; query and fragment do not count. */
function addressOf(text: string): string | undefined {
  const url = URL.parse(text);
  return url ? `${url.origin}${url.pathname}` : undefined;
}
