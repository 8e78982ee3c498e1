import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';

/** How long fetched keys count: a key that the realm has deleted is refused after that. Milliseconds. */
const TTL_MS = 300_000;
/** How often they may be fetched: anybody can name a key that is none. Milliseconds. */
const MINIMUM_GAP_MS = 2_000;
/** How long a fetch may take. Milliseconds. */
const TIMEOUT_MS = 2_000;

/**
 * The realm's signing keys for the grant manager, in place of the one it ships with: that one keeps deleted keys for ever, asks
 * once per concurrent request, waits without end and ends the process on an answer that is no JSON.
 * Only RSA signing keys for RS256 are taken; keys older than the time to live are fetched again or refused.
 */
export class KeyRotation {
  readonly #url: string;
  #keys = new Map<string, KeyObject>();
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #triedAt = Number.NEGATIVE_INFINITY;
  #flight: Promise<void> | undefined;
  #failure: unknown;

  constructor(certsUrl: string) {
    this.#url = certsUrl;
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

  /** Why no token can be judged now: the realm was asked in vain, and no keys of before count any more. Nothing when they do. */
  get absence(): unknown {
    return this.#doCount() ? undefined : this.#failure;
  }

  #doCount(): boolean {
    return performance.now() - this.#fetchedAt < TTL_MS;
  }

  #fresh(kid: string): KeyObject | undefined {
    return this.#doCount() ? this.#keys.get(kid) : undefined;
  }

  #refresh(): Promise<void> {
    if (this.#flight) return this.#flight;
    if (performance.now() - this.#triedAt < MINIMUM_GAP_MS) return Promise.resolve();
    this.#triedAt = performance.now();
    this.#flight = this.#fetch()
      .catch((error: unknown) => {
        this.#failure = error;
        throw error;
      })
      .finally(() => (this.#flight = undefined));
    return this.#flight;
  }

  async #fetch(): Promise<void> {
    const response = await fetch(this.#url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok) throw new Error(`signing keys: HTTP ${response.status}`);
    const { keys } = (await response.json()) as { keys?: (JsonWebKey & { kid?: string; use?: string; alg?: string })[] };
    if (!Array.isArray(keys) || keys.length === 0) throw new Error('signing keys: empty answer');
    const usable = keys.filter((k) => k.kty === 'RSA' && k.use === 'sig' && k.alg === 'RS256' && typeof k.kid === 'string');
    this.#keys = new Map(usable.map((k) => [k.kid as string, createPublicKey({ key: k, format: 'jwk' })]));
    this.#fetchedAt = performance.now();
  }
}
