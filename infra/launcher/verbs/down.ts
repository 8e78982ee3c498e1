import { existsSync } from 'node:fs';
import { installationLock, openInstallation, type Installation } from '../installation.ts';
import { withLock } from '../lock.ts';
import { allParts } from '../parts.ts';
import { defaultHome } from '../places.ts';
import { runningProcess } from '../process.ts';
import { Progress } from '../progress.ts';
import type { Part } from '../services/part.ts';
import type { Verb } from '../verbs.ts';

/** Stops every part, those that need others first. */
export const down: Verb = {
  usage: '',
  summary: 'stop everything; data stays',
  async run() {
    const home = defaultHome();
    if (!existsSync(home)) {
      process.stdout.write('Nothing was ever started here.\n');
      return 0;
    }
    await withLock(installationLock(home), async () => stopAll(await openInstallation(home, 'live'), new Progress()));
    return 0;
  },
};

/** Stops the running parts of an installation, each after those that need it. Call it under the installation's lock. */
export async function stopAll(installation: Installation, progress: Progress): Promise<void> {
  const running = allParts.filter((part) => runningProcess(installation.places, part.name));
  if (running.length === 0) progress.note('Nothing runs.');
  const stopped = new Map<string, Promise<void>>();
  for (const part of [...running].reverse()) {
    const users = running.filter((other) => needsOf(other).has(part.name)).map((other) => stopped.get(other.name));
    stopped.set(part.name, Promise.all(users).then(() => stopOne(installation, part, progress)));
  }
  await Promise.all(stopped.values());
}

async function stopOne(installation: Installation, part: Part, progress: Progress): Promise<void> {
  await progress.task(part.title, (say) => {
    say('stopping');
    return part.stop(installation);
  }, (outcome) => (outcome === 'killed' ? 'killed: it did not stop when asked' : 'stopped'));
}

/** The names of all parts that a part needs, directly or through others. */
function needsOf(part: Part): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (names: readonly string[]): void => {
    for (const name of names) {
      if (found.has(name)) continue;
      found.add(name);
      visit(allParts.find((other) => other.name === name)?.needs ?? []);
    }
  };
  visit(part.needs);
  return found;
}
