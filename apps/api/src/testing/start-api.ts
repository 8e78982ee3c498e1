import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type ErrorBody, type Route, routes } from '@guardroom/contracts';
import type { MachineActor } from '@guardroom/db';
import { signIn, testServers } from '@guardroom/testkit';
import { testDatabase, type TestDatabase } from '../../../../libs/testkit/src/database/index.ts';
import { ensureServers } from '../../../../infra/launcher/servers.ts';
import { testHome } from '../../../../infra/launcher/places.ts';
import { demoPlaces, publishedPeople } from '../../../../infra/keycloak/people.ts';
import { Onboarding, type OnboardedSchool } from '../features/tenancy/public.ts';
import { TenancyModule } from '../features/tenancy/tenancy.module.ts';
import { createServer } from '../platform/http/server.ts';
import { Identity } from '../platform/identity/identity.ts';
import { PlatformModule } from '../platform/platform.module.ts';

/** What an operation answered. `body` is the view, or the error in its one shape. */
export type Answer<T = unknown> = { readonly status: number; readonly body: T; readonly error: ErrorBody['error'] | undefined };

/** The API on loopback over a database of its own, with the demo's district, schools and people in it. */
export interface TestApi {
  readonly app: NestFastifyApplication;
  readonly url: string;
  readonly database: TestDatabase;
  readonly districtId: string;
  /** 明德小学 and 启智中学. */
  readonly schools: readonly [OnboardedSchool, OnboardedSchool];
  /** Calls an operation as a demo person (`chen.ming`), with a token of one's own, or as nobody. */
  call<T = Record<string, never>>(who: string | { readonly token: string } | undefined, method: string, path: string, body?: unknown): Promise<Answer<T>>;
  /** The platform's own work at a school. */
  machine(school: OnboardedSchool, purpose?: string): Promise<MachineActor>;
  close(): Promise<void>;
}

/** Which part of the API a test starts: all of it unless told. */
export type Part = { readonly features: readonly Type[]; readonly routes: Record<string, Route> };

/**
 * Starts the API in this process on a free loopback port, over a freshly cloned database, a database of Redis of its own, the shared object
 * store and the shared Keycloak with its real tokens. `environment` comes on top of what the launcher would give.
 * @throws Error — when a server cannot start or a route of the part is not served
 */
export async function startApi(part?: Part, environment: Readonly<Record<string, string>> = {}): Promise<TestApi> {
  const [database, servers, installation] = await Promise.all([testDatabase(), testServers(['minio', 'keycloak', 'redis', 'livekit']), ensureServers(testHome(), 'test', ['keycloak'], () => undefined)]);
  const vaultDir = await mkdtemp(join(tmpdir(), 'guardroom-vault-'));
  Object.assign(process.env, environmentOf(database, servers, await servers.redis.own(), vaultDir), environment);
  const { app } = await createServer(part ? moduleOf(part.features) : (await import('../app.module.ts')).AppModule, part?.routes ?? routes);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const { districtId, schools } = await app.get(Onboarding, { strict: false }).district(demoPlan(installation.secrets));
  return {
    app,
    url,
    database,
    districtId,
    schools: schools as [OnboardedSchool, OnboardedSchool],
    call: async (who, method, path, body) => {
      const token = typeof who === 'string' ? (await signIn(who)).accessToken : who?.token;
      return call(url, token, method, path, body);
    },
    machine: (school, purpose = 'test') => app.get(Identity).machine(school, purpose),
    close: async () => {
      await app.close();
      await database.drop();
      await rm(vaultDir, { recursive: true });
    },
  };
}

function moduleOf(features: readonly Type[]): Type {
  @Module({ imports: [PlatformModule, ...new Set([TenancyModule, ...features])] })
  class PartModule {}
  return PartModule;
}

function environmentOf({ config }: TestDatabase, { minio, keycloak, livekit }: Awaited<ReturnType<typeof testServers<'minio' | 'keycloak' | 'redis' | 'livekit'>>>, redisUrl: string, vaultDir: string): Record<string, string> {
  return {
    GUARDROOM_PUBLIC_URL: 'http://127.0.0.1',
    API_PORT: '0',
    DATABASE_HOST: config.host,
    DATABASE_PORT: String(config.port),
    DATABASE_NAME: config.database,
    DATABASE_PASSWORDS: JSON.stringify(config.passwords),
    REDIS_URL: redisUrl,
    S3_ENDPOINT: minio.endpoint,
    S3_ACCESS_KEY: minio.accessKey,
    S3_SECRET_KEY: minio.secretKey,
    S3_REGION: minio.region,
    KEYCLOAK_URL: keycloak.url,
    KEYCLOAK_REALM: keycloak.realm,
    KEYCLOAK_ADMIN_CLIENT_ID: keycloak.adminClient.id,
    KEYCLOAK_ADMIN_CLIENT_SECRET: keycloak.adminClient.secret,
    KEYCLOAK_ENROLLER_CLIENT_ID: keycloak.enrollerClient.id,
    KEYCLOAK_ENROLLER_CLIENT_SECRET: keycloak.enrollerClient.secret,
    LIVEKIT_URL: livekit.url,
    LIVEKIT_API_KEY: livekit.apiKey,
    LIVEKIT_API_SECRET: livekit.apiSecret,
    VAULT_DIR: vaultDir,
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'error',
  };
}

const demoPlan = (secrets: Parameters<typeof publishedPeople>[0]) => ({
  name: demoPlaces.district,
  schools: demoPlaces.schools,
  agencies: demoPlaces.agencies,
  people: publishedPeople(secrets).map(({ school, agency, ...person }) => ({ ...person, school: school ? demoPlaces.schools[school - 1] : undefined, agency: agency && demoPlaces.agencies[agency - 1]?.name })),
});

async function call<T>(url: string, token: string | undefined, method: string, path: string, body: unknown): Promise<Answer<T>> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const parsed = (text ? JSON.parse(text) : undefined) as T & { error?: ErrorBody['error'] };
  return { status: response.status, body: parsed, error: response.ok ? undefined : parsed.error };
}
