import { databaseConfigFromEnv, type DatabaseConfig } from '@guardroom/db';
import { z } from 'zod';

const environment = z.object({
  GUARDROOM_PUBLIC_URL: z.url(),
  API_PORT: z.coerce.number().int(),
  API_INTERNAL_PORT: z.coerce.number().int().default(0),
  WORKER_HEALTH_PORT: z.coerce.number().int().default(0),
  REDIS_URL: z.string(),
  WORK_LEASE_SECONDS: z.coerce.number().min(1).default(30),
  S3_ENDPOINT: z.url(),
  S3_ACCESS_KEY: z.string(),
  S3_SECRET_KEY: z.string(),
  S3_REGION: z.string().default('us-east-1'),
  KEYCLOAK_URL: z.url(),
  KEYCLOAK_REALM: z.string().default('guardroom'),
  KEYCLOAK_ADMIN_CLIENT_ID: z.string(),
  KEYCLOAK_ADMIN_CLIENT_SECRET: z.string(),
  KEYCLOAK_ENROLLER_CLIENT_ID: z.string(),
  KEYCLOAK_ENROLLER_CLIENT_SECRET: z.string(),
  VAULT_DIR: z.string(),
  CONSOLE_DIR: z.string().optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).default('info'),
});

/** Everything that an installation decides, read from the environment once at start. */
export class Config {
  readonly publicUrl: string;
  readonly port: number;
  /** Loopback ports for health and figures; 0 takes any free one. */
  readonly internalPort: number;
  readonly workerHealthPort: number;
  readonly database: DatabaseConfig;
  readonly redisUrl: string;
  /** Claimed work that is not done after this is claimed again: the queue may have lost it. Seconds. */
  readonly workLeaseSeconds: number;
  readonly s3: { readonly endpoint: string; readonly accessKey: string; readonly secretKey: string; readonly region: string };
  readonly keycloak: {
    readonly url: string;
    readonly realm: string;
    readonly admin: { readonly id: string; readonly secret: string };
    readonly enroller: { readonly id: string; readonly secret: string };
  };
  readonly vaultDir: string;
  readonly consoleDir: string | undefined;
  readonly logLevel: string;

  /** @throws Error — naming every variable that is missing or wrong, at once */
  constructor(env: NodeJS.ProcessEnv = process.env) {
    const parsed = environment.safeParse(env);
    if (!parsed.success) throw new Error(`configuration: ${parsed.error.issues.map((i) => `${i.path.join('.')} ${i.message}`).join('; ')}`);
    const e = parsed.data;
    this.publicUrl = e.GUARDROOM_PUBLIC_URL.replace(/\/$/, '');
    this.port = e.API_PORT;
    this.internalPort = e.API_INTERNAL_PORT;
    this.workerHealthPort = e.WORKER_HEALTH_PORT;
    this.database = databaseConfigFromEnv(env);
    this.redisUrl = e.REDIS_URL;
    this.workLeaseSeconds = e.WORK_LEASE_SECONDS;
    this.s3 = { endpoint: e.S3_ENDPOINT, accessKey: e.S3_ACCESS_KEY, secretKey: e.S3_SECRET_KEY, region: e.S3_REGION };
    this.keycloak = {
      url: e.KEYCLOAK_URL.replace(/\/$/, ''),
      realm: e.KEYCLOAK_REALM,
      admin: { id: e.KEYCLOAK_ADMIN_CLIENT_ID, secret: e.KEYCLOAK_ADMIN_CLIENT_SECRET },
      enroller: { id: e.KEYCLOAK_ENROLLER_CLIENT_ID, secret: e.KEYCLOAK_ENROLLER_CLIENT_SECRET },
    };
    this.vaultDir = e.VAULT_DIR;
    this.consoleDir = e.CONSOLE_DIR;
    this.logLevel = e.LOG_LEVEL;
  }

  get realmUrl(): string {
    return `${this.keycloak.url}/realms/${this.keycloak.realm}`;
  }
}
