import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import autocannon from 'autocannon';
import { rolldown } from 'rolldown';
import { batch } from './http-stack/batch.ts';
import { interleaved, median, resultOf, type BenchResult, type Goal } from './protocol.ts';

export const goal: Goal = {
  id: 'P24',
  subject: "CPU of a request of 16 entries through Nest, Fastify, CQRS, the operation guard and zod / bare Fastify with a compiled JSON schema",
  gate: 2.5,
  target: 1.7,
  lowerIsBetter: true,
};

const REQUESTS = 6_000;
const CONNECTIONS = 20;

/** Nothing answers at these addresses: the measured operation needs none of the parts. */
const ENVIRONMENT = {
  NODE_ENV: 'production', LOG_LEVEL: 'error', GUARDROOM_PUBLIC_URL: 'http://127.0.0.1', API_PORT: '0', DATABASE_HOST: '127.0.0.1', DATABASE_PORT: '1', DATABASE_NAME: 'none',
  DATABASE_PASSWORDS: '{}', REDIS_URL: 'redis://127.0.0.1:1', S3_ENDPOINT: 'http://127.0.0.1:1', S3_ACCESS_KEY: 'none', S3_SECRET_KEY: 'none', KEYCLOAK_URL: 'http://127.0.0.1:1', LIVEKIT_URL: 'http://127.0.0.1:1', LIVEKIT_API_KEY: 'none', LIVEKIT_API_SECRET: 'none',
  KEYCLOAK_ADMIN_CLIENT_ID: 'none', KEYCLOAK_ADMIN_CLIENT_SECRET: 'none', KEYCLOAK_ENROLLER_CLIENT_ID: 'none', KEYCLOAK_ENROLLER_CLIENT_SECRET: 'none', VAULT_DIR: '/nonexistent',
};

export async function run(): Promise<BenchResult> {
  const servers = { bare: await start(`${import.meta.dirname}/http-stack/bare-server.ts`), guardroom: await start(await bundled()) };
  try {
    const cpu = await interleaved(7, { guardroom: () => cpuPerRequest(servers.guardroom), bare: () => cpuPerRequest(servers.bare) });
    return resultOf(goal, cpu.guardroom.map((ours, round) => ours / cpu.bare[round]!), {
      'CPU of one request': `${median(cpu.guardroom).toFixed(0)} µs / ${median(cpu.bare).toFixed(0)} µs`,
      versions: `Node ${process.version}`,
    });
  } finally {
    for (const { child } of Object.values(servers)) child.kill();
  }
}

type Server = { readonly child: ChildProcess; readonly port: number };

/** Decorators need a compiler: the server is bundled as the API is. */
async function bundled(): Promise<string> {
  const dir = `${import.meta.dirname}/../../node_modules/.cache/guardroom-bench`;
  mkdirSync(dir, { recursive: true });
  const build = await rolldown({
    input: { server: `${import.meta.dirname}/http-stack/guardroom-server.ts` },
    platform: 'node',
    external: (id) => /^[^./]/.test(id) && !/^@(guardroom|oxc-project)\//.test(id),
  });
  await build.write({ dir, format: 'esm', entryFileNames: '[name].mjs' });
  await build.close();
  return `${dir}/server.mjs`;
}

async function start(program: string): Promise<Server> {
  const child = fork(program, [], { env: { ...process.env, ...ENVIRONMENT } });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { child, port };
}

async function cpuOf({ child }: Server): Promise<number> {
  child.send('cpu');
  const [{ cpu }] = (await once(child, 'message')) as [{ cpu: number }];
  return cpu;
}

async function cpuPerRequest(server: Server): Promise<number> {
  const before = await cpuOf(server);
  const result = await autocannon({ url: `http://127.0.0.1:${server.port}/batch`, method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(batch), amount: REQUESTS, connections: CONNECTIONS });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} refused, ${result.errors} failed`);
  return (await cpuOf(server) - before) / REQUESTS;
}
