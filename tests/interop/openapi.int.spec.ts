import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type IncomingMessage, type Server, createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Route, type Routes, routes } from '@guardroom/contracts';
import { BUREAU_ROLES, SCHOOL_ROLES } from '@guardroom/domain';
import { newId } from '@guardroom/kernel';
import { type AnyCall, send } from '../isolation/calls.ts';
import { examples } from '../isolation/examples/index.ts';
import { type World, buildWorld } from '../isolation/world.ts';
import { namedIn } from '../isolation/rows.ts';
import { ran, schemathesis } from './tools.ts';

type Json = { [key: string]: unknown };

let world: World;
let door: Server;
let directory: string;
/** Ids of real rows by their prefix. */
const known = new Map<string, Set<string>>();
/** Statuses that each operation was seen to answer, with how often. */
const seen = new Map<string, Map<number, number>>();
/** A valid call of each operation, with rows of its own. */
const made = new Map<string, AnyCall>();
/** An address that the door answers with a server error of its own, when one is planted. */
let planted: string | undefined;

beforeAll(async () => {
  [world, directory] = await Promise.all([buildWorld(), mkdtemp(`${tmpdir()}/guardroom-openapi-`)]);
  await schemathesis();
  await post();
  await meet();
  door = createServer((incoming, outgoing) => {
    if (planted && incoming.url?.startsWith(planted)) return void outgoing.writeHead(500, { 'content-type': 'application/json' }).end('{}');
    forward(incoming).then((upstream) => outgoing.writeHead(upstream.statusCode ?? 500, upstream.headers) && upstream.pipe(outgoing), () => outgoing.destroy());
  });
  await new Promise<void>((listening) => door.listen(0, '127.0.0.1', listening));
}, 600_000);
afterAll(async () => {
  door?.close();
  await world?.close();
  await rm(directory, { recursive: true });
});

/** Gives the one who calls every post there is, and an authority to file for. */
async function post(): Promise<void> {
  const { api, cast, here } = world;
  await world.post(cast.subject, { school: here.school, roles: [...SCHOOL_ROLES] });
  for (const role of BUREAU_ROLES) {
    await api.database.admin.query(`insert into district_appointments (district_id, appointment_id, person_id, sub, person_name, role, starts_on) values ($1, $2, $3, $4, $5, $6, '2020-01-01')`, [
      here.school.districtId, newId('apt'), cast.subject.personId, cast.subject.sub, cast.subject.name, role,
    ]);
  }
  await api.database.admin.query(`insert into liaisons (district_id, agency_id, appointment_id, person_id, sub, person_name, badge_number, starts_on) values ($1, $2, $6, $3, $4, $5, '013579', '2020-01-01')`, [
    here.school.districtId, here.agency.agencyId, cast.subject.personId, cast.subject.sub, cast.subject.name, newId('apt'),
  ]);
}

/** Makes a valid call of every operation, with real rows, and remembers their ids; the viewings stay present for long. */
async function meet(): Promise<void> {
  for (const key of Object.keys(examples) as (keyof Routes)[]) {
    const call = (await examples[key].make(world.here)) as AnyCall;
    for (const id of namedIn(JSON.stringify(call))) known.set(id.slice(0, 3), (known.get(id.slice(0, 3)) ?? new Set()).add(id));
    made.set(routes[key].id, call);
  }
  await world.api.database.admin.query(`update viewing_sessions set viewer_seen_at = now() + interval '10 minutes', escort_seen_at = now() + interval '10 minutes' where state <> 'ended'`);
}

/** Sends on what was asked, with a token that still lives and, at the gate, with a proof of possession. */
async function forward(incoming: IncomingMessage): Promise<IncomingMessage> {
  const path = incoming.url ?? '/';
  const proof = made.get(operationOf(incoming.method ?? '', path) ?? '')?.proof;
  const token = path.startsWith('/v1/gateway/') ? await world.here.gateway.token() : await world.token(world.cast.subject);
  const headers = { ...incoming.headers, authorization: `Bearer ${token}`, ...(proof ? { dpop: await proof(path.split('?')[0]!, token) } : {}) };
  return new Promise((resolve, reject) => {
    const onward = httpRequest(`${world.api.url}${path}`, { method: incoming.method, headers }, (answer) => {
      note(incoming.method ?? '', path, answer.statusCode ?? 0);
      resolve(answer);
    });
    onward.once('error', reject);
    incoming.pipe(onward);
  });
}

const patterns = Object.values(routes as Record<string, Route>).map(({ id, method, path }) => ({ id, method, pattern: new RegExp(`^${path.replace(/:[A-Za-z]+/g, '[^/]+').replace('*', '.+')}$`) }));
const operationOf = (method: string, path: string): string | undefined => patterns.find((p) => p.method === method && p.pattern.test(path.split('?')[0]!))?.id;
function note(method: string, path: string, status: number): void {
  const id = operationOf(method, path);
  if (!id) return;
  const statuses = seen.get(id) ?? new Map<number, number>();
  seen.set(id, statuses.set(status, (statuses.get(status) ?? 0) + 1));
}

/** The committed file, with a valid call as the example of each operation, with real ids offered beside made-up ones wherever a caller names something, and no sign-in: the door signs in. */
async function offered(): Promise<Json> {
  const document = JSON.parse(await readFile(new URL('../../docs/ref/openapi.json', import.meta.url), 'utf8')) as Json & { paths: Record<string, Record<string, Json>> };
  const offer = (value: unknown): unknown => {
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map(offer);
    const schema = value as Json;
    const prefix = /^\^([a-z]{3})_/.exec(String(schema['pattern'] ?? ''))?.[1] ?? '';
    const ids = [...(known.get(prefix) ?? [])];
    if (prefix === 'sch') return { ...schema, enum: [world.here.school.schoolId] };
    if (ids.length > 0) return { anyOf: [{ type: 'string', enum: ids }, schema] };
    return Object.fromEntries(Object.entries(schema).map(([key, inner]) => [key, offer(inner)]));
  };
  document['security'] = [];
  for (const operation of Object.values(document.paths).flatMap((methods) => Object.values(methods))) {
    const { params, query, body } = made.get(String(operation['operationId'])) ?? {};
    const given: Json = { schoolId: world.here.school.schoolId, ...params, path: params?.['*'], ...query };
    operation['parameters'] = (offer(operation['parameters'] ?? []) as Json[]).map((one) => {
      const example = given[String(one['name'])];
      if (example === undefined) return one;
      // Calls stay at the caller's school, and the gateway that others need is not switched off for good.
      const isOnly = one['in'] === 'path' && (one['name'] === 'schoolId' || operation['operationId'] === routes.revokeGateway.id);
      return { ...one, example, ...(isOnly ? { schema: { type: 'string', enum: [example] } } : {}) };
    });
    if (!operation['requestBody']) continue;
    const offered = offer(operation['requestBody']) as { content: Record<string, Json> };
    for (const media of Object.values(offered.content)) media['example'] = body;
    operation['requestBody'] = offered as Json;
  }
  return document;
}

const CHECKS = 'not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,negative_data_rejection';

/**
 * Operations that need not be seen to succeed here: the caller has one row of a kind at a time, or other calls move it on first. The
 * isolation matrix sees each of them succeed, with rows of its own for every call.
 */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  'a person looks at one viewing at a time, and each new one replaces it': ['footageAccess.getPlaylist', 'footageAccess.getInit', 'footageAccess.getFragment', 'footageAccess.provePresence', 'footageAccess.endViewing'],
  'a person is on one watch at a time, and each new one takes its place': ['duty.signOn', 'duty.beginStandIn', 'duty.writeLog', 'duty.prepareHandover', 'duty.endShift', 'live.openLiveView', 'live.admitLiveView'],
  'a school or bureau has one proposal that waits, and its own proposer may not decide it': ['policy.proposeDistrictPolicy', 'policy.decideSchoolPolicy'],
  'an incident goes on with the first call that reaches it': ['incidents.triageIncident', 'incidents.answerHoldRelease'],
};

/** Runs schemathesis over the operations that `filter` chooses: one worker each, because two in one process disturb each other's recursion limit. */
async function verdict(file: string, ...filter: readonly string[]): Promise<string> {
  const [python, ...args] = await schemathesis();
  const url = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
  const options = ['--checks', CHECKS, '--phases', 'examples,coverage,fuzzing', '--max-examples', '12', '--seed', '20261122', '--workers', '1', '--suppress-health-check', 'all', '--generation-database', 'none', '--no-color', '--warnings', 'off'];
  const { code, stdout, stderr } = await ran(python, ...args, '--config-file', await configFile(), 'run', file, '--url', url, ...options, ...filter);
  return code === 0 ? 'sound' : `${stdout.slice(-20_000)}${stderr.slice(-2_000)}`;
}

test('schemathesis finds no server error, no undeclared answer and no wrong input taken, whatever it sends', async () => {
  const file = `${directory}/openapi.json`;
  await writeFile(file, JSON.stringify(await offered()));
  const half = ['footageAccess', 'ledger', 'identity'];
  expect(await Promise.all([verdict(file, ...half.flatMap((tag) => ['--include-tag', tag])), verdict(file, ...half.flatMap((tag) => ['--exclude-tag', tag]))])).toEqual(['sound', 'sound']);
  const calls = [...seen.values()].flatMap((statuses) => [...statuses.values()]).reduce((a, b) => a + b, 0);
  const succeeded = [...seen].filter(([, statuses]) => [...statuses.keys()].some((s) => s < 300)).map(([id]) => id);
  process.stdout.write(`schemathesis: ${calls} calls to ${seen.size} operations, ${succeeded.length} of them seen to succeed\n`);
  const all = Object.values(routes as Record<string, Route>).map(({ id }) => id);
  expect([...seen.keys()].toSorted()).toEqual(all.toSorted());
  const elsewhere = Object.values(ELSEWHERE).flat();
  expect(elsewhere.filter((id) => !all.includes(id))).toEqual([]);
  expect(all.filter((id) => !succeeded.includes(id) && !elsewhere.includes(id))).toEqual([]);
}, 900_000);

test('schemathesis finds a server error that was planted', async () => {
  const file = `${directory}/planted.json`;
  await writeFile(file, JSON.stringify(await offered()));
  planted = '/v1/me';
  expect(await verdict(file, '--include-operation-id', 'identity.getMe')).toMatch(/Server error/);
  planted = undefined;
  expect(await verdict(file, '--include-operation-id', 'identity.getMe')).toBe('sound');
});

/** Values that a schema may let pass and a database or a library may not take. */
const HOSTILE = {
  string: ['\u0000', 'a\u0000b', '\ud800', '\u202e\ufeff', "'; drop table cameras; --", '%', '\\', '0000-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z', '0000-01-01', '9999-12-31', 'x'.repeat(5_000)],
  number: [-1, 0.5, 2 ** 31, 2 ** 53, 1e308, -1e308],
} as const;

/** The call with each of its own words and numbers bent in turn; list operations are searched and sorted by them too. */
function bent(call: AnyCall, route: Route): AnyCall[] {
  const leaves = (value: unknown, at: readonly string[]): (readonly string[])[] => (value !== null && typeof value === 'object' ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...at, key])) : [at]);
  const optional = Object.keys(route.query?.shape ?? {}).map((name) => ['query', name]);
  const { schoolId: _, ...rest } = call.params ?? {};
  const places = [...leaves({ params: rest, query: call.query ?? {}, body: call.body ?? {} }, []).filter((p) => p.length > 1), ...optional];
  return places.flatMap((place) => {
    // An address cannot carry half a character.
    const values = place[0] === 'body' ? [...HOSTILE.string, ...HOSTILE.number, null] : [...HOSTILE.string.filter((text) => text.isWellFormed()), ...HOSTILE.number.map(String)];
    return values.map((value) => {
      const { proof: own, freshen: _freshen, ...sent } = call;
      const copy = structuredClone({ query: {}, ...sent }) as Record<string, unknown>;
      const into = place.slice(0, -1).reduce((inner, step) => inner[step] as Record<string, unknown>, copy);
      into[place.at(-1)!] = value;
      return { ...(copy as AnyCall), ...(own ? { proof: own } : {}) };
    });
  });
}

test('no word or number of a valid call can be bent into a server error', async () => {
  const faults = new Set<string>();
  let calls = 0;
  for (const key of Object.keys(examples) as (keyof Routes)[]) {
    const route = routes[key] as Route;
    const call = (await examples[key].make(world.here)) as AnyCall;
    for (const one of bent(call, route)) {
      const token = route.scope === 'gateway' ? await world.here.gateway.token() : await world.token(world.cast.subject);
      const { status } = await send(world.api.url, key, one, token);
      calls += 1;
      if (status >= 500) faults.add(`${status} ${key} ${JSON.stringify({ params: one.params, query: one.query, body: one.body }).slice(0, 600)}`);
    }
  }
  process.stdout.write(`bent: ${calls} calls\n`);
  expect([...faults]).toEqual([]);
}, 900_000);

/** An empty configuration, so that none of the place where tests run counts. */
async function configFile(): Promise<string> {
  await writeFile(`${directory}/schemathesis.toml`, '');
  return `${directory}/schemathesis.toml`;
}
