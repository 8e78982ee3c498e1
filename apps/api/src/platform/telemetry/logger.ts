import type { LoggerService } from '@nestjs/common';
import { pino, type Logger, type LoggerOptions } from 'pino';

/** JSON lines with what never may appear in a log replaced. */
export const loggerOptions = (level: string): LoggerOptions => ({
  level,
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: { paths: ['req.headers.authorization', 'req.headers.dpop', 'req.headers.cookie', '*.password', '*.secret', '*.ticket', '*.enrolmentCode', '*.body.code'], censor: '[kept out]' },
  serializers: {
    req: (req: { method?: string; url?: string; id?: string }) => ({ method: req.method, path: (req.url ?? '').split('?')[0] }),
    res: (res: { statusCode?: number }) => ({ status: res.statusCode }),
  },
});

/** Nest's own words through the same pino. */
export class NestLogger implements LoggerService {
  readonly #pino: Logger;
  constructor(logger: Logger) {
    this.#pino = logger;
  }
  log(message: unknown, context?: string): void {
    this.#pino.debug({ context }, String(message));
  }
  error(message: unknown, stack?: string, context?: string): void {
    this.#pino.error({ context, stack }, message instanceof Error ? message.message : String(message));
  }
  warn(message: unknown, context?: string): void {
    this.#pino.warn({ context }, String(message));
  }
}
