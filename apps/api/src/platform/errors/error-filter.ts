import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { ErrorBody } from '@guardroom/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Metrics } from '../telemetry/metrics.ts';
import { Invalid, PartAway, Refused } from './refused.ts';

type Mapped = { readonly status: number; readonly error: Omit<ErrorBody['error'], 'requestId'> };

/** SQLSTATE classes after which the same call may be sent again. */
const RETRY_SAFE = /^(40001|40P01|53\d{3}|57P0\d|08\d{3}|ECONN\w+)$/;
/** PostgreSQL's insufficient_privilege: a ticket ran out, or an appointment ended, while the call was under way. */
const TICKET_ENDED = '42501';

const isHttpError = (error: unknown): error is { statusCode: number; code?: string } => typeof error === 'object' && error !== null && typeof (error as { statusCode?: unknown }).statusCode === 'number';

/** The status and the one error shape that an exception becomes; nothing of a fault's own text. */
export function answerTo(error: unknown): Mapped {
  if (error instanceof Refused) return { status: error.status, error: { kind: 'refusal', code: error.code, ...(error.details ? { details: error.details } : {}) } };
  if (error instanceof Invalid) return { status: 400, error: { kind: 'invalid', code: 'request.invalid', faults: [...error.faults] } };
  const sqlState = (error as { code?: unknown } | null)?.code;
  if (sqlState === TICKET_ENDED) return { status: 401, error: { kind: 'refusal', code: 'identity.no_longer_active' } };
  const status = error instanceof HttpException ? error.getStatus() : isHttpError(error) ? error.statusCode : 500;
  if (status === 404) return { status, error: { kind: 'refusal', code: 'request.not_found' } };
  if (status === 413) return { status, error: { kind: 'invalid', code: 'request.too_large' } };
  if (status < 500) return { status: 400, error: { kind: 'invalid', code: 'request.malformed' } };
  const retrySafe = error instanceof PartAway || (typeof sqlState === 'string' && RETRY_SAFE.test(sqlState));
  return { status: retrySafe ? 503 : 500, error: { kind: 'fault', code: retrySafe ? 'server.part_away' : 'server.fault', retrySafe } };
}

/** The one place where an exception becomes an answer. A fault's own text stays in the log. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  readonly #metrics: Metrics;
  constructor(metrics: Metrics) {
    this.#metrics = metrics;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const { status, error: body } = answerTo(error);
    if (body.kind === 'refusal') this.#metrics.refusals.inc({ code: body.code });
    if (status >= 500) request.log.error({ err: error }, 'request failed');
    else request.log.info({ code: body.code, status }, 'request refused');
    if (reply.sent) return;
    if (status === 401) reply.header('www-authenticate', 'Bearer');
    void reply.status(status).type('application/json').send({ error: { ...body, requestId: request.id } });
  }
}
