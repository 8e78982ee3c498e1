import { existsSync } from 'node:fs';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type HealthCheck, healthOf } from '../telemetry/internal-server.ts';

/** Files whose names carry their hash never change. */
const FOREVER = 'public, max-age=31536000, immutable';

/** Where people sign in, and the folder of the console's own files if this program serves them. */
export type Pages = { readonly keycloak: { readonly url: string; readonly realm: string }; readonly consoleDir: string | undefined };

/** What is served beside the operations, to anybody: health, where to sign in, and the console's own files. */
export function servePublicPages(fastify: FastifyInstance, { keycloak, consoleDir }: Pages, checks: readonly HealthCheck[]): void {
  fastify.get('/health/live', async () => ({ status: 'live' }));
  fastify.get('/health/ready', async (_request: FastifyRequest, reply: FastifyReply) => {
    const { code, body } = await healthOf(checks);
    return reply.status(code).send(body);
  });
  fastify.get('/config.json', async (_request: FastifyRequest, reply: FastifyReply) =>
    reply.header('cache-control', 'no-store').send({ keycloakUrl: keycloak.url, realm: keycloak.realm, clientId: 'guardroom-console' }),
  );
  if (!consoleDir || !existsSync(consoleDir)) return;
  // Not awaited: that would close the list of routes whose faults our one filter answers, before Nest has entered its own.
  void fastify.register(fastifyStatic, {
    root: consoleDir,
    index: ['index.html'],
    preCompressed: true,
    setHeaders: (reply, path) => void reply.header('cache-control', /\/assets\//.test(path) ? FOREVER : 'no-cache'),
  });
}
