import { createServer, type Server } from 'node:http';
import type { Metrics } from './metrics.ts';

/** A part that a process needs, and whether it answers now. */
export type HealthCheck = { readonly part: string; readonly isReady: () => Promise<boolean> };

/** Which parts are away now. Empty when all is well. */
export async function partsAway(checks: readonly HealthCheck[]): Promise<string[]> {
  const answers = await Promise.all(checks.map(async ({ part, isReady }) => ({ part, ready: await isReady().catch(() => false) })));
  return answers.filter((a) => !a.ready).map((a) => a.part);
}

/** Health and Prometheus figures on a loopback port of their own, never on the public one. */
export function startInternalServer(port: number, metrics: Metrics, checks: readonly HealthCheck[]): Server {
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      if (request.url === '/metrics') {
        response.setHeader('content-type', metrics.registry.contentType).end(await metrics.registry.metrics());
        return;
      }
      const away = request.url === '/health/live' ? [] : await partsAway(checks);
      response.writeHead(away.length === 0 ? 200 : 503, { 'content-type': 'application/json' }).end(JSON.stringify({ status: away.length === 0 ? 'ready' : 'not ready', away }));
    };
    answer().catch(() => response.writeHead(500).end());
  });
  return server.listen(port, '127.0.0.1');
}
