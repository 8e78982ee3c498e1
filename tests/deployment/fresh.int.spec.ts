import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Result, Routes } from '@guardroom/contracts';
import { type TestPerson, createPerson, freePort, signIn, testServers, until } from '@guardroom/testkit';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { get, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { layOut } from '../../infra/images/lay-out.ts';
import { buildApps } from '../../infra/launcher/app-steps.ts';
import { postgresBinDir } from '../../infra/launcher/packages.ts';
import { ran, type Ran } from '../interop/tools.ts';
import { composed, makeSecrets, root } from './tools.ts';

/** All names are this machine: so the certificate that the script makes is good for every server here. */
const here = { GUARDROOM_HOST: 'localhost', AUTH_HOST: 'localhost', STORE_HOST: 'localhost' };
const running: ChildProcess[] = [];
let folder: string;
let secrets: string;
let image: string;
let environment: Record<string, string>;
let ports: { postgres: number; redis: number; api: number; internal: number; worker: number; console: number };
let isRoot: boolean;
/** Who files for the authority of the plan. */
let officer: TestPerson;

beforeAll(async () => {
  await buildApps(() => undefined);
  const { minio, keycloak } = await testServers(['minio', 'keycloak', 'postgres', 'redis']);
  isRoot = process.getuid?.() === 0;
  folder = mkdtempSync(join(tmpdir(), 'guardroom-fresh-'));
  chmodSync(folder, 0o711);
  [secrets, image] = [join(folder, 'secrets'), join(folder, 'image')];
  expect((await makeSecrets(folder, here)).code).toBe(0);
  layOut('api', image);
  layOut('console', join(folder, 'console'));
  const [postgres, redis, api, internal, worker, consolePort] = await Promise.all(Array.from({ length: 6 }, freePort));
  ports = { postgres: postgres!, redis: redis!, api: api!, internal: internal!, worker: worker!, console: consolePort! };
  const given = (await composed(here)).services['api-1']!.environment!;
  environment = {
    ...Object.fromEntries(Object.entries(given).map(([name, value]) => [name, (value ?? '').replace('/run/secrets', secrets).replace('/var/lib/guardroom', folder)])),
    DATABASE_HOST: 'localhost',
    DATABASE_PORT: String(ports.postgres),
    DATABASE_TLS: 'verify',
    API_PORT: String(ports.api),
    API_INTERNAL_PORT: String(ports.internal),
    WORKER_HEALTH_PORT: String(ports.worker),
    LISTEN_HOST: '127.0.0.1',
    TLS_CERT_FILE: join(folder, 'tls.crt'),
    TLS_KEY_FILE: join(folder, 'tls.key'),
    REDIS_URL_FILE: join(folder, 'rediss-url'),
    SHUTDOWN_DRAIN_SECONDS: '0',
    // The servers that other tests share; they are on loopback and without TLS.
    S3_ENDPOINT: minio.endpoint,
    S3_ACCESS_KEY: minio.accessKey,
    S3_SECRET_KEY: minio.secretKey,
    KEYCLOAK_URL: keycloak.url,
  };
  certificate(join(secrets, 'tls'));
  writeFileSync(join(folder, 'rediss-url'), `rediss://:${redisPassword()}@localhost:${ports.redis}/0\n`);
  await startPostgres();
  await startRedis();
}, 600_000);
afterAll(async () => {
  for (const child of running) child.kill('SIGINT');
  await Promise.all(running.map((child) => (child.exitCode === null && child.signalCode === null ? once(child, 'close') : undefined)));
  rmSync(folder, { recursive: true });
});

const secret = (name: string): string => readFileSync(join(secrets, name), 'utf8').trim();
const redisPassword = (): string => /^requirepass (.*)$/m.exec(secret('redis-conf'))![1]!;

/** Puts a certificate and its key where the programs look for them, one after the other, as files are put. */
function certificate(pem: string): void {
  const blocks = readFileSync(pem, 'utf8').match(/-----BEGIN [\s\S]*?-----END [^\n]*\n/g)!;
  const parts = { 'tls.crt': blocks.filter((block) => block.includes('CERTIFICATE')), 'tls.key': blocks.filter((block) => block.includes('PRIVATE KEY')) };
  for (const [name, part] of Object.entries(parts)) {
    writeFileSync(join(folder, `${name}.new`), part.join(''), { mode: 0o600 });
    renameSync(join(folder, `${name}.new`), join(folder, name));
  }
}

/** The account that runs PostgreSQL, which refuses to be root. */
async function account(): Promise<{ uid?: number; gid?: number }> {
  if (!isRoot) return {};
  const [, , uid, gid] = (await ran('getent', 'passwd', 'postgres')).stdout.trim().split(':');
  return { uid: Number(uid), gid: Number(gid) };
}

/** A PostgreSQL of this test's own that takes connections with TLS only, with the databases that the compose file's script makes. */
async function startPostgres(): Promise<void> {
  const owner = await account();
  const [data, password] = [join(folder, 'postgres'), join(folder, 'postgres-password')];
  mkdirSync(data, { mode: 0o700 });
  copyFileSync(join(secrets, 'postgres-admin'), password);
  for (const name of ['tls.crt', 'tls.key']) copyFileSync(join(folder, name), join(data, `../postgres.${name}`));
  for (const path of [data, password, join(folder, 'postgres.tls.crt'), join(folder, 'postgres.tls.key')]) {
    if (owner.uid !== undefined) chownSync(path, owner.uid, owner.gid!);
    chmodSync(path, path === data ? 0o700 : 0o600);
  }
  const as = async (program: string, ...args: string[]): Promise<void> => {
    const child = spawn(`${postgresBinDir()}/${program}`, args, { ...owner, cwd: '/', stdio: 'ignore' });
    const [code] = (await once(child, 'close')) as [number];
    if (code !== 0) throw new Error(`${program} ended with ${code}`);
  };
  await as('initdb', '-D', data, '-U', 'postgres', `--pwfile=${password}`, '--auth=scram-sha-256', '--locale=C.UTF-8', '--no-sync');
  writeFileSync(join(data, 'pg_hba.conf'), 'hostssl all all all scram-sha-256\n');
  const settings = { listen_addresses: '127.0.0.1', port: ports.postgres, unix_socket_directories: '', ssl: 'on', ssl_cert_file: join(folder, 'postgres.tls.crt'), ssl_key_file: join(folder, 'postgres.tls.key'), fsync: 'off' };
  running.push(spawn(`${postgresBinDir()}/postgres`, ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])], { ...owner, cwd: '/', stdio: 'ignore' }));
  const connection = { PGHOST: 'localhost', PGPORT: String(ports.postgres), PGPASSWORD: secret('postgres-admin'), PGSSLMODE: 'verify-full', PGSSLROOTCERT: join(secrets, 'ca'), SECRETS: secrets };
  const environment = Object.entries(connection).map(([name, value]) => `${name}=${value}`);
  await until('PostgreSQL', async () => (await ran('env', ...environment, 'psql', '-U', 'postgres', '-c', 'select 1')).code === 0);
  const made = await ran('env', ...environment, 'bash', `${root}infra/compose/make-databases.sh`);
  expect([made.code, made.stderr]).toEqual([0, '']);
}

/** A Redis of this test's own that has no plain port. */
async function startRedis(): Promise<void> {
  const settings = ['--port', '0', '--tls-port', String(ports.redis), '--bind', '127.0.0.1', '--tls-cert-file', join(folder, 'tls.crt'), '--tls-key-file', join(folder, 'tls.key'), '--tls-auth-clients', 'no', '--requirepass', redisPassword(), '--save', ''];
  running.push(spawn('redis-server', settings, { cwd: folder, stdio: 'ignore' }));
  await until('Redis', async () => (await redis('ping')).stdout.includes('PONG'));
}

const redis = (...command: string[]): Promise<Ran> => ran('redis-cli', '--tls', '--cacert', join(secrets, 'ca'), '-h', 'localhost', '-p', String(ports.redis), '--no-auth-warning', '-a', redisPassword(), ...command);
const sql = async (statement: string): Promise<string> => {
  const connection = { PGHOST: 'localhost', PGPORT: String(ports.postgres), PGPASSWORD: secret('postgres-admin'), PGSSLMODE: 'verify-full', PGSSLROOTCERT: join(secrets, 'ca') };
  return (await ran('env', ...Object.entries(connection).map(([name, value]) => `${name}=${value}`), 'psql', '-At', '-U', 'postgres', '-d', 'guardroom', '-c', statement)).stdout.trim();
};

/** Runs a program of the image to its end. */
const run = (program: string, env: Record<string, string>, ...args: string[]): Promise<Ran> => ran('env', '-i', `PATH=${process.env['PATH']}`, ...Object.entries(env).map(([name, value]) => `${name}=${value}`), process.execPath, join(image, program), ...args);

type Started = { readonly child: ChildProcess; readonly ended: Promise<number | null>; readonly lines: string[] };
function begin(from: string, program: string, env: Record<string, string>): Started {
  const child = spawn(process.execPath, [join(from, program)], { cwd: from, env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => void lines.push(...text.split('\n').filter(Boolean)));
  return { child, lines, ended: once(child, 'close').then(([code]) => code as number | null) };
}

/** What a server answers over TLS, and the serial number of the certificate that it showed; nothing when it does not. */
const ask = (port: number, path: string): Promise<{ status: number; serial: string; policy: string | undefined } | undefined> =>
  new Promise((resolve) => {
    const asked = get({ host: 'localhost', port, path, ca: readFileSync(join(secrets, 'ca')), agent: false }, (answer) => {
      const { serialNumber } = (answer.socket as unknown as { getPeerCertificate(): { serialNumber: string } }).getPeerCertificate();
      answer.resume().on('end', () => resolve({ status: answer.statusCode ?? 0, serial: serialNumber, policy: answer.headers['content-security-policy'] as string | undefined }));
    });
    asked.on('error', () => resolve(undefined));
  });

/** Calls an operation of the API over TLS. */
const call = <T>(method: string, path: string, token: string, body?: unknown): Promise<{ status: number; body: T }> =>
  new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const asked = request({ host: 'localhost', port: ports.api, method, path, headers, ca: readFileSync(join(secrets, 'ca')), agent: false }, (answer) => void text(answer).then((said) => resolve({ status: answer.statusCode ?? 0, body: JSON.parse(said) as T }), reject));
    asked.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
  });

describe('a fresh installation, from what the images hold and what the operator’s scripts make,', () => {
  test('refuses a database whose certificate nobody vouches for', async () => {
    const { NODE_EXTRA_CA_CERTS: _, ...stranger } = environment;
    const { code, stderr } = await run('libs/db/src/migrate.ts', { ...stranger, DATABASE_PASSWORDS_FILE: join(secrets, 'database-owner') });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/self-signed certificate|unable to (get|verify)/)]);
    expect(await sql('select count(*) from pg_roles where rolname like $$gr\\_%$$')).toBe('1');
  });

  test('is refused by a database that wants TLS when it would speak plainly', async () => {
    const { code, stderr } = await run('libs/db/src/migrate.ts', { ...environment, DATABASE_TLS: 'off', DATABASE_PASSWORDS_FILE: join(secrets, 'database-owner') });
    expect([code, stderr]).toEqual([1, expect.stringContaining('no encryption')]);
  });

  test('migrates, and again without doing anything', async () => {
    const owner = { ...environment, DATABASE_PASSWORDS_FILE: join(secrets, 'database-owner') };
    const first = await run('libs/db/src/migrate.ts', owner);
    expect([first.code, first.stderr]).toEqual([0, '']);
    expect((JSON.parse(first.stdout) as { applied: string[] }).applied.length).toBeGreaterThan(8);
    const second = await run('libs/db/src/migrate.ts', owner);
    expect(JSON.parse(second.stdout)).toMatchObject({ applied: [] });
  });

  test('takes a district in by a plan, twice without doubling anything, and says what is wrong with a plan', async () => {
    officer = await createPerson(['authority_liaison']);
    const liaison = { sub: officer.sub, name: '彭飞', roles: ['authority_liaison'], agency: '新区公安分局', badgeNumber: '013579' };
    const plan = {
      name: '新区教育局', schools: ['实验小学'], agencies: [{ name: '新区公安分局', kind: 'police' }],
      people: [{ sub: randomUUID(), name: '张敏', roles: ['district_admin'] }, { sub: randomUUID(), name: '王芳', roles: ['principal'], school: '实验小学' }, liaison],
    };
    writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan));
    for (const _ of [1, 2]) {
      const { code, stderr } = await run('apps/api/dist/onboard.js', environment, join(folder, 'plan.json'));
      expect([code, stderr]).toEqual([0, '']);
    }
    expect(await sql('select (select count(*) from guardroom.schools), (select count(*) from guardroom.appointments), (select count(*) from guardroom.district_appointments), (select string_agg(kind || badge_number, $$,$$) from guardroom.liaisons join guardroom.agencies using (agency_id))')).toBe('1|1|1|police013579');
    writeFileSync(join(folder, 'wrong.json'), JSON.stringify({ ...plan, people: [{ sub: 'zhang', name: '', roles: ['king'], school: '另一所' }, { ...liaison, agency: '没有的分局' }] }));
    const { code, stderr } = await run('apps/api/dist/onboard.js', environment, join(folder, 'wrong.json'));
    expect(code).toBe(1);
    for (const place of ['people[0].sub', 'people[0].name', 'people[0].roles[0]', 'people[0].school', 'people[1].agency']) expect(stderr).toContain(place);
  });

  test('lets the officer whom the plan named file a request', async () => {
    const api = begin(image, 'apps/api/dist/main.js', environment);
    await until('readiness', async () => (await ask(ports.api, '/health/ready'))?.status, { isIt: (status) => status === 200, also: () => api.lines.join('\n') });
    const { accessToken } = await signIn(officer);
    const { body: schools } = await call<Result<Routes['listCaseSchools']>>('GET', '/v1/cases/schools', accessToken);
    expect(schools.items.map(({ name }) => name)).toEqual(['实验小学']);
    const minutesFromNow = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
    const filed = await call<Result<Routes['fileCase']>>('POST', '/v1/cases', accessToken, {
      schoolId: schools.items[0]!.id, caseNumber: '新公刑立字〔2026〕1号', noticeNumber: '新公调字〔2026〕1号', facts: '校门口电动自行车被盗案', places: '东门', from: minutesFromNow(-60), to: minutesFromNow(-30), deadline: minutesFromNow(600),
      officers: [{ name: '彭飞', badge: '013579' }, { name: '陆远', badge: '013580' }],
    });
    expect(filed).toMatchObject({ status: 201, body: { state: 'received', filedBy: '彭飞', school: { name: '实验小学' } } });
    api.child.kill('SIGTERM');
    expect(await api.ended).toBe(0);
  }, 600_000);

  test('answers over TLS only, takes up a renewed certificate, and ends in order', async () => {
    const api = begin(image, 'apps/api/dist/main.js', environment);
    const worker = begin(image, 'apps/api/dist/worker.js', environment);
    const console_ = begin(join(folder, 'console'), 'apps/api/dist/console.js', {
      GUARDROOM_PUBLIC_URL: environment['GUARDROOM_PUBLIC_URL']!, CONSOLE_PORT: String(ports.console), KEYCLOAK_URL: environment['KEYCLOAK_URL']!, CONSOLE_DIR: join(folder, 'console/apps/admin/dist'), TLS_CERT_FILE: environment['TLS_CERT_FILE']!, TLS_KEY_FILE: environment['TLS_KEY_FILE']!,
    });
    const all = [ports.api, ports.internal, ports.worker, ports.console];
    const said = (): string => [api, worker, console_].map((one) => one.lines.join('\n')).join('\n');
    for (const port of all) {
      await until(`readiness at ${port}`, async () => (await ask(port, '/health/ready'))?.status, { isIt: (status) => status === 200, also: said });
      await expect(fetch(`http://127.0.0.1:${port}/health/ready`)).rejects.toThrow();
    }
    // The console's own server and the API answer under the same policy.
    expect((await ask(ports.console, '/'))?.policy).toBe((await ask(ports.api, '/v1/me'))?.policy);
    await until('the worker’s queue in Redis', async () => (await redis('keys', 'bull:*')).stdout.includes('bull:'));

    const before = (await ask(ports.api, '/health/live'))!.serial;
    const renewed = join(folder, 'renewed');
    mkdirSync(renewed);
    expect((await makeSecrets(renewed, here)).code).toBe(0);
    // Of another authority; what vouches for it goes into the place where this test looks.
    copyFileSync(join(renewed, 'secrets/ca'), join(folder, 'ca.new'));
    renameSync(join(folder, 'ca.new'), join(secrets, 'ca'));
    certificate(join(renewed, 'secrets/tls'));
    for (const port of all) await until(`the renewed certificate at ${port}`, async () => (await ask(port, '/health/live'))?.serial, { isIt: (serial) => serial !== undefined && serial !== before, also: said });

    for (const { child, ended } of [api, worker, console_]) {
      child.kill('SIGTERM');
      expect(await ended).toBe(0);
    }
    expect(said()).not.toMatch(/"level":(50|60)/);
  }, 600_000);
});
