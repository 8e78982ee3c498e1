import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { repoRoot } from '../places.ts';
import type { Verb } from '../verbs.ts';

const program = 'tests/load/main.ts';

/** Measures the figures that the project promises, as ratios within one run. */
export const bench: Verb = {
  usage: '[figure …]',
  summary: 'measure the promised figures, as ratios within one run',
  words: 50,
  async run({ words }) {
    if (!existsSync(`${repoRoot}/${program}`)) throw new Error(`${program} is not there`);
    const child = spawn(process.execPath, [`${repoRoot}/${program}`, ...words], { stdio: 'inherit', cwd: repoRoot });
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? 1));
    });
  },
};
