import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { freePort, until } from '@guardroom/testkit';
import { ensurePackages } from '../../infra/launcher/packages.ts';
import { HOSTS, makeSecrets, root } from '../deployment/tools.ts';

/** What came back through the front, or nothing when no answer came: then it is not known whether the request was done. */
export type Answered = { readonly status: number; readonly body: string } | undefined;

/** The front of the compose file before two API processes, with TLS under the certificate that an operator's script made. */
export type Front = {
  /** Ports that the two API processes are to listen on. */
  readonly apiPorts: readonly [number, number];
  call(method: string, path: string, token: string, body?: unknown): Promise<Answered>;
  /** Begins a GET on a connection of its own and leaves its bytes where they are. */
  begin(path: string, headers: Readonly<Record<string, string>>): Promise<IncomingMessage>;
  /** Waits until the front gives requests to so many API processes. */
  shares(count: number): Promise<void>;
  close(): Promise<void>;
};

/** `apis`: ports of API processes that listen already. @throws Error — when it does not start */
export async function startFront(apis?: readonly [number, number]): Promise<Front> {
  await ensurePackages(() => undefined);
  const folder = mkdtempSync(join(tmpdir(), 'guardroom-front-'));
  const made = await makeSecrets(folder);
  if (made.code !== 0) throw new Error(made.stderr);
  const [plain, secure, nobody] = await Promise.all([freePort(), freePort(), freePort()]);
  const [first, second] = apis ?? [await freePort(), await freePort()];
  const env = {
    ...HOSTS,
    PATH: process.env['PATH'],
    TLS_PEM: join(folder, 'secrets/tls'),
    HTTP_BIND: `127.0.0.1:${plain}`,
    HTTPS_BIND: `127.0.0.1:${secure}`,
    API_1: `127.0.0.1:${first}`,
    API_2: `127.0.0.1:${second}`,
    CONSOLE: `127.0.0.1:${nobody}`,
    KEYCLOAK: `127.0.0.1:${nobody}`,
    STORE: `127.0.0.1:${nobody}`,
  };
  const control = join(folder, 'control');
  const child = spawn('/usr/sbin/haproxy', ['-W', '-db', '-S', control, '-f', join(root, 'infra/compose/haproxy.cfg')], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(child, 'close');
  const ca = readFileSync(join(folder, 'secrets/ca'));
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });

  const call = (method: string, path: string, token: string, body?: unknown): Promise<Answered> =>
    new Promise((resolve) => {
      const payload = body === undefined ? undefined : JSON.stringify(body);
      const headers = { host: HOSTS.GUARDROOM_HOST, authorization: `Bearer ${token}`, ...(payload === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }) };
      const asked = request({ host: '127.0.0.1', port: secure, servername: HOSTS.GUARDROOM_HOST, ca, agent, method, path, headers }, (answer) => {
        let got = '';
        answer.setEncoding('utf8').on('data', (part: string) => (got += part));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: got }));
        answer.on('error', () => resolve(undefined));
      });
      asked.on('error', () => resolve(undefined));
      asked.end(payload);
    });

  /** The API processes that HAProxy itself holds for ready: by its table of servers, whose sixth column is 2 for those. */
  const sharing = async (): Promise<string[]> => {
    const table = await text(connect(control).end('@1 show servers state api\n'));
    return table.split('\n').map((line) => line.split(' ')).filter(([, backend, , , , state]) => backend === 'api' && state === '2').map(([, , , name]) => name ?? '');
  };
  await until('the front to listen', async () => {
    if (child.exitCode !== null) throw new Error(`haproxy ended: ${said}`);
    return (await call('GET', '/health/live', 'none')) !== undefined;
  });
  return {
    apiPorts: [first, second],
    call,
    begin: (path, headers) =>
      new Promise((resolve, reject) => {
        request({ host: '127.0.0.1', port: secure, servername: HOSTS.GUARDROOM_HOST, ca, agent: false, path, headers: { host: HOSTS.GUARDROOM_HOST, ...headers } }, (answer) => resolve(answer.pause())).once('error', reject).end();
      }),
    shares: async (count) => void (await until(`${count} API processes behind the front`, sharing, { isIt: (names) => names.length === count })),
    close: async () => {
      agent.destroy();
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}
