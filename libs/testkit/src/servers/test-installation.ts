import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { publicUrl } from '../../../../infra/launcher/addresses.ts';
import { apps } from '../../../../infra/launcher/apps.ts';
import { bringUp, install, silently } from '../../../../infra/launcher/bring-up.ts';
import { appEnvironment } from '../../../../infra/launcher/environment.ts';
import { installationLock, type Installation } from '../../../../infra/launcher/installation.ts';
import { withLock } from '../../../../infra/launcher/lock.ts';
import { placesOf, repoRoot, testHome } from '../../../../infra/launcher/places.ts';
import { runningProcess } from '../../../../infra/launcher/process.ts';
import type { Part } from '../../../../infra/launcher/services/part.ts';
import { ensureDatabases, withAdmin } from '../../../../infra/launcher/services/postgres.ts';

/** The whole of Guardroom as `./guardroom up` starts it, with the demo district, on the servers that tests share. */
export interface TestInstallation {
  /** Where the console and the API answer. */
  readonly url: string;
  /** State folder: `run/people.json`, `logs/`, `data/gateway-1` … */
  readonly home: string;
  /** What the launcher hands to the programs. */
  readonly environment: Readonly<Record<string, string>>;
  /** Stops those of our own programs that did not run before; the servers go on for the next test. */
  stop(): Promise<void>;
}

/**
 * Builds, migrates, loads the demo district and starts API, worker, fake cameras and gateway agents. There is one such
 * installation per test run: let one journey at a time use it, and stop it afterwards.
 * @throws PartFailed — naming the part that failed, with the end of its log
 */
export async function testInstallation(): Promise<TestInstallation> {
  const home = testHome();
  const ranBefore = new Set(apps.filter((part) => runningProcess(placesOf(home), part.name)));
  await install(silently, { serversOnly: false });
  const servers = await bringUp(home, 'test', silently, { serversOnly: true });
  await withLock(installationLock(home), () => forgetOlderSchema(servers));
  const installation = await bringUp(home, 'test', silently, { serversOnly: false });
  return {
    url: publicUrl(installation),
    home,
    environment: appEnvironment(installation),
    stop: () => withLock(installationLock(home), () => stopApps(installation, ranBefore)),
  };
}

async function stopApps(installation: Installation, except: ReadonlySet<Part> = new Set()): Promise<void> {
  for (const part of apps.filter((one) => !except.has(one)).reverse()) await part.stop(installation);
}

/**
 * While migrations are being written their text changes; a database made from another text, and what belongs to it, is dropped. So it is
 * when the realm changes: that is imported anew, without the clients of gateways that the database believes enrolled.
 */
async function forgetOlderSchema(installation: Installation): Promise<void> {
  const mark = `${installation.places.data}/schema`;
  const dir = `${repoRoot}/libs/db/migrations`;
  const hash = createHash('sha256');
  for (const name of readdirSync(dir).sort()) hash.update(name).update(readFileSync(`${dir}/${name}`));
  for (const name of ['guardroom-realm.json', 'people.ts']) hash.update(name).update(readFileSync(`${repoRoot}/infra/keycloak/${name}`));
  const wanted = hash.digest('hex');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  await stopApps(installation);
  await withAdmin(installation, 'postgres', (client) => client.query('drop database if exists guardroom with (force)'));
  await ensureDatabases(installation, () => undefined);
  for (const state of ['vault', 'gateway-1', 'gateway-2']) rmSync(`${installation.places.data}/${state}`, { recursive: true, force: true });
  writeFileSync(mark, wanted);
}
