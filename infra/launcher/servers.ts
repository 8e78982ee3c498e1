import { openInstallation, installationLock, type Installation, type Profile } from './installation.ts';
import { withLock } from './lock.ts';
import { keycloak } from './services/keycloak.ts';
import { livekit } from './services/livekit.ts';
import { minio } from './services/minio.ts';
import type { Part, Say } from './services/part.ts';
import { postgres } from './services/postgres.ts';
import { redis } from './services/redis.ts';

/** The servers that Guardroom stands on and did not write, each after those it needs. */
export const servers = { postgres, redis, minio, keycloak, livekit } as const satisfies Record<string, Part>;

export type ServerName = keyof typeof servers;

/** The named servers and those they need, needed ones first. */
export function withNeeds(names: readonly ServerName[]): Part[] {
  const wanted = new Set<string>();
  const add = (name: string): void => {
    for (const needed of servers[name as ServerName].needs) add(needed);
    wanted.add(name);
  };
  for (const name of names) add(name);
  return Object.values(servers).filter((part) => wanted.has(part.name));
}

/**
 * Brings the named servers of the installation at `home` up and answers the installation. Safe to be called from many
 * processes at once; costs a probe of each server when all run already.
 */
export async function ensureServers(home: string, profile: Profile, names: readonly ServerName[], say: Say): Promise<Installation> {
  const parts = withNeeds(names);
  const sayFor = (part: Part): Say => (doing) => say(`${part.title}: ${doing}`);
  // Building can take minutes, so it happens before the lock that starting and stopping share; it has locks of its own.
  await allOf(parts.map((part) => part.ensureInstalled(sayFor(part))));
  return withLock(installationLock(home), async () => {
    const installation = await openInstallation(home, profile);
    await inOrder(parts, (part) => part.start(installation, sayFor(part)));
    return installation;
  }, () => say('waiting for another process that starts servers'));
}

/** Does `work` for every part, side by side, each once the parts it needs are done; those that are not among `parts` are taken as done. */
export async function inOrder(parts: readonly Part[], work: (part: Part) => Promise<void>): Promise<void> {
  const done = new Map<string, Promise<void>>();
  for (const part of parts) {
    const needed = Promise.all(part.needs.map((name) => done.get(name)));
    done.set(part.name, needed.then(() => work(part)));
  }
  await allOf([...done.values()]);
}

/** Waits for all to end, then throws the first failure: nothing goes on in the background of an error message. */
export async function allOf(work: readonly Promise<void>[]): Promise<void> {
  const outcomes = await Promise.allSettled(work);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}
