import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, open, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Result, Routes } from '@guardroom/contracts';
import { generateSealingKeyPair, generateSigningKeyPair } from '@guardroom/evidence';
import { newId } from '@guardroom/kernel';
import { createPerson, signIn, testServers, until } from '@guardroom/testkit';
import { type Cameras, startCameras } from '@guardroom/testkit/cameras';
import { startApi, type TestApi } from '../../apps/api/src/testing/start-api.ts';
import { TestGateway, announcementOf } from '../../apps/api/src/testing/test-gateway.ts';
import { testHome } from '../../infra/launcher/places.ts';
import { type Bundle, type Program, bundle, killAll, start } from '../crash/api-process.ts';
import { type Secret, type Text, search } from './leaks.ts';

let api: TestApi;
let shipped: Bundle;
let cameras: Cameras;
let home: string;
let agent: ChildProcess | undefined;
let logSizes: ReadonlyMap<string, number>;
const secrets: Secret[] = [];
const texts: Text[] = [];

/** A password that stands nowhere else. */
const canary = (name: string): string => {
  const value = `${randomBytes(15).toString('base64url')}-Ü"%`;
  secrets.push({ name, value });
  return value;
};
const keep = (name: string, value: string): string => (secrets.push({ name, value }), value);

beforeAll(async () => {
  logSizes = await serverLogSizes();
  [api, shipped, home] = await Promise.all([startApi(), bundle(), mkdtemp(`${tmpdir()}/guardroom-canary-`)]);
  cameras = await startCameras({ port: 0, cameras: [{ path: '/a', user: 'a', password: canary('camera password'), codec: 'h264', title: 'A', width: 320, height: 180, fps: 5, gopSeconds: 1 }] });
});
afterAll(async () => {
  agent?.kill('SIGKILL');
  await killAll();
  await cameras?.stop();
  await api?.close();
  await shipped?.remove();
  await rm(home, { recursive: true, force: true });
});

const SERVER_LOGS = `${testHome()}/logs`;
async function serverLogSizes(): Promise<Map<string, number>> {
  const names = await readdir(SERVER_LOGS).catch(() => []);
  return new Map(await Promise.all(names.map(async (name) => [name, (await stat(`${SERVER_LOGS}/${name}`)).size] as const)));
}
/** What the servers wrote into their logs since the beginning of this file. */
async function serverLogs(): Promise<Text[]> {
  return Promise.all(
    [...(await serverLogSizes())].map(async ([name, size]) => {
      const from = Math.min(logSizes.get(name) ?? 0, size);
      const file = await open(`${SERVER_LOGS}/${name}`);
      const { buffer } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
      await file.close();
      return { where: `server log ${name}`, text: buffer.toString() };
    }),
  );
}

/** Sends and keeps the whole answer for the search, unless it is the one that may tell. */
async function ask(base: string, who: string | undefined, method: string, path: string, body?: unknown, o: { raw?: string; mayTell?: true; headers?: Record<string, string> } = {}): Promise<{ status: number; json: Record<string, unknown> }> {
  const token = who && keep(`token of ${who}`, (await signIn(who)).accessToken);
  const payload = o.raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const answer = await fetch(`${base}${path}`, { method, headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...(payload === undefined ? {} : { 'content-type': 'application/json' }), ...o.headers }, ...(payload === undefined ? {} : { body: payload }) });
  const text = await answer.text();
  const head = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  if (!o.mayTell) texts.push({ where: `answer of ${method} ${path}`, text: `${head}\n${text}` });
  return { status: answer.status, json: JSON.parse(text.startsWith('{') ? text : '{}') as Record<string, unknown> };
}

const at = (path: string): string => `/v1/schools/${api.schools[0].schoolId}${path}`;
const took = (name: string, program: Program): void => void texts.push({ where: `log of ${name}`, text: program.lines.join('\n') });

/** Runs the agent as it is shipped until it is told to stop. */
function startAgent(environment: Record<string, string>): { readonly lines: string[]; stop(): Promise<void> } {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../../apps/gateway-agent/src/main.ts', import.meta.url))], {
    env: { PATH: process.env['PATH'], HOME: home, LOG_LEVEL: 'trace', GATEWAY_HOME: home, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  agent = child;
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => void lines.push(text));
  const ended = once(child, 'exit');
  return { lines, stop: async () => void (child.kill('SIGTERM'), await ended) };
}

test('no log and no answer tells a password, token, key or code, on paths that succeed and on paths that fail', async () => {
  const passwords = JSON.parse(process.env['DATABASE_PASSWORDS']!) as Record<string, string>;
  for (const [login, password] of Object.entries(passwords)) keep(`database password of ${login}`, password);
  for (const name of ['S3_SECRET_KEY', 'KEYCLOAK_ADMIN_CLIENT_SECRET', 'KEYCLOAK_ENROLLER_CLIENT_SECRET'] as const) keep(name, process.env[name]!);
  const { redis } = await testServers(['redis']);
  keep('Redis password', redis.password);
  const environment = { LOG_LEVEL: 'trace', REDIS_URL: process.env['REDIS_URL']!, WORK_LEASE_SECONDS: '1' };

  const [main, worker] = await Promise.all([start(shipped, 'main', environment), start(shipped, 'worker', environment)]);
  const gateway = await recordWith(main);
  await misuse(main, gateway);
  for (const program of [main, worker]) {
    program.signal('SIGTERM');
    expect(await program.ended).toBe(0);
  }
  await fail(environment);
  took('the API', main);
  took('the worker', worker);
  texts.push(...(await serverLogs()));

  const { leaks, lines, bytes } = search(texts, secrets);
  process.stdout.write(`secrets: ${new Set(secrets.map((s) => s.value)).size} looked for in ${texts.length} texts, ${lines} lines, ${bytes} bytes\n`);
  expect(leaks).toEqual([]);
  expect(lines).toBeGreaterThan(500);
  for (const name of ['the API', 'the worker', 'the agent']) expect(texts.find(({ where }) => where === `log of ${name}`)?.text.length).toBeGreaterThan(200);
}, 600_000);

/** The whole way of a camera password and an enrolment code: enrolment, three cameras, a recording, a wrong password, nobody there. */
async function recordWith({ url }: Program): Promise<string> {
  const announced = await ask(url, 'qian.hua', 'POST', at('/gateways'), { name: '金丝雀' }, { mayTell: true });
  const { gateway, enrolmentCode } = announced.json as Result<Routes['createGateway']>;
  keep('enrolment code', enrolmentCode);
  const running = startAgent({ GUARDROOM_API_URL: url, GATEWAY_ENROLMENT_CODE: enrolmentCode });
  const seen = async (): Promise<string> => ((await ask(url, 'qian.hua', 'GET', at('/gateways'))).json as Result<Routes['listGateways']>).items.find((g) => g.id === gateway.id)?.state ?? '';
  await until('the agent to enrol', async () => (await seen()) === 'active');
  const place = { location: '一楼', space: 'corridor', gatewayId: gateway.id };
  const rtspUrl = `rtsp://127.0.0.1:${cameras.port}/a`;
  const right = secrets.find((s) => s.name === 'camera password')!.value;
  await ask(url, 'qian.hua', 'POST', at('/cameras'), { ...place, name: '对', rtspUrl, username: 'a', password: right });
  await ask(url, 'qian.hua', 'POST', at('/cameras'), { ...place, name: '错', rtspUrl, username: 'a', password: canary('wrong camera password') });
  await ask(url, 'qian.hua', 'POST', at('/cameras'), { ...place, name: '无', rtspUrl: 'rtsp://127.0.0.1:9/a', username: 'a', password: canary('password of a camera that is away') });
  const states = async () => ((await ask(url, 'qian.hua', 'GET', at('/cameras'))).json as Result<Routes['listCameras']>).items.map((camera) => camera.state);
  await until('the three states to be shown', states, { isIt: (shown) => (['recording', 'unreachable', 'wrong_password'] as const).every((state) => shown.includes(state)) });
  await running.stop();
  texts.push({ where: 'log of the agent', text: running.lines.join('') });
  return gateway.id;
}

/** Calls that carry secrets and are refused, malformed, or sent to the wrong place. */
async function misuse({ url }: Program, gatewayId: string): Promise<void> {
  const password = canary('password in a refused call');
  const camera = { name: '对', location: '一楼', space: 'corridor', gatewayId, rtspUrl: 'rtsp://192.0.2.1/a', username: 'a', password };
  const keeper = (body: unknown, raw?: string) => ask(url, 'qian.hua', 'POST', at('/cameras'), body, raw === undefined ? {} : { raw });
  expect((await keeper(camera)).status).toBe(409);
  expect((await keeper({ ...camera, space: 'classroom' })).status).toBe(409);
  expect((await keeper({ ...camera, rtspUrl: `rtsp://a:${encodeURIComponent(password)}@192.0.2.1/a` })).status).toBe(400);
  expect((await keeper({ ...camera, password: `${password}\u0000` })).status).toBe(400);
  expect((await keeper({ ...camera, password: [password] })).status).toBe(400);
  expect((await keeper({ ...camera, space: password, name: [password] })).status).toBe(400);
  expect((await keeper(undefined, `{"password": "${password}`)).status).toBe(400);
  expect((await keeper(undefined, `${password}{`)).status).toBe(400);
  expect((await ask(url, 'li.wei', 'POST', at('/cameras'), camera)).status).toBe(403);
  expect((await ask(url, undefined, 'POST', at('/cameras'), camera)).status).toBe(401);
  const code = canary('made-up enrolment code').slice(0, 40);
  const keys = { signingKey: generateSigningKeyPair().publicKey.toString('base64'), sealingKey: generateSealingKeyPair().publicKey.toString('base64') };
  expect((await ask(url, undefined, 'POST', '/v1/enrolment', { code, ...keys })).status).toBe(403);
  expect((await ask(url, undefined, 'POST', '/v1/enrolment', { code, signingKey: password, sealingKey: password })).status).toBe(400);
  const strange = canary('token in an address').replace(/[^\w-]/g, 'x');
  expect((await ask(url, undefined, 'GET', `/v1/me?access_token=${strange}`)).status).toBe(401);
  await ask(url, undefined, 'GET', '/v1/nowhere', undefined, { headers: { authorization: `Bearer ${strange}`, cookie: `session=${strange}`, dpop: strange } });
  expect((await ask(url, undefined, 'GET', '/v1/me', undefined, { headers: { authorization: `Bearer ${strange}` } })).status).toBe(401);
  await ask(url, 'qian.hua', 'GET', at(`/viewing-sessions/${newId('vws')}/cameras/${newId('cam')}/playlist.m3u8`), undefined, { headers: { dpop: strange } });
  await api.database.admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename like 'gr\\_%'`);
  await ask(url, 'qian.hua', 'GET', at('/cameras'));
}

/** The same programs with wrong credentials for everything they need. */
async function fail(environment: Record<string, string>): Promise<void> {
  const away = { ...environment, S3_SECRET_KEY: canary('wrong S3 key'), KEYCLOAK_ADMIN_CLIENT_SECRET: canary('wrong admin secret'), KEYCLOAK_ENROLLER_CLIENT_SECRET: canary('wrong enroller secret') };
  const passwords = JSON.parse(process.env['DATABASE_PASSWORDS']!) as Record<string, string>;
  const main = await start(shipped, 'main', away);
  const created = await ask(main.url, 'qian.hua', 'POST', at('/gateways'), { name: '失败' }, { mayTell: true });
  const code = keep('code of a gateway that fails', (created.json as Result<Routes['createGateway']>).enrolmentCode);
  const keys = { signingKey: generateSigningKeyPair().publicKey.toString('base64'), sealingKey: generateSealingKeyPair().publicKey.toString('base64') };
  expect((await ask(main.url, undefined, 'POST', '/v1/enrolment', { code, ...keys })).status).toBeGreaterThanOrEqual(500);
  const gateway = await TestGateway.enrolled(api, api.schools[0]);
  const camera = await ask(main.url, 'qian.hua', 'POST', at('/cameras'), { name: '失败', location: '一楼', space: 'corridor', gatewayId: gateway.enrolment.gatewayId, rtspUrl: 'rtsp://192.0.2.1/a', username: 'a', password: canary('password beside failures') });
  const { body } = await gateway.call<{ cameras: { keys: Parameters<TestGateway['seal']>[1] }[] }>('GET', '/desired-state');
  const held = await gateway.seal(String(camera.json['id']), body.cameras[0]!.keys, new Date(Date.now() - 60_000).toISOString() as never);
  const bearer = { headers: { authorization: `Bearer ${keep('gateway token', await gateway.token())}` } };
  await ask(main.url, undefined, 'POST', '/v1/gateway/segments', { segments: [announcementOf(held)] }, bearer);
  await ask(main.url, undefined, 'GET', '/health/ready');
  await main.kill();
  took('the API without its store', main);

  const person = await createPerson(['staff']);
  const { schoolId, districtId } = api.schools[0];
  await api.database.admin.query(`insert into principals (sub, kind, district_id, person_id, name) values ($1, 'person', $2, $3, '临时')`, [person.sub, districtId, newId('psn')]);
  await api.database.admin.query(`insert into facts (fact_id, district_id, school_id, type, subject, actor_kind, actor_sub, actor_name, occurred_at, recorded_at, body, salt) values ($1, $2, $3, 'appointment.ended', $4, 'machine', 'machine:guardroom', 'x', now(), now(), $5, $6)`, [
    newId('fct'), districtId, schoolId, newId('apt'), JSON.stringify({ sub: person.sub, role: 'staff' }), randomBytes(32),
  ]);
  await api.database.admin.query(`insert into outbox (district_id, school_id, fact_id, type) select district_id, school_id, fact_id, type from facts where type = 'appointment.ended'`);
  const worker = await start(shipped, 'worker', { ...away, REDIS_URL: environment['REDIS_URL']! });
  await until('the reaction to fail', () => worker.lines.some((line) => line.includes('reaction failed')));
  await worker.kill();
  took('the worker without Keycloak', worker);

  const wrong = { DATABASE_PASSWORDS: JSON.stringify(Object.fromEntries(Object.keys(passwords).map((login) => [login, canary(`wrong database password of ${login}`)]))) };
  const broken: readonly [string, 'main' | 'worker', Record<string, string>][] = [
    ['the API without its database', 'main', { ...environment, ...wrong }],
    ['the worker without its database', 'worker', { ...environment, ...wrong }],
    ['the API with a store address that is none', 'main', { ...environment, S3_ENDPOINT: canary('store address that is none') }],
    ['the API with database passwords that are no JSON', 'main', { ...environment, DATABASE_PASSWORDS: canary('database passwords that are no JSON') }],
    ['the worker with database passwords that end early', 'worker', { ...environment, DATABASE_PASSWORDS: `{"auth": "${canary('database password in text that ends early').replace('"', '')}` }],
    ['the worker without its queue', 'worker', { ...environment, REDIS_URL: environment['REDIS_URL']!.replace(/:[^:@/]+@/, `:${encodeURIComponent(canary('wrong Redis password'))}@`) }],
  ];
  for (const [name, part, env] of broken) {
    const program = await start(shipped, part, env);
    if (part === 'main') await ask(program.url, 'qian.hua', 'GET', at('/cameras')).catch(() => undefined);
    else await until('the worker to complain', () => !program.isRunning() || program.lines.some((line) => /"level":[45]0/.test(line)));
    await program.kill();
    took(name, program);
    expect([name, program.lines.length > 0]).toEqual([name, true]);
  }
}
