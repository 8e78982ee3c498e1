import type { AddressInfo } from 'node:net';
import { fastify } from 'fastify';
import { batchSchema } from './batch.ts';
import { reportTo } from './report.ts';

const server = fastify();
server.post<{ Body: { segments: unknown[] } }>('/batch', { schema: { body: batchSchema } }, async (request) => ({ taken: request.body.segments.length }));
await server.listen({ port: 0, host: '127.0.0.1' });
reportTo(process, (server.server.address() as AddressInfo).port);
