import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { run } from './command.ts';
import { appEnvironment } from './environment.ts';
import { PartFailed } from './failure.ts';
import type { Installation } from './installation.ts';
import { withLock } from './lock.ts';
import { cacheDir, logFile, repoRoot } from './places.ts';
import type { Say } from './services/part.ts';

const buildLog = `${cacheDir}/logs/apps.build.log`;

/** Environment of Nx: no daemon, no network, no questions. */
export const nxEnvironment: Readonly<Record<string, string>> = { NX_DAEMON: 'false', NX_NO_CLOUD: 'true', NX_TUI: 'false', CI: 'true', NX_INTERACTIVE: 'false' };

/** Generates and bundles what our programs run from; what did not change since the last time is taken from Nx's cache. @throws PartFailed — with the end of the build's log. */
export async function buildApps(say: Say): Promise<void> {
  await withLock(`${repoRoot}/node_modules/.guardroom-build.lock`, async () => {
    await generateDatabaseClient(say);
    say('building the API and the console');
    const result = await run(`${repoRoot}/node_modules/.bin/nx`, ['run-many', '-t', 'build', '--outputStyle=stream'], {
      cwd: repoRoot,
      // Called from within a test, it would else build the console of developers, and Nx would keep it for everyone.
      env: { ...process.env, ...nxEnvironment, NODE_ENV: 'production' },
      logPath: buildLog,
      onLine: (line) => {
        const project = /^> nx run ([\w-]+):/.exec(line)?.[1];
        if (project) say(`building ${project}`);
      },
    });
    if (result.code === 0) return;
    throw new PartFailed('build', `the build ended with ${result.code}`, { advice: 'Mend what the log names, then run this again.', logPath: buildLog });
  }, () => say('waiting for another build'));
}

/** Prisma's typed client is made from the model, and not kept in the tree. Making it needs no engine, which could not be fetched offline. */
async function generateDatabaseClient(say: Say): Promise<void> {
  const model = 'libs/db/prisma/schema.prisma';
  const stamp = `${repoRoot}/node_modules/.guardroom-prisma`;
  const wanted = createHash('sha256').update(readFileSync(`${repoRoot}/${model}`)).digest('hex');
  if (existsSync(`${repoRoot}/libs/db/src/generated/client.ts`) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('making the database client');
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true', PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' };
  const result = await run(`${repoRoot}/node_modules/.bin/prisma`, ['generate', '--schema', model], { cwd: repoRoot, env, logPath: buildLog });
  if (result.code !== 0) throw new PartFailed('build', `prisma generate ended with ${result.code}`, { advice: `Mend ${model}.`, logPath: buildLog });
  writeFileSync(stamp, wanted);
}

/** Brings the database to the newest migration. @throws PartFailed — with what the migration said. */
export async function migrate(installation: Installation, say: Say): Promise<void> {
  say('migrating');
  await step(installation, 'migrations', 'libs/db/src/migrate.ts');
}

/** Loads the demo district: schools, people, posts, buckets, enrolment codes; leaves what is there alone. @throws PartFailed — with what the loader said. */
export async function loadDemo(installation: Installation, say: Say): Promise<void> {
  say('loading schools, people and buckets');
  await step(installation, 'demo', 'apps/api/dist/demo.js');
}

/** Registers the demo's cameras once the gateways are enrolled: their passwords are sealed to the gateway. @throws PartFailed — with what the loader said. */
export async function registerCameras(installation: Installation, say: Say): Promise<void> {
  say('waiting for the gateways to enrol, then registering their cameras');
  await step(installation, 'demo', 'apps/api/dist/demo.js', ['cameras']);
}

async function step(installation: Installation, name: string, program: string, args: readonly string[] = []): Promise<void> {
  const logPath = logFile(installation.places, name);
  const path = `${repoRoot}/${program}`;
  if (!existsSync(path)) throw new PartFailed(name, `${program} is not there`, { advice: 'The build did not make it; run ./guardroom doctor.' });
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], LANG: 'C.UTF-8', ...appEnvironment(installation) };
  const result = await run(process.execPath, ['--enable-source-maps', path, ...args], { cwd: repoRoot, env, logPath });
  if (result.code !== 0) throw new PartFailed(name, `${program} ended with ${result.code}`, { advice: `Read the log: ./guardroom logs ${name}`, logPath });
}
