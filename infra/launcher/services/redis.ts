import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { Installation } from '../installation.ts';
import { ensurePackages, findProgram } from '../packages.ts';
import { processPart } from './part.ts';

/** LiveKit's own Redis database, so that flushing the jobs' database leaves rooms alone, and the other way round. */
export const livekitRedisDatabase = 1;

/** Redis on loopback, with a password and an append-only file. */
export const redis = processPart({
  name: 'redis',
  title: 'Redis',
  ensureInstalled: ensurePackages,
  ports: ({ ports }) => [ports.redis],
  prepare: async (installation) => {
    mkdirSync(`${installation.places.data}/redis`, { recursive: true, mode: 0o700 });
    writeFileSync(configFile(installation), configuration(installation), { mode: 0o600 });
  },
  command: (installation) => ({ program: findProgram('redis-server') ?? 'redis-server', args: [configFile(installation)], inputs: configuration(installation) }),
  probe: async ({ ports, secrets }) => (await ask(ports.redis, `AUTH ${secrets.redis}\r\nPING\r\nQUIT\r\n`)).includes('+PONG'),
  address: ({ ports }) => `127.0.0.1:${ports.redis}`,
});

/** The address of a Redis database, with the password; 0 is the jobs'. */
export function redisUrl({ ports, secrets }: Installation, database = 0): string {
  return `redis://:${encodeURIComponent(secrets.redis)}@127.0.0.1:${ports.redis}/${database}`;
}

function configFile({ places }: Installation): string {
  return `${places.run}/redis.conf`;
}

function configuration({ ports, secrets, places, profile }: Installation): string {
  const lines = [
    'bind 127.0.0.1',
    `port ${ports.redis}`,
    `requirepass ${secrets.redis}`,
    `dir "${places.data}/redis"`,
    'daemonize no',
    'appendonly yes',
    `appendfsync ${profile === 'test' ? 'no' : 'everysec'}`,
    'save ""',
    'maxmemory-policy noeviction',
    `databases ${profile === 'test' ? 256 : 16}`,
    'tcp-backlog 128',
  ];
  return `${lines.join('\n')}\n`;
}

function ask(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect({ host: '127.0.0.1', port, timeout: 3_000 }, () => socket.write(request));
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => (answer += chunk));
    socket.on('end', () => resolve(answer));
    socket.on('timeout', () => socket.destroy(new Error(`no answer from port ${port}`)));
    socket.on('error', reject);
  });
}
