import { rmSync } from 'node:fs';
import { publicUrl } from '../../../../infra/launcher/addresses.ts';
import { apps } from '../../../../infra/launcher/apps.ts';
import { bringUp, install, silently } from '../../../../infra/launcher/bring-up.ts';
import { appEnvironment } from '../../../../infra/launcher/environment.ts';
import { installationLock, type Installation } from '../../../../infra/launcher/installation.ts';
import { withLock } from '../../../../infra/launcher/lock.ts';
import { testHome } from '../../../../infra/launcher/places.ts';
import { ensureDatabases, withAdmin } from '../../../../infra/launcher/services/postgres.ts';

/** The whole of Guardroom as `./guardroom up` starts it, with the demo district, on the servers that tests share. */
export interface TestInstallation {
  /** Where the console and the API answer. */
  readonly url: string;
  /** State folder: `run/people.json`, `logs/`, `data/gateway-1` … */
  readonly home: string;
  /** What the launcher hands to the programs. */
  readonly environment: Readonly<Record<string, string>>;
  /** Stops our own programs; the servers go on for the next test. */
  stop(): Promise<void>;
}

/**
 * Builds, migrates, loads the demo district into an empty database and starts API, worker, fake cameras and gateway agents. There is
 * one such installation per machine: let one journey at a time use it, and stop it afterwards.
 * @throws PartFailed — naming the part that failed, with the end of its log
 */
export async function testInstallation(): Promise<TestInstallation> {
  const home = testHome();
  await install(silently, { serversOnly: false });
  const servers = await bringUp(home, 'test', silently, { serversOnly: true });
  await withLock(installationLock(home), () => beginAnew(servers));
  const installation = await bringUp(home, 'test', silently, { serversOnly: false });
  return {
    url: publicUrl(installation),
    home,
    environment: appEnvironment(installation),
    stop: () => withLock(installationLock(home), () => stopApps(installation)),
  };
}

async function stopApps(installation: Installation): Promise<void> {
  for (const part of [...apps].reverse()) await part.stop(installation);
}

/** Makes the database anew, and forgets what belongs to the old one: nothing that an earlier run left behind decides a test. The servers and the realm's people stay. */
async function beginAnew(installation: Installation): Promise<void> {
  await stopApps(installation);
  await withAdmin(installation, 'postgres', (client) => client.query('drop database if exists guardroom with (force)'));
  await ensureDatabases(installation, () => undefined);
  for (const state of ['vault', 'gateway-1', 'gateway-2']) rmSync(`${installation.places.data}/${state}`, { recursive: true, force: true });
}
