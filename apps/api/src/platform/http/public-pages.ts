import { existsSync } from 'node:fs';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../config/config.ts';
import { type HealthCheck, partsAway } from '../telemetry/internal-server.ts';

/** Files whose names carry their hash never change. */
const FOREVER = 'public, max-age=31536000, immutable';

/** What is served beside the operations, to anybody: health, where to sign in, and the console's own files. */
export async function servePublicPages(app: NestFastifyApplication, checks: readonly HealthCheck[]): Promise<void> {
  const config = app.get(Config);
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  fastify.get('/health/live', async () => ({ status: 'live' }));
  fastify.get('/health/ready', async (_request: FastifyRequest, reply: FastifyReply) => {
    const away = await partsAway(checks);
    return reply.status(away.length === 0 ? 200 : 503).send({ status: away.length === 0 ? 'ready' : 'not ready', away });
  });
  fastify.get('/config.json', async (_request: FastifyRequest, reply: FastifyReply) =>
    reply.header('cache-control', 'no-store').send({ keycloakUrl: config.keycloak.url, realm: config.keycloak.realm, clientId: 'guardroom-console' }),
  );
  if (!config.consoleDir || !existsSync(config.consoleDir)) return;
  await fastify.register(fastifyStatic, {
    root: config.consoleDir,
    index: ['index.html'],
    setHeaders: (reply, path) => void reply.header('cache-control', /\/assets\//.test(path) ? FOREVER : 'no-cache'),
  });
}
