import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';

/** How long fetched keys count, how often they may be fetched, how long a fetch may take. Milliseconds. */
export type RotationTimes = { readonly ttlMs: number; readonly minimumGapMs: number; readonly timeoutMs: number };
export const DEFAULT_TIMES: RotationTimes = { ttlMs: 300_000, minimumGapMs: 2_000, timeoutMs: 2_000 };

/**
 * The realm's signing keys for the grant manager, in place of the one it ships with: that one keeps deleted keys for ever, asks
 * once per concurrent request, waits without end and ends the process on an answer that is no JSON.
 * Only RSA signing keys for RS256 are taken; keys older than the time to live are fetched again or refused.
 */
export class KeyRotation {
  readonly #url: string;
  readonly #times: RotationTimes;
  #keys = new Map<string, KeyObject>();
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #triedAt = Number.NEGATIVE_INFINITY;
  #flight: Promise<void> | undefined;

  constructor(certsUrl: string, times: RotationTimes = DEFAULT_TIMES) {
    this.#url = certsUrl;
    this.#times = times;
  }

  /**
   * The key with this id.
   * @throws Error — when the realm has no such key or cannot be asked; the caller refuses the token
   */
  async getJWK(kid: string): Promise<KeyObject> {
    const known = this.#fresh(kid);
    if (known) return known;
    await this.#refresh();
    const key = this.#fresh(kid);
    if (!key) throw new Error('no such signing key');
    return key;
  }

  #fresh(kid: string): KeyObject | undefined {
    return performance.now() - this.#fetchedAt < this.#times.ttlMs ? this.#keys.get(kid) : undefined;
  }

  #refresh(): Promise<void> {
    if (this.#flight) return this.#flight;
    if (performance.now() - this.#triedAt < this.#times.minimumGapMs) return Promise.resolve();
    this.#triedAt = performance.now();
    this.#flight = this.#fetch().finally(() => (this.#flight = undefined));
    return this.#flight;
  }

  async #fetch(): Promise<void> {
    const response = await fetch(this.#url, { redirect: 'error', signal: AbortSignal.timeout(this.#times.timeoutMs) });
    if (!response.ok) throw new Error(`signing keys: HTTP ${response.status}`);
    const { keys } = (await response.json()) as { keys?: (JsonWebKey & { kid?: string; use?: string; alg?: string })[] };
    if (!Array.isArray(keys) || keys.length === 0) throw new Error('signing keys: empty answer');
    const usable = keys.filter((k) => k.kty === 'RSA' && k.use === 'sig' && k.alg === 'RS256' && typeof k.kid === 'string');
    this.#keys = new Map(usable.map((k) => [k.kid as string, createPublicKey({ key: k, format: 'jwk' })]));
    this.#fetchedAt = performance.now();
  }
}
