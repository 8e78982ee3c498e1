import { setTimeout as pause } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';
import type { Logger } from 'pino';
import type { HealthCheck } from '../telemetry/internal-server.ts';

/**
 * How the process ends when it is asked to: first it says that it is not ready, and goes on answering for `drainSeconds`, so that
 * whoever shares out the requests sends none here any more; then it finishes what is under way and ends with 0.
 */
export class Ending {
  #isAsked = false;

  /** Readiness of the process itself. */
  readonly check: HealthCheck = { part: 'this process', isReady: async () => !this.#isAsked };

  /** Begins to listen for SIGTERM and SIGINT. */
  follow(app: INestApplication, drainSeconds: number, logger: Logger): void {
    const end = async (signal: string): Promise<void> => {
      if (this.#isAsked) return;
      this.#isAsked = true;
      logger.info({ signal, drainSeconds }, 'asked to end');
      await pause(drainSeconds * 1000);
      await app.close();
      process.exit(0);
    };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void end(signal).catch((error: unknown) => {
      logger.error({ err: error }, 'could not end in order');
      process.exit(1);
    }));
  }
}
