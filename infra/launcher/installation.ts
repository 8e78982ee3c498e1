import { existsSync } from 'node:fs';
import { demoPeople, needsSecondFactor } from '../keycloak/people.ts';
import { defaultHome, placesOf, type Places } from './places.ts';
import { portsAt, type Ports } from './ports.ts';
import { secretsAt, type Secrets } from './secrets.ts';

/** `live` keeps what it is told through a power cut; `test` trades that for speed and has room for many databases. */
export type Profile = 'live' | 'test';

/** One installation: its folders, ports and secrets. Everything a part needs to be started, found and stopped. */
export interface Installation {
  readonly profile: Profile;
  readonly places: Places;
  readonly ports: Ports;
  readonly secrets: Secrets;
}

/** Ports of the servers shared by tests lie this far above those of an installation. */
const testPortOffset = 1000;

/** Opens the installation at `home`, making folders, ports and secrets that are not there yet. Call it under the installation's lock. */
export async function openInstallation(home: string, profile: Profile): Promise<Installation> {
  const places = placesOf(home);
  const people = demoPeople.map((person) => ({ username: person.username, needsSecondFactor: needsSecondFactor(person) }));
  return {
    profile,
    places,
    ports: await portsAt(`${places.run}/ports.json`, profile === 'test' ? testPortOffset : 0),
    secrets: secretsAt(`${places.home}/secrets.json`, people),
  };
}

/** The lock that whoever starts, stops or removes parts of the installation at `home` holds. */
export function installationLock(home: string): string {
  return `${placesOf(home).run}/installation.lock`;
}

/** The installation of this tree when there is one; otherwise says so and answers undefined. */
export async function openExisting(): Promise<Installation | undefined> {
  const home = defaultHome();
  if (existsSync(`${home}/secrets.json`)) return openInstallation(home, 'live');
  process.stderr.write(`Nothing is installed at ${home} yet. Run ./guardroom up first.\n`);
  return undefined;
}
