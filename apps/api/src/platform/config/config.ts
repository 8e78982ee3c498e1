import { databaseConfigFromEnv, type DatabaseConfig, withSecretFiles } from '@guardroom/db';
import { z } from 'zod';
import { type Listening, listening, listeningOf, publicAddress } from './listening.ts';

/** What API and worker read from the environment; the database's part is read beside it. */
export const environment = z.object({
  ...listening,
  API_PORT: z.coerce.number().int(),
  API_INTERNAL_PORT: z.coerce.number().int().default(0),
  WORKER_HEALTH_PORT: z.coerce.number().int().default(0),
  INTERNAL_HOST: z.string().default('127.0.0.1'),
  REDIS_URL: z.string(),
  SHUTDOWN_DRAIN_SECONDS: z.coerce.number().min(0).default(0),
  WORK_LEASE_SECONDS: z.coerce.number().min(1).default(30),
  S3_ENDPOINT: publicAddress,
  S3_ACCESS_KEY: z.string(),
  S3_SECRET_KEY: z.string(),
  S3_REGION: z.string().default('us-east-1'),
  KEYCLOAK_ADMIN_CLIENT_ID: z.string(),
  KEYCLOAK_ADMIN_CLIENT_SECRET: z.string(),
  KEYCLOAK_ENROLLER_CLIENT_ID: z.string(),
  KEYCLOAK_ENROLLER_CLIENT_SECRET: z.string(),
  LIVEKIT_URL: z.url(),
  LIVEKIT_API_KEY: z.string(),
  LIVEKIT_API_SECRET: z.string(),
  VAULT_DIR: z.string(),
});

/** Everything that an installation decides, read from the environment once at start; `<NAME>_FILE` names a file with the value. */
export class Config {
  readonly publicUrl: string;
  readonly listening: Listening;
  /** Where health and figures are told: loopback, unless probes come from elsewhere. */
  readonly internalHost: string;
  /** Ports for health and figures; 0 takes any free one. */
  readonly internalPort: number;
  readonly workerHealthPort: number;
  readonly database: DatabaseConfig;
  readonly redisUrl: string;
  /** How long the process goes on answering, as not ready, once it was asked to end. Seconds. */
  readonly drainSeconds: number;
  /** Claimed work that is not done after this is claimed again: the queue may have lost it. Seconds. */
  readonly workLeaseSeconds: number;
  readonly s3: { readonly endpoint: string; readonly accessKey: string; readonly secretKey: string; readonly region: string };
  readonly keycloak: {
    readonly url: string;
    readonly realm: string;
    readonly admin: { readonly id: string; readonly secret: string };
    readonly enroller: { readonly id: string; readonly secret: string };
  };
  /** The media server, on a private address: nobody but the live gateway speaks to it. */
  readonly livekit: { readonly url: string; readonly apiKey: string; readonly apiSecret: string };
  readonly vaultDir: string;
  readonly consoleDir: string | undefined;
  readonly logLevel: string;

  /** @throws Error — naming every variable that is missing or wrong, at once */
  constructor(env: NodeJS.ProcessEnv = process.env) {
    const parsed = environment.safeParse(withSecretFiles(env, Object.keys(environment.shape)));
    if (!parsed.success) throw new Error(`configuration: ${parsed.error.issues.map((i) => `${i.path.join('.')} ${i.message}`).join('; ')}`);
    const e = parsed.data;
    this.publicUrl = e.GUARDROOM_PUBLIC_URL.replace(/\/$/, '');
    this.listening = listeningOf(e.API_PORT, e);
    this.internalHost = e.INTERNAL_HOST;
    this.internalPort = e.API_INTERNAL_PORT;
    this.workerHealthPort = e.WORKER_HEALTH_PORT;
    this.database = databaseConfigFromEnv(env);
    this.redisUrl = e.REDIS_URL;
    this.drainSeconds = e.SHUTDOWN_DRAIN_SECONDS;
    this.workLeaseSeconds = e.WORK_LEASE_SECONDS;
    this.s3 = { endpoint: e.S3_ENDPOINT, accessKey: e.S3_ACCESS_KEY, secretKey: e.S3_SECRET_KEY, region: e.S3_REGION };
    this.keycloak = {
      url: e.KEYCLOAK_URL.replace(/\/$/, ''),
      realm: e.KEYCLOAK_REALM,
      admin: { id: e.KEYCLOAK_ADMIN_CLIENT_ID, secret: e.KEYCLOAK_ADMIN_CLIENT_SECRET },
      enroller: { id: e.KEYCLOAK_ENROLLER_CLIENT_ID, secret: e.KEYCLOAK_ENROLLER_CLIENT_SECRET },
    };
    this.livekit = { url: e.LIVEKIT_URL.replace(/\/$/, ''), apiKey: e.LIVEKIT_API_KEY, apiSecret: e.LIVEKIT_API_SECRET };
    this.vaultDir = e.VAULT_DIR;
    this.consoleDir = e.CONSOLE_DIR;
    this.logLevel = e.LOG_LEVEL;
  }

  get realmUrl(): string {
    return `${this.keycloak.url}/realms/${this.keycloak.realm}`;
  }
}
