import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { freePort, until } from '@guardroom/testkit';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import { request } from 'node:https';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { images } from '../../infra/images/lay-out.ts';
import { ensureGoProgram, goPrograms } from '../../infra/launcher/go-builds.ts';
import { ensureKeycloakBuilt } from '../../infra/launcher/keycloak-build.ts';
import { ensurePackages } from '../../infra/launcher/packages.ts';
import { ran } from '../interop/tools.ts';
import { PROGRAMS, type Program, configure, namesReadBy } from './read-names.ts';
import { HOSTS, type Composed, type Service, composed, lastStageOf, makeSecrets, root } from './tools.ts';

let folder: string;
let file: Composed;
beforeAll(async () => {
  await ensurePackages(() => undefined);
  folder = mkdtempSync(join(tmpdir(), 'guardroom-compose-'));
  const made = await makeSecrets(folder);
  if (made.code !== 0) throw new Error(made.stderr);
  file = await composed(HOSTS);
});
afterAll(() => rmSync(folder, { recursive: true }));

const services = (): [string, Service][] => Object.entries(file.services);

const imageOf = ({ dockerfile }: NonNullable<Service['build']>): string => basename(dockerfile, '.Dockerfile');
/** The environment of a service: what its image sets, and what the file says. */
const environmentOf = ({ build, environment = {} }: Service): Record<string, string | null> => ({ ...(build ? lastStageOf(imageOf(build)).env : {}), ...environment });

/** Our own program that a service runs, by its command or, without one, by its image's. */
function programOf({ build, command }: Service): Program | undefined {
  const words = command ?? (build ? lastStageOf(imageOf(build)).command : []);
  return Object.entries(PROGRAMS).find(([path]) => words.includes(path))?.[1];
}

const ours = (): [string, Service, Program][] => services().flatMap(([name, service]) => ((program) => (program ? [[name, service, program] as [string, Service, Program]] : []))(programOf(service)));

/** A front that runs, and the servers behind it, which answer 200 to everything: the API, and the console. */
type Front = {
  /** Asks for a path of a host over TLS, whatever the path is. Answers the status. */
  readonly ask: (host: string, path: string, method?: string) => Promise<number | undefined>;
  readonly plain: number;
  readonly behind: readonly { readonly server: Server; readonly port: number }[];
};

/** Runs the front's very configuration, or what `change` makes of it. What is behind takes `slowlyMs` to answer under /v1. */
async function withFront(use: (front: Front) => Promise<void>, { change = (text: string) => text, slowlyMs = 0 } = {}): Promise<void> {
  const [plain, secure, ...ports] = (await Promise.all(Array.from({ length: 4 }, freePort))) as [number, number, number, number];
  const behind = ports.map((port) => ({ port, server: createServer((asked, answer) => void setTimeout(() => answer.writeHead(200, { connection: 'close' }).end(), asked.url?.startsWith('/v1/') ? slowlyMs : 0)).listen(port, '127.0.0.1') }));
  const [api, console_] = ports.map((port) => `127.0.0.1:${port}`);
  const env = { ...HOSTS, TLS_PEM: `${folder}/secrets/tls`, HTTP_BIND: `127.0.0.1:${plain}`, HTTPS_BIND: `127.0.0.1:${secure}`, API_1: api, API_2: api, CONSOLE: console_, KEYCLOAK: api, STORE: api };
  writeFileSync(join(folder, 'haproxy.cfg'), change(readFileSync(join(root, 'infra/compose/haproxy.cfg'), 'utf8')));
  const front = spawn('/usr/sbin/haproxy', ['-W', '-db', '-f', join(folder, 'haproxy.cfg')], { env, stdio: 'ignore' });
  const ended = once(front, 'close');
  const ask: Front['ask'] = (host, path, method = 'GET') =>
    new Promise((resolve) => {
      const asked = request({ host: '127.0.0.1', port: secure, method, path, servername: host, headers: { host }, ca: readFileSync(join(folder, 'secrets/ca')), agent: false }, (answer) => resolve(answer.resume().statusCode));
      asked.on('error', () => resolve(undefined)).end();
    });
  try {
    await use({ ask, plain, behind });
  } finally {
    front.kill('SIGTERM');
    await ended;
    for (const { server } of behind) server.close();
  }
}

describe('the compose file', () => {
  test('starts two API processes, two workers, the migration, the console, a gateway and the servers they stand on', () => {
    expect(Object.keys(file.services).sort()).toEqual(['api-1', 'api-2', 'console', 'front', 'gateway', 'keycloak', 'livekit', 'migrate', 'postgres', 'redis', 'store', 'worker-1', 'worker-2']);
    expect(ours().map(([name]) => name).sort()).toEqual(['api-1', 'api-2', 'console', 'gateway', 'migrate', 'worker-1', 'worker-2']);
  });

  test('gives no service more than it needs', () => {
    for (const [name, service] of services()) {
      expect([name, service.read_only, service.cap_drop, service.cap_add ?? [], service.security_opt, service.privileged ?? false]).toEqual([name, true, ['ALL'], [], ['no-new-privileges:true'], false]);
    }
  });

  test('runs no service as root', () => {
    for (const [name, { user, build }] of services()) {
      const account = user ?? /^USER (\S+)$/m.exec(readFileSync(join(root, build!.dockerfile), 'utf8').split(/^FROM /m).pop()!)?.[1];
      expect([name, /^\d+:\d+$/.test(account ?? ''), account?.startsWith('0:')]).toEqual([name, true, false]);
    }
  });

  test('opens the front’s TLS and the port of encrypted pictures to the network, and nothing else', () => {
    const open = services().flatMap(([name, { ports = [] }]) => ports.map(({ published, protocol }) => `${name} ${published}/${protocol}`));
    expect(open.sort()).toEqual(['front 443/tcp', 'front 80/tcp', 'livekit 7882/udp']);
    expect(file.networks['inside']?.internal).toBe(true);
    for (const [name, { networks }] of services()) expect([name, Object.keys(networks ?? {}).includes('outside')]).toEqual([name, ['front', 'livekit', 'gateway'].includes(name)]);
  });

  test('gives the workers a volume to seal evidence packages on', () => {
    for (const [name, { volumes = [], environment }] of ours()) {
      const room = volumes.some(({ type, target }) => type === 'volume' && target === environment?.['TMPDIR']);
      expect([name, room]).toEqual([name, name.startsWith('worker-')]);
    }
  });

  test('watches the health of everything that stays', () => {
    expect(services().filter(([, { healthcheck }]) => !healthcheck).map(([name]) => name).sort()).toEqual(['migrate']);
  });

  test('asks the gateway by a program of its image, about the home that it works in', () => {
    const { healthcheck, environment } = file.services['gateway']!;
    const [how, node, program, home] = healthcheck!.test;
    expect([how, node, home]).toEqual(['CMD', 'node', environment!['GATEWAY_HOME']]);
    expect(images['gateway-agent'].programs).toContain(program);
  });

  test('asks the front whether it has anything to serve, with what every Debian has', async () => {
    const [, shell, , script] = file.services['front']!.healthcheck!.test as [string, string, string, string];
    expect([shell, (await ran('apt-cache', 'show', '--no-all-versions', shell)).stdout]).toEqual(['bash', expect.stringContaining('Essential: yes')]);
    await withFront(async ({ plain, behind }) => {
      const isHealthy = async (): Promise<boolean> => (await ran(shell, '-c', script.replace('/127.0.0.1/80', `/127.0.0.1/${plain}`).replaceAll('$$', '$'))).code === 0;
      await until('a front that serves', isHealthy);
      for (const { server, port } of behind) {
        await new Promise((closed) => server.close(closed));
        await until('the front to miss what is behind it', async () => !(await isHealthy()));
        server.listen(port, '127.0.0.1');
        await until('a front that serves again', isHealthy);
      }
    });
  });

  test('lets nobody reach Keycloak’s own administrators or figures, however the path is written', async () => {
    await withFront(async ({ ask: askHost }) => {
      const ask = (path: string) => askHost(HOSTS.AUTH_HOST, path);
      await until('a front that serves', async () => (await ask('/realms/guardroom/.well-known/openid-configuration')) === 200);
      expect(await ask('/resources/1a.b/login/guardroom/css/guardroom.css?v=%3B')).toBe(200);
      for (const path of ['/realms/master', '/admin/master/console/', '/metrics', '/health/ready']) expect([path, await ask(path)]).toEqual([path, 404]);
      const others = ['/realms/%6daster', '//realms/master', '/realms//master', '/realms/guardroom/../master', '/realms/./master', '/realms;a=b/master', '/realms/master;a=b', '/realms\\master', '/realms/guardroom/%2e%2e/master', '/realms/guardroom/..'];
      for (const path of others) expect([path, await ask(path)]).toEqual([path, 400]);
    });
  });

  test('waits for a check of the whole log, and for nothing else so long', async () => {
    const impatient = (text: string): string => text.replace('timeout server 60s', 'timeout server 1s').replace('timeout client 60s', 'timeout client 1s');
    await withFront(async ({ ask }) => {
      await until('a front that serves', async () => (await ask(HOSTS.GUARDROOM_HOST, '/')) === 200);
      expect(await Promise.all([ask(HOSTS.GUARDROOM_HOST, '/v1/district/ledger/checks', 'POST'), ask(HOSTS.GUARDROOM_HOST, '/v1/district/ledger/checks'), ask(HOSTS.GUARDROOM_HOST, '/v1/district/facts')])).toEqual([200, 504, 504]);
    }, { change: impatient, slowlyMs: 2_500 });
  });

  test('builds servers from the modules that are pinned', () => {
    for (const name of ['store', 'livekit'] as const) {
      const { SERVER, PACKAGE } = file.services[name]!.build!.args!;
      expect(PACKAGE).toBe(goPrograms[SERVER as keyof typeof goPrograms]);
    }
  });

  test('names every other image by an exact version', () => {
    for (const [name, { image, build }] of services()) if (!build) expect([name, image]).toEqual([name, expect.stringMatching(/:\d+\.\d+(\.\d+)?-[a-z]+$/)]);
  });
});

describe('its secrets', () => {
  test('are made, all of them and no other, by the script, once, and readable through one folder of the operator’s only', async () => {
    const secrets = join(folder, 'secrets');
    expect(readdirSync(secrets).sort()).toEqual(Object.keys(file.secrets).sort());
    expect(statSync(secrets).mode & 0o077).toBe(0);
    const before = Object.fromEntries(readdirSync(secrets).map((name) => [name, readFileSync(join(secrets, name), 'utf8')]));
    expect((await makeSecrets(folder)).code).toBe(0);
    expect(Object.fromEntries(readdirSync(secrets).map((name) => [name, readFileSync(join(secrets, name), 'utf8')]))).toEqual(before);
  });

  test('differ between installations', async () => {
    const other = mkdtempSync(join(tmpdir(), 'guardroom-compose-'));
    expect((await makeSecrets(other)).code).toBe(0);
    for (const name of Object.keys(file.secrets)) expect([name, readFileSync(join(other, 'secrets', name), 'utf8') === readFileSync(join(folder, 'secrets', name), 'utf8')]).toEqual([name, false]);
    rmSync(other, { recursive: true });
  });

  test('are each used, and by nobody who does not need them', () => {
    const users = (secret: string): string[] => services().filter(([, service]) => service.secrets?.some(({ source }) => source === secret)).map(([name]) => name).sort();
    for (const secret of Object.keys(file.secrets)) expect([secret, users(secret).length > 0]).toEqual([secret, true]);
    expect(users('database-owner')).toEqual(['migrate', 'postgres']);
    expect(users('tls')).toEqual(['front']);
    expect(users('keycloak-bootstrap-admin')).toEqual(['keycloak']);
    expect(readFileSync(join(folder, 'secrets/database'), 'utf8')).not.toContain('owner');
  });

  test('stand in no environment', () => {
    const values = readdirSync(join(folder, 'secrets')).map((name) => readFileSync(join(folder, 'secrets', name), 'utf8').trim());
    for (const [name, { environment = {} }] of services()) {
      for (const [variable, value] of Object.entries(environment)) {
        if (/PASSWORD|SECRET|_KEY$|TOKEN/.test(variable)) expect([name, variable, value]).toEqual([name, expect.stringMatching(/_FILE$/), expect.stringMatching(/^\/run\/secrets\//)]);
        expect(values).not.toContain(value);
      }
    }
  });

  test('keep rooms of the media server through pauses without anybody, and make none by themselves', () => {
    expect(parse(readFileSync(join(folder, 'secrets/livekit'), 'utf8'))).toMatchObject({ room: { auto_create: false, empty_timeout: 86_400, departure_timeout: 86_400 } });
  });

  test('hold a realm without people, in which no placeholder is left', () => {
    const realm = readFileSync(join(folder, 'secrets/realm'), 'utf8');
    expect(realm).not.toMatch(/\$\{(publicUrl|adminClientSecret|enrollerClientSecret)\}/);
    const { users, clients } = JSON.parse(realm) as { users: { username: string; credentials?: unknown }[]; clients: { clientId: string; secret?: string; redirectUris?: string[] }[] };
    expect(users.filter(({ credentials }) => credentials)).toEqual([]);
    expect(users.every(({ username }) => username.startsWith('service-account-'))).toBe(true);
    expect(clients.find(({ clientId }) => clientId === 'guardroom-console')?.redirectUris).toEqual([`https://${HOSTS.GUARDROOM_HOST}/*`]);
    expect(clients.find(({ clientId }) => clientId === 'guardroom-appointments')?.secret).toBe(readFileSync(join(folder, 'secrets/keycloak-admin-client'), 'utf8').trim());
  });

  test('hold a certificate for the three names', async () => {
    for (const host of Object.values(HOSTS)) expect((await ran('openssl', 'verify', '-verify_hostname', host, '-CAfile', join(folder, 'secrets/ca'), join(folder, 'secrets/tls'))).stdout).toContain('OK');
    expect((await ran('openssl', 'verify', '-verify_hostname', 'other.test', '-CAfile', join(folder, 'secrets/ca'), join(folder, 'secrets/tls'))).code).not.toBe(0);
  });
});

describe('the environment that it gives', () => {
  /** As in the container, but for the folders: the secrets lie in this test's. */
  const inside = (service: Service): NodeJS.ProcessEnv =>
    Object.fromEntries(Object.entries(environmentOf(service)).map(([name, value]) => [name, value?.replace('/run/secrets/', `${folder}/secrets/`).replace('/var/lib/guardroom/', `${folder}/`)]));

  test('is enough for each of our programs', async () => {
    for (const [name, service, program] of ours()) {
      await expect(configure(program, inside(service)).then(() => name, (error: Error) => `${name}: ${error.message}`)).resolves.toBe(name);
    }
  });

  test('names nothing that the program does not read', async () => {
    for (const [name, service, program] of ours()) {
      const read = await namesReadBy(program);
      expect([name, Object.keys(environmentOf(service)).filter((variable) => !read.has(variable))]).toEqual([name, []]);
    }
  });

  test('names only options that Keycloak and MinIO know', async () => {
    const keycloak = await ensureKeycloakBuilt(() => undefined);
    const jar = readdirSync(`${keycloak}/lib/lib/main`).find((name) => name.startsWith('org.keycloak.keycloak-config-api-'))!;
    const options = (await ran('unzip', '-p', `${keycloak}/lib/lib/main/${jar}`)).stdout;
    const minio = readFileSync(await ensureGoProgram('minio', () => undefined));
    const knows = { keycloak: (name: string) => options.includes(name.slice('KC_'.length).toLowerCase().replaceAll('_', '-')), store: (name: string) => minio.includes(name) };
    const fromFiles = [...file.services['keycloak']!.command!.join(' ').matchAll(/\b(KC_\w+)=/g)].map(([, name]) => name!);
    expect(fromFiles).toEqual(['KC_DB_PASSWORD', 'KC_BOOTSTRAP_ADMIN_PASSWORD']);
    const named = { keycloak: [...Object.keys(file.services['keycloak']!.environment!), ...fromFiles], store: Object.keys(file.services['store']!.environment!) };
    for (const service of ['keycloak', 'store'] as const) for (const name of named[service]) expect([name, knows[service](name)]).toEqual([name, true]);
    expect([knows.keycloak('KC_HOSTNAME_OF_NOBODY'), knows.store('MINIO_ROOT_OF_NOBODY')]).toEqual([false, false]);
  });

  test('names only what the image of PostgreSQL reads when it makes its database', () => {
    const read = ['POSTGRES_PASSWORD', 'POSTGRES_USER', 'POSTGRES_DB', 'POSTGRES_INITDB_ARGS'].flatMap((name) => [name, `${name}_FILE`]).concat('POSTGRES_INITDB_WALDIR', 'POSTGRES_HOST_AUTH_METHOD', 'PGDATA');
    expect(Object.keys(file.services['postgres']!.environment!).filter((name) => !read.includes(name))).toEqual([]);
  });

  test('and a name that is misspelt would be seen', async () => {
    const read = await namesReadBy('api');
    expect(read.has('REDIS_URL_FILE')).toBe(true);
    expect(read.has('REDIS_ADDRESS')).toBe(false);
  });

  test('is what the front’s configuration asks for, and that configuration is valid', async () => {
    const text = readFileSync(join(root, 'infra/compose/haproxy.cfg'), 'utf8');
    const wanted = [...new Set([...text.matchAll(/\$\{(\w+)\}/g)].map((match) => match[1] as string))].sort();
    expect(Object.keys(file.services['front']!.environment!).sort()).toEqual(wanted);
    const servers = Object.fromEntries(wanted.filter((name) => /^(API_\d|CONSOLE|KEYCLOAK|STORE)$/.test(name)).map((name) => [name, '127.0.0.1:1']));
    const environment = { ...HOSTS, ...servers, TLS_PEM: `${folder}/secrets/tls`, HTTP_BIND: '127.0.0.1:8080', HTTPS_BIND: '127.0.0.1:8443' };
    const checked = await ran('env', ...Object.entries(environment).map(([name, value]) => `${name}=${value}`), 'haproxy', '-c', '-f', join(root, 'infra/compose/haproxy.cfg'));
    expect([checked.code, checked.stderr.replace(/^\[NOTICE\].*$/gm, '').trim()]).toEqual([0, '']);
    for (const [name, value] of Object.entries(file.services['front']!.environment!)) {
      if (name in servers) expect([name, Object.keys(file.services).includes((value as string).split(':')[0] as string)]).toEqual([name, true]);
    }
  });
});

test('a name that has no value is refused', async () => {
  await expect(composed({ GUARDROOM_HOST: 'a.test', AUTH_HOST: 'b.test' })).rejects.toThrow('STORE_HOST has no value');
});

test('a file that the compose specification does not know is refused', async () => {
  writeFileSync(`${folder}/wrong.yaml`, 'services: { api: { image: a, read_onli: true } }\n');
  expect((await ran(await ensureGoProgram('compose', () => undefined), `${folder}/wrong.yaml`)).stderr).toContain('read_onli');
});
