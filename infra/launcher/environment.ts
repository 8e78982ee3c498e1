import { createHmac } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { publishedPeople } from '../keycloak/people.ts';
import { appointmentsClientId, enrollerClientId, realmName } from '../keycloak/realm.ts';
import { publicUrl } from './addresses.ts';
import type { Installation } from './installation.ts';
import { repoRoot } from './places.ts';
import { keycloakUrl } from './services/keycloak.ts';
import { livekitUrl } from './services/livekit.ts';
import { s3Endpoint, s3Region } from './services/minio.ts';
import { redisUrl } from './services/redis.ts';

/** The environment of migrations and demo loader, and the whole of `run/env.json`. The names are the contract between launcher and programs. */
export function appEnvironment(installation: Installation): Record<string, string> {
  const { places, ports, secrets } = installation;
  return {
    NODE_ENV: 'production',
    GUARDROOM_HOME: places.home,
    GUARDROOM_PUBLIC_URL: publicUrl(installation),
    API_PORT: String(ports.api),
    API_INTERNAL_PORT: String(ports.apiInternal),
    WORKER_HEALTH_PORT: String(ports.workerHealth),
    DATABASE_HOST: '127.0.0.1',
    DATABASE_PORT: String(ports.postgres),
    DATABASE_NAME: 'guardroom',
    DATABASE_PASSWORDS: JSON.stringify(secrets.database),
    REDIS_URL: redisUrl(installation),
    S3_ENDPOINT: s3Endpoint(installation),
    S3_ACCESS_KEY: secrets.s3.accessKey,
    S3_SECRET_KEY: secrets.s3.secretKey,
    S3_REGION: s3Region,
    KEYCLOAK_URL: keycloakUrl(installation),
    KEYCLOAK_REALM: realmName,
    KEYCLOAK_ADMIN_CLIENT_ID: appointmentsClientId,
    KEYCLOAK_ADMIN_CLIENT_SECRET: secrets.keycloak.adminClient,
    KEYCLOAK_ENROLLER_CLIENT_ID: enrollerClientId,
    KEYCLOAK_ENROLLER_CLIENT_SECRET: secrets.keycloak.enrollerClient,
    LIVEKIT_URL: livekitUrl(installation),
    LIVEKIT_API_KEY: secrets.livekit.apiKey,
    LIVEKIT_API_SECRET: secrets.livekit.apiSecret,
    CONSOLE_DIR: `${repoRoot}/apps/admin/dist`,
    VAULT_DIR: `${places.data}/vault`,
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'info',
  };
}

/** The same for API and worker, without the password of the database's owner: it migrates and is in no running process. */
export function serviceEnvironment(installation: Installation): Record<string, string> {
  const { owner: _owner, ...readers } = installation.secrets.database;
  return { ...appEnvironment(installation), DATABASE_PASSWORDS: JSON.stringify(readers) };
}

/** What a gateway agent of the demo may know: where the API is and where its own state lies, and no secret of the platform. */
export function gatewayEnvironment(installation: Installation, gateway: number): Record<string, string> {
  return {
    NODE_ENV: 'production',
    GATEWAY_HOME: `${installation.places.data}/gateway-${gateway}`,
    GUARDROOM_API_URL: publicUrl(installation),
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'info',
  };
}

/** The password of one fake camera: an own one per camera and installation. */
export function cameraPassword({ secrets }: Installation, path: string): string {
  return createHmac('sha256', secrets.cameraSeed).update(path).digest('base64url').slice(0, 20);
}

/** Writes `run/env.json` and `run/people.json` for the programs of the installation, readable by their owner only. */
export function publish(installation: Installation): void {
  const { run } = installation.places;
  for (const [name, value] of [['env', appEnvironment(installation)], ['people', publishedPeople(installation.secrets)]] as const) {
    writeFileSync(`${run}/${name}.json.new`, `${JSON.stringify(value, null, 1)}\n`, { mode: 0o600 });
    renameSync(`${run}/${name}.json.new`, `${run}/${name}.json`);
  }
}
