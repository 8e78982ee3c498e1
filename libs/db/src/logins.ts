/** Database logins, one per kind of reader. `owner` migrates and is in no running process. */
export const LOGINS = ['owner', 'auth', 'school', 'district', 'case', 'ingest', 'relay', 'platform'] as const;
export type Login = (typeof LOGINS)[number];

/** Where the database is and the passwords of its logins. */
export type DatabaseConfig = {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly passwords: Readonly<Record<Login, string>>;
};

/**
 * Reads the configuration from `DATABASE_HOST`, `DATABASE_PORT`, `DATABASE_NAME` and `DATABASE_PASSWORDS` (JSON by login).
 * @throws Error — when one is missing or the passwords are no JSON; nothing runs without
 */
export function databaseConfigFromEnv(env: NodeJS.ProcessEnv = process.env): DatabaseConfig {
  const { DATABASE_HOST: host, DATABASE_PORT: port, DATABASE_NAME: database, DATABASE_PASSWORDS: passwords } = env;
  if (!host || !port || !database || !passwords) throw new Error('DATABASE_HOST, DATABASE_PORT, DATABASE_NAME and DATABASE_PASSWORDS must be set');
  return { host, port: Number(port), database, passwords: passwordsOf(passwords) };
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
  // Statements are short and estimates of new tables are high: compiling a plan costs a hundred times its run.
  options: '-c search_path=guardroom,gr,auth -c timezone=UTC -c jit=off',
  application_name: `guardroom-${login}`,
});
