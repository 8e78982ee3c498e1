import { randomUUID } from 'node:crypto';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Type } from '@nestjs/common';
import { NestFactory, DiscoveryService, MetadataScanner } from '@nestjs/core';
import { type Route, routes } from '@guardroom/contracts';
import { type Logger, pino } from 'pino';
import { type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { Config } from '../config/config.ts';
import { NestLogger, loggerOptions } from '../telemetry/logger.ts';
import { Metrics } from '../telemetry/metrics.ts';
import { AuthDb } from '../database/databases.ts';
import { ObjectStore } from '../object-store/object-store.ts';
import { type HealthCheck, startInternalServer } from '../telemetry/internal-server.ts';
import { servePublicPages } from './public-pages.ts';
import { proveOperationsServed } from './served-operations.ts';

/** Body of one request at most. Bytes. A batch of 128 footers fits many times. */
const BODY_LIMIT = 8 * 1024 * 1024;

/** The HTTP process, complete but not listening: every route of the table is proved served before it may. */
export async function createServer(module: Type, table: Record<string, Route> = routes): Promise<{ app: NestFastifyApplication; logger: Logger }> {
  const logger = pino(loggerOptions(process.env['LOG_LEVEL'] ?? 'info'));
  const adapter = new FastifyAdapter({
    loggerInstance: logger,
    bodyLimit: BODY_LIMIT,
    genReqId: () => randomUUID(),
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: false,
    return503OnClosing: false, // what came over a connection that was open before is answered still
    routerOptions: { maxParamLength: 300 },
  } as ConstructorParameters<typeof FastifyAdapter>[0]);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, { logger: new NestLogger(logger), abortOnError: false });
  proveOperationsServed(table, app.get(DiscoveryService, { strict: false }), new MetadataScanner());
  observe(app, app.get(Metrics));
  await protectHeaders(app, app.get(Config));
  const checks = healthChecks(app);
  await servePublicPages(app, checks);
  const internal = startInternalServer(app.get(Config).internalPort, app.get(Metrics), checks);
  app.getHttpAdapter().getInstance().addHook('onClose', async () => void internal.close());
  app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
  return { app, logger };
}

const healthChecks = (app: NestFastifyApplication): HealthCheck[] => [
  { part: 'database', isReady: () => app.get(AuthDb).pool.query('select 1').then(() => true) },
  { part: 'object store', isReady: () => app.get(ObjectStore).isReady() },
];

/** Request id on every answer; a line and a figure per request, keyed by the route's pattern and never by its ids. */
function observe(app: NestFastifyApplication, metrics: Metrics): void {
  const fastify = app.getHttpAdapter().getInstance();
  let isEnding = false;
  fastify.addHook('preClose', async () => {
    isEnding = true;
  });
  fastify.addHook('onSend', async (_request: FastifyRequest, reply: FastifyReply) => {
    if (isEnding) reply.header('connection', 'close'); // or an open connection would keep the process for as long as its client likes
  });
  fastify.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    reply.header('x-request-id', request.id);
  });
  fastify.addHook('onResponse', async (request: FastifyRequest, reply: FastifyReply) => {
    const operation = `${request.method} ${request.routeOptions.url ?? 'unknown'}`;
    metrics.requests.observe({ operation, status: String(reply.statusCode) }, reply.elapsedTime / 1000);
    request.log.debug({ operation, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'answered');
  });
}

/** What browsers must hold to: nothing from elsewhere, no framing, no sniffing, no referrer; API answers are never stored. */
async function protectHeaders(app: NestFastifyApplication, config: Config): Promise<void> {
  const keycloak = new URL(config.keycloak.url).origin;
  const policy = [
    "default-src 'self'",
    `connect-src 'self' ${keycloak}`,
    `frame-src ${keycloak}`,
    "media-src 'self' blob:",
    "img-src 'self' data: blob:",
    "style-src 'self' 'unsafe-inline'", // emotion, the style engine of the component library, writes style elements
    "worker-src 'self' blob:",
    "frame-ancestors 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "object-src 'none'",
  ].join('; ');
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onSend', async (request: FastifyRequest, reply: FastifyReply) => {
      reply.header('content-security-policy', policy);
      reply.header('x-content-type-options', 'nosniff');
      reply.header('referrer-policy', 'no-referrer');
      reply.header('cross-origin-opener-policy', 'same-origin');
      if (request.url.startsWith('/v1/')) reply.header('cache-control', 'no-store');
    });
}

