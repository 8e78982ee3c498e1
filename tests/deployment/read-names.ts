import { databaseConfigFromEnv } from '@guardroom/db';
import { tmpdir } from 'node:os';
import { Config } from '../../apps/api/src/platform/config/config.ts';
import { consoleEnvironment } from '../../apps/api/src/platform/config/listening.ts';
import { enrolmentCode, readConfiguration } from '../../apps/gateway-agent/src/configuration.ts';

/** The programs that deployments start, by what starts them. */
export const PROGRAMS = {
  'apps/api/dist/main.js': 'api',
  'apps/api/dist/worker.js': 'api',
  'libs/db/src/migrate.ts': 'migrate',
  'apps/api/dist/console.js': 'console',
  'apps/gateway-agent/src/main.ts': 'gateway-agent',
} as const;
export type Program = (typeof PROGRAMS)[keyof typeof PROGRAMS];

/** Node's own, which our code does not read. */
const NODES = ['NODE_ENV', 'NODE_EXTRA_CA_CERTS', 'TMPDIR'];

/** Reads a program's configuration as the program does. @throws Error — in the program's words, when something is missing or wrong */
export async function configure(program: Program, env: NodeJS.ProcessEnv): Promise<void> {
  if (program === 'api') new Config(env);
  else if (program === 'migrate') databaseConfigFromEnv(env);
  else if (program === 'console') consoleEnvironment.parse(env);
  else await readConfiguration(env).then(({ home }) => enrolmentCode(home, env));
}

/** Every name that a program asks its environment for, found by letting it ask. */
export async function namesReadBy(program: Program): Promise<Set<string>> {
  const asked = new Set(NODES);
  // The agent asks for its code only once the rest is well.
  const given: NodeJS.ProcessEnv = program === 'gateway-agent' ? { GATEWAY_HOME: tmpdir(), GUARDROOM_API_URL: 'https://guardroom.test' } : {};
  const ear = new Proxy(given, {
    get: (env, name) => {
      if (typeof name !== 'string') return undefined;
      asked.add(name);
      return env[name];
    },
  });
  // What it asked for is all that counts here: most programs refuse an empty environment, as they should.
  await configure(program, ear).catch(() => undefined);
  if (program === 'api') await configure('migrate', ear).catch(() => undefined);
  return asked;
}
