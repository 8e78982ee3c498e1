import { withSecretFiles } from './secret-files.ts';

/** Database logins, one per kind of reader. `owner` migrates and is in no running process. */
export const LOGINS = ['owner', 'auth', 'school', 'district', 'case', 'ingest', 'relay', 'platform'] as const;
export type Login = (typeof LOGINS)[number];

/** Where the database is and the passwords of its logins. */
export type DatabaseConfig = {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly passwords: Readonly<Record<Login, string>>;
  /** `verify`: TLS, under a certificate that Node trusts for this host. Plain is for loopback and a network within one machine. */
  readonly tls?: 'verify' | 'off';
};

/**
 * Reads the configuration from `DATABASE_HOST`, `DATABASE_PORT`, `DATABASE_NAME`, `DATABASE_PASSWORDS` (JSON by login) and `DATABASE_TLS`
 * (`verify`, or `off`, which is what counts when it is not set). The passwords may lie in the file that `DATABASE_PASSWORDS_FILE` names.
 * @throws Error — when one is missing or the passwords are no JSON; nothing runs without
 */
export function databaseConfigFromEnv(env: NodeJS.ProcessEnv = process.env): DatabaseConfig {
  const { DATABASE_HOST: host, DATABASE_PORT: port, DATABASE_NAME: database, DATABASE_TLS: tls = 'off' } = env;
  const { DATABASE_PASSWORDS: passwords } = withSecretFiles(env, ['DATABASE_PASSWORDS']);
  if (!host || !port || !database || !passwords) throw new Error('DATABASE_HOST, DATABASE_PORT, DATABASE_NAME and DATABASE_PASSWORDS must be set');
  if (tls !== 'verify' && tls !== 'off') throw new Error('DATABASE_TLS must be verify or off');
  return { host, port: Number(port), database, passwords: passwordsOf(passwords), tls };
}

/** Not with the parser's own words: they quote what they could not read. */
function passwordsOf(text: string): Record<Login, string> {
  try {
    return JSON.parse(text) as Record<Login, string>;
  } catch {
    throw new Error('DATABASE_PASSWORDS must be JSON: passwords by login');
  }
}

/** Connection settings of one login; statements find the tables without a schema prefix. */
export const connectionOf = (config: DatabaseConfig, login: Login) => ({
  host: config.host,
  port: config.port,
  database: config.database,
  user: `gr_${login}`,
  password: config.passwords[login],
  ssl: config.tls === 'verify',
  // Statements are short and estimates of new tables are high: compiling a plan costs a hundred times its run.
  options: '-c search_path=guardroom,gr,auth -c timezone=UTC -c jit=off',
  application_name: `guardroom-${login}`,
});
