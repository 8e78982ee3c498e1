import { randomUUID } from 'node:crypto';
import type { Server as TlsServer } from 'node:tls';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Type } from '@nestjs/common';
import { NestFactory, DiscoveryService, MetadataScanner } from '@nestjs/core';
import { type Route, routes } from '@guardroom/contracts';
import { type Logger, pino } from 'pino';
import { type DoneFuncWithErrOrRes, type FastifyInstance, type FastifyReply, type FastifyRequest, type HookHandlerDoneFunction, LogController } from 'fastify';
import { Config } from '../config/config.ts';
import { NestLogger, loggerOptions } from '../telemetry/logger.ts';
import { Metrics } from '../telemetry/metrics.ts';
import { AuthDb } from '../database/databases.ts';
import { ObjectStore } from '../object-store/object-store.ts';
import { type HealthCheck, startInternalServer } from '../telemetry/internal-server.ts';
import { certificateOf, followCertificate } from './certificate.ts';
import { Ending } from './ending.ts';
import { protectHeaders } from './protect-headers.ts';
import { servePublicPages } from './public-pages.ts';
import { proveOperationsServed } from './served-operations.ts';

/** Body of one request at most. Bytes. A batch of 128 footers fits many times. */
const BODY_LIMIT = 8 * 1024 * 1024;

/** The HTTP process, complete but not listening: every route of the table is proved served before it may. */
export async function createServer(module: Type, table: Record<string, Route> = routes): Promise<{ app: NestFastifyApplication; logger: Logger }> {
  const logger = pino(loggerOptions(process.env['LOG_LEVEL'] ?? 'info'));
  const config = new Config();
  const { tls } = config.listening;
  const adapter = new FastifyAdapter({
    loggerInstance: logger,
    bodyLimit: BODY_LIMIT,
    genReqId: () => randomUUID(),
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: false,
    return503OnClosing: false, // what came over a connection that was open before is answered still
    routerOptions: { maxParamLength: 300 },
    ...(tls ? { https: certificateOf(tls) } : {}),
  } as ConstructorParameters<typeof FastifyAdapter>[0]);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, { logger: new NestLogger(logger), abortOnError: false });
  proveOperationsServed(table, app.get(DiscoveryService, { strict: false }), new MetadataScanner());
  observe(app, app.get(Metrics));
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  protectHeaders(fastify, { keycloakUrl: config.keycloak.url });
  const ending = new Ending();
  const checks = [ending.check, ...healthChecks(app)];
  servePublicPages(fastify, config, checks);
  const internal = startInternalServer({ host: config.internalHost, port: config.internalPort, tls }, app.get(Metrics), checks);
  const unfollow = tls && followCertificate(fastify.server as unknown as TlsServer, tls, (error) => (error ? logger.error({ err: error }, 'renewed certificate does not fit; the old one stays') : logger.info('certificate renewed')));
  fastify.addHook('onClose', async () => {
    internal.close();
    unfollow?.();
  });
  ending.follow(app, config.drainSeconds, logger);
  return { app, logger };
}

const healthChecks = (app: NestFastifyApplication): HealthCheck[] => [
  { part: 'database', isReady: () => app.get(AuthDb).pool.query('select 1').then(() => true) },
  { part: 'object store', isReady: () => app.get(ObjectStore).isReady(), canDoWithout: true }, // requests are filed and decided still
];

/** Request id on every answer; a line and a figure per request, keyed by the route's pattern and never by its ids. Hooks that call back: a promise of each costs every request. */
function observe(app: NestFastifyApplication, metrics: Metrics): void {
  const fastify = app.getHttpAdapter().getInstance();
  let isEnding = false;
  fastify.addHook('preClose', async () => {
    isEnding = true;
  });
  fastify.addHook('onSend', (_request: FastifyRequest, reply: FastifyReply, payload: unknown, done: DoneFuncWithErrOrRes) => {
    if (isEnding) reply.header('connection', 'close'); // or an open connection would keep the process for as long as its client likes
    done(null, payload);
  });
  fastify.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction) => {
    reply.header('x-request-id', request.id);
    done();
  });
  fastify.addHook('onResponse', (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction) => {
    const operation = `${request.method} ${request.routeOptions.url ?? 'unknown'}`;
    metrics.requests.observe({ operation, status: String(reply.statusCode) }, reply.elapsedTime / 1000);
    request.log.debug({ operation, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'answered');
    done();
  });
}
