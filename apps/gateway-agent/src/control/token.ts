import { randomUUID } from 'node:crypto';
import type { Identity } from './identity.ts';

/** The identity provider gave no token. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
}

/** A token is renewed this long before it ends, and an assertion lives this long; both in seconds. */
const renewBeforeSeconds = 10;
const assertionSeconds = 45;
const answerWithinMs = 10_000;

/**
 * Access tokens of a gateway by client credentials with a signed assertion (RFC 7523, EdDSA by the gateway's own key).
 * One request is under way at a time, and a token serves until shortly before its end.
 */
export class TokenSource {
  readonly #identity: Identity;
  #token: { text: string; untilMs: number } | undefined;
  #asking: Promise<string> | undefined;

  constructor(identity: Identity) {
    this.#identity = identity;
  }

  /** @throws TokenRefused — when the identity provider cannot be reached or refuses; retrying is safe */
  async token(): Promise<string> {
    if (this.#token && Date.now() < this.#token.untilMs) return this.#token.text;
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  /** Forgets the token, because the API did not take it. */
  forget(): void {
    this.#token = undefined;
  }

  async #ask(): Promise<string> {
    const { tokenUrl } = this.#identity.enrolment;
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: clientAssertion(this.#identity, Math.floor(Date.now() / 1000)),
    });
    let answer: { access_token?: unknown; expires_in?: unknown; error?: unknown };
    try {
      const response = await fetch(tokenUrl, { method: 'POST', body, redirect: 'error', signal: AbortSignal.timeout(answerWithinMs) });
      answer = (await response.json()) as typeof answer;
    } catch (cause) {
      throw new TokenRefused('no answer from the identity provider', { cause });
    }
    if (typeof answer.access_token !== 'string' || typeof answer.expires_in !== 'number') throw new TokenRefused(`the identity provider refuses: ${String(answer.error)}`);
    this.#token = { text: answer.access_token, untilMs: Date.now() + Math.max(1, answer.expires_in - renewBeforeSeconds) * 1000 };
    return answer.access_token;
  }
}

/** A client assertion that lives for less than a minute and is used once. */
export function clientAssertion(identity: Identity, nowSeconds: number): string {
  const { clientId, issuer, signingKeyId } = identity.enrolment;
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: clientId, sub: clientId, aud: issuer, jti: randomUUID(), iat: nowSeconds, exp: nowSeconds + assertionSeconds };
  const signed = `${part({ alg: 'EdDSA', typ: 'JWT', kid: signingKeyId })}.${part(claims)}`;
  return `${signed}.${identity.signer.sign(Buffer.from(signed)).toString('base64url')}`;
}
