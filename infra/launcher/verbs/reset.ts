import { existsSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { installationLock, openInstallation } from '../installation.ts';
import { withLock } from '../lock.ts';
import { defaultHome } from '../places.ts';
import { Progress } from '../progress.ts';
import { dataDir } from '../services/postgres.ts';
import type { Verb } from '../verbs.ts';
import { stopAll } from './down.ts';

/** Stops everything and removes the installation's data and secrets; built programs stay in the cache. */
export const reset: Verb = {
  usage: '[--yes]',
  summary: 'stop everything and remove all data and secrets of this installation',
  options: { '--yes': 'do not ask' },
  async run({ options }) {
    const home = defaultHome();
    if (!existsSync(home)) {
      process.stdout.write('There is nothing to remove.\n');
      return 0;
    }
    if (!options.has('--yes') && !(await agreed(home))) {
      process.stdout.write('Nothing was removed.\n');
      return 1;
    }
    await withLock(installationLock(home), async () => {
      const installation = await openInstallation(home, 'live');
      await stopAll(installation, new Progress());
      const database = dataDir(installation);
      // Outside of the home the cluster has a folder of its own per installation, which goes as a whole.
      rmSync(database.startsWith(home) ? database : dirname(database), { recursive: true, force: true });
      for (const part of ['data', 'logs', 'secrets.json']) rmSync(`${home}/${part}`, { recursive: true, force: true });
    });
    rmSync(home, { recursive: true, force: true });
    process.stdout.write(`Removed ${home}. Built programs stay in the cache.\n`);
    return 0;
  },
};

async function agreed(home: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Error('nobody is here to ask; say --yes to remove everything');
  const question = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^(y|yes|是)$/i.test((await question.question(`Remove all recordings, registers and secrets in ${home}? [y/N] `)).trim());
  } finally {
    question.close();
  }
}
