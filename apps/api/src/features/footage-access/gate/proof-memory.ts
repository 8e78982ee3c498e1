import { createHash } from 'node:crypto';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { type Logger, pino } from 'pino';
import { Config } from '../../../platform/config/config.ts';
import { PartAway } from '../../../platform/errors/refused.ts';
import { loggerOptions } from '../../../platform/telemetry/logger.ts';

/** A proof is remembered longer than it is believed, clock differences included. Milliseconds. */
const REMEMBERED_MS = 90_000;

/** Remembers every proof that was shown, for all processes of the API. When it is away nothing is believed. */
@Injectable()
export class ProofMemory implements OnApplicationShutdown {
  readonly #redis: Redis;
  readonly #log: Logger;

  constructor(config: Config) {
    this.#log = pino(loggerOptions(config.logLevel)).child({ part: 'gate' });
    this.#redis = new Redis(config.redisUrl, { maxRetriesPerRequest: 1, commandTimeout: 1_000, connectTimeout: 2_000, lazyConnect: true, keyPrefix: 'guardroom:proof:' });
    this.#redis.on('error', (error: Error) => this.#log.warn({ err: error.message }, 'the memory of proofs is away; no picture leaves'));
  }

  /**
   * True exactly once per key and proof.
   * @throws PartAway — when the memory is away; retrying with a new proof is safe
   */
  async isFirst(thumbprint: string, jti: string): Promise<boolean> {
    const key = createHash('sha256').update(`${thumbprint}\0${jti}`).digest('base64url');
    try {
      return (await this.#redis.set(key, '1', 'PX', REMEMBERED_MS, 'NX')) === 'OK';
    } catch (error) {
      throw new PartAway('the memory of proofs', error);
    }
  }

  onApplicationShutdown(): void {
    this.#redis.disconnect();
  }
}
