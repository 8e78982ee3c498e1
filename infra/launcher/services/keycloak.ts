import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { moveConsole } from '../../keycloak/console-address.ts';
import { renderedRealm, realmName } from '../../keycloak/realm.ts';
import { publicUrl } from '../addresses.ts';
import type { Installation } from '../installation.ts';
import { ensureKeycloakBuilt, keycloakDir } from '../keycloak-build.ts';
import { PartFailed } from '../failure.ts';
import { findProgram } from '../packages.ts';
import { logFile } from '../places.ts';
import type { DaemonCommand } from '../process.ts';
import { answersOk, processPart } from './part.ts';
import { ensureDatabases, withAdmin } from './postgres.ts';

/** Superuser of Keycloak itself; the product never uses it. */
export const keycloakBootstrapUser = 'bootstrap';

/** Keycloak on loopback with its tables in PostgreSQL; the realm is imported once, at the first start. */
export const keycloak = processPart({
  name: 'keycloak',
  title: 'Keycloak',
  needs: ['postgres'],
  ensureInstalled: async (say) => {
    await ensureKeycloakBuilt(say);
  },
  ports: ({ ports }) => [ports.keycloak, ports.keycloakManagement],
  prepare: async (installation, say) => {
    if (existsSync(importedMark(installation)) && !isImported(installation)) {
      say('dropping the realm of an earlier realm file');
      await dropDatabase(installation);
    }
    layOutHome(installation);
  },
  command: startCommand,
  probe: async ({ ports, ...installation }) =>
    (await answersOk(`http://127.0.0.1:${ports.keycloakManagement}/health/ready`)) && (await answersOk(`${keycloakUrl({ ports, ...installation })}/realms/${realmName}`)),
  afterStart: async (installation, say) => {
    if (!isImported(installation)) {
      say('checking the import of the realm');
      refuseWarnings(installation);
      writeFileSync(importedMark(installation), realmHash(installation));
      writeFileSync(consoleMark(installation), publicUrl(installation));
      rmSync(importFile(installation), { force: true });
    } else if (readFileSync(consoleMark(installation), 'utf8') !== publicUrl(installation)) {
      say('telling the realm the console’s new address');
      await moveConsole(keycloakUrl(installation), { username: keycloakBootstrapUser, password: installation.secrets.keycloak.bootstrapAdmin }, publicUrl(installation));
      writeFileSync(consoleMark(installation), publicUrl(installation));
    }
  },
  address: keycloakUrl,
  startPatienceMs: 600_000,
});

/** Where people sign in, and the beginning of every token's issuer. */
export function keycloakUrl({ ports }: Pick<Installation, 'ports'>): string {
  return `http://127.0.0.1:${ports.keycloak}`;
}

function homeDir({ places }: Installation): string {
  return `${places.data}/keycloak`;
}

function importFile(installation: Installation): string {
  return `${homeDir(installation)}/data/import/${realmName}-realm.json`;
}

function importedMark(installation: Installation): string {
  return `${homeDir(installation)}/realm-imported`;
}

/** Holds the address that the realm leads people back to after they signed in. */
function consoleMark(installation: Installation): string {
  return `${homeDir(installation)}/console-address`;
}

/** Tests always get the realm as the file describes it now; an installation keeps its people, and `doctor` says that its realm is older. */
function isImported(installation: Installation): boolean {
  return existsSync(importedMark(installation)) && (installation.profile === 'live' || isRealmCurrent(installation));
}

/** Whether the imported realm is the one that the realm file describes now. */
export function isRealmCurrent(installation: Installation): boolean {
  return existsSync(importedMark(installation)) && readFileSync(importedMark(installation), 'utf8') === realmHash(installation);
}

function realmHash(installation: Installation): string {
  // Not the console's address: it can move, and the realm follows.
  return createHash('sha256').update(renderedRealm(installation).replaceAll(publicUrl(installation), '')).digest('hex');
}

async function dropDatabase(installation: Installation): Promise<void> {
  await withAdmin(installation, 'postgres', (client) => client.query('drop database keycloak with (force)'));
  rmSync(importedMark(installation));
  await ensureDatabases(installation, () => undefined);
}

/** A home of its own per installation, whose programs are links into the shared build: imports and scratch files stay apart. */
function layOutHome(installation: Installation): void {
  const home = homeDir(installation);
  mkdirSync(`${home}/data/import`, { recursive: true, mode: 0o700 });
  rmSync(`${home}/data/tmp`, { recursive: true, force: true }); // Compressed copies of theme files, which it would not make anew.
  for (const shared of ['bin', 'conf', 'lib', 'providers', 'themes', 'version.txt']) {
    rmSync(`${home}/${shared}`, { force: true });
    symlinkSync(`${keycloakDir()}/${shared}`, `${home}/${shared}`);
  }
  if (!isImported(installation)) writeFileSync(importFile(installation), renderedRealm(installation), { mode: 0o600 });
}

/**
 * Java itself, not kc.sh: that script forks Java, and a signal to it leaves Java running. The memory flags held 24 logins
 * at once in a peak of about 530 MB.
 */
function startCommand(installation: Installation): DaemonCommand {
  const { ports, secrets } = installation;
  const home = homeDir(installation);
  const jvm = [
    '-Xms64m', '-Xmx192m', '-XX:+UseSerialGC', '-XX:MaxMetaspaceSize=192m', '-XX:ReservedCodeCacheSize=96m', '-XX:+ExitOnOutOfMemoryError',
    '-Dfile.encoding=UTF-8', '-Dstdout.encoding=UTF-8', '-Dstderr.encoding=UTF-8', '-Djava.security.egd=file:/dev/urandom',
    '-Duser.language=en', '-Duser.country=US',
    '--add-opens=java.base/java.util=ALL-UNNAMED', '--add-opens=java.base/java.util.concurrent=ALL-UNNAMED', '--add-opens=java.base/java.security=ALL-UNNAMED',
    '-Djava.util.concurrent.ForkJoinPool.common.threadFactory=io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory',
    `-Dkc.home.dir=${home}`, `-Djboss.server.config.dir=${home}/conf`, '-Djava.util.logging.manager=org.jboss.logmanager.LogManager',
    '-Dpicocli.disable.closures=true', '-Dquarkus-log-max-startup-records=10000',
  ];
  const options = [
    'start', '--optimized', '--import-realm', // Imports what lies in data/import, where a file lies only until it was imported.
    '--http-enabled=true', '--http-host=127.0.0.1', `--http-port=${ports.keycloak}`, `--hostname=${keycloakUrl(installation)}`,
    `--http-management-port=${ports.keycloakManagement}`,
    `--db-url=jdbc:postgresql://127.0.0.1:${ports.postgres}/keycloak`, '--db-username=keycloak', '--db-pool-max-size=10', '--cache=local',
  ];
  return {
    program: findProgram('java') ?? 'java',
    args: [...jvm, '-cp', `${keycloakDir()}/lib/quarkus-run.jar`, 'io.quarkus.bootstrap.runner.QuarkusEntryPoint', ...options],
    cwd: home,
    env: {
      // Passwords by environment: other accounts can read a process's arguments.
      KC_DB_PASSWORD: secrets.keycloakDatabase,
      KC_BOOTSTRAP_ADMIN_USERNAME: keycloakBootstrapUser,
      KC_BOOTSTRAP_ADMIN_PASSWORD: secrets.keycloak.bootstrapAdmin,
      KC_HTTP_MANAGEMENT_HOST: '127.0.0.1',
      KC_LOG_CONSOLE_COLOR: 'false',
    },
    inputs: installation.profile === 'test' ? realmHash(installation) : '',
  };
}

/** The import only logs a warning about what it leaves out, such as a scope that a client names and the file lacks; here that is a failure. */
function refuseWarnings(installation: Installation): void {
  const logPath = logFile(installation.places, 'keycloak');
  const log = readFileSync(logPath, 'utf8');
  const lastStart = log.slice(Math.max(log.lastIndexOf('Importing from directory'), 0));
  const warnings = importWarnings(lastStart);
  if (warnings.length === 0) return;
  throw new PartFailed('keycloak', 'the realm was imported with something left out', {
    advice: 'Mend infra/keycloak/guardroom-realm.json, then run ./guardroom reset and ./guardroom up.',
    logTail: warnings.join('\n'),
    logPath,
  });
}

/** The warnings of a Keycloak log that stem from reading a realm file. */
export function importWarnings(log: string): string[] {
  return log.split('\n').filter((line) => /\bWARN\b/.test(line) && /\[org\.keycloak\.(models|exportimport|storage|services\.managers|partialimport|userprofile)/.test(line));
}
