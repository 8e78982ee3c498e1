import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { certificateOf, followCertificate } from '../http/certificate.ts';
import type { Listening } from '../config/listening.ts';
import type { Metrics } from './metrics.ts';

/** A part that a process uses, and whether it answers now. Without some it can still do most of its work: these are told, and are no reason to send it nothing. */
export type HealthCheck = { readonly part: string; readonly isReady: () => Promise<boolean>; readonly canDoWithout?: boolean };

/** What a probe is told: 200 while the process can be sent work, 503 otherwise, and which parts are away. */
export type Health = { readonly code: 200 | 503; readonly body: { readonly status: 'ready' | 'not ready'; readonly away: readonly string[] } };

/** Asks every part. */
export async function healthOf(checks: readonly HealthCheck[]): Promise<Health> {
  const answers = await Promise.all(checks.map(async (check) => ({ ...check, answers: await check.isReady().catch(() => false) })));
  const away = answers.filter((one) => !one.answers);
  const ready = away.every((one) => one.canDoWithout);
  return { code: ready ? 200 : 503, body: { status: ready ? 'ready' : 'not ready', away: away.map((one) => one.part) } };
}

/** Health and Prometheus figures on a port of their own, never on the public one; under the same certificate when there is one. */
export function startInternalServer({ host, port, tls }: Listening, metrics: Metrics, checks: readonly HealthCheck[]): Server {
  const answers: RequestListener = (request, response) => {
    const answer = async (): Promise<void> => {
      if (request.url === '/metrics') {
        response.setHeader('content-type', metrics.registry.contentType).end(await metrics.registry.metrics());
        return;
      }
      const { code, body } = await healthOf(request.url === '/health/live' ? [] : checks);
      response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    answer().catch(() => response.writeHead(500).end());
  };
  if (!tls) return createServer(answers).listen(port, host);
  const server = createTlsServer(certificateOf(tls), answers);
  const unfollow = followCertificate(server, tls, () => undefined); // the program's own server says what became of it
  return server.on('close', unfollow).listen(port, host);
}
