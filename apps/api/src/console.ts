import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance, LogController } from 'fastify';
import { consoleEnvironment, listeningOf } from './platform/config/listening.ts';
import { certificateOf, followCertificate } from './platform/http/certificate.ts';
import { protectHeaders } from './platform/http/protect-headers.ts';
import { servePublicPages } from './platform/http/public-pages.ts';
import { loggerOptions } from './platform/telemetry/logger.ts';

/**
 * Serves the console's own files and nothing else, under the same headers as the API: for an installation that keeps them
 * apart. It holds no secret and knows no other server.
 */
const environment = consoleEnvironment.safeParse(process.env);
if (!environment.success) throw new Error(`configuration: ${environment.error.issues.map((i) => `${i.path.join('.')} ${i.message}`).join('; ')}`);
const { KEYCLOAK_URL, KEYCLOAK_REALM, CONSOLE_DIR, CONSOLE_PORT } = environment.data;
const { host, port, tls } = listeningOf(CONSOLE_PORT, environment.data);

const server = fastify({
  logger: loggerOptions(environment.data.LOG_LEVEL),
  logController: new LogController({ disableRequestLogging: true }),
  genReqId: () => randomUUID(),
  ...(tls ? { https: certificateOf(tls) } : {}),
} as Parameters<typeof fastify>[0]) as unknown as FastifyInstance;
protectHeaders(server, { keycloakUrl: KEYCLOAK_URL });
servePublicPages(server, { keycloak: { url: KEYCLOAK_URL.replace(/\/$/, ''), realm: KEYCLOAK_REALM }, consoleDir: CONSOLE_DIR }, []);
if (tls) followCertificate(server.server as never, tls, (error) => (error ? server.log.error({ err: error }, 'renewed certificate does not fit; the old one stays') : server.log.info('certificate renewed')));
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void server.close().then(() => process.exit(0)));
await server.listen({ host, port });
server.log.info({ port }, 'console ready');
