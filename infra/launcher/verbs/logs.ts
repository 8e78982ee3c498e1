import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { placesOf, defaultHome } from '../places.ts';
import type { Verb } from '../verbs.ts';

/** Shows the end of one part's log, or of all, and follows it on request. */
export const logs: Verb = {
  usage: '[part] [-f]',
  summary: 'show the end of a log, or of all; -f follows',
  options: { '-f': 'go on showing what is added, until Ctrl-C' },
  words: 1,
  async run({ words: [part], options }) {
    const dir = placesOf(defaultHome()).logs;
    const known = readdirSync(dir).filter((name) => name.endsWith('.log')).map((name) => name.slice(0, -4));
    if (part !== undefined && !existsSync(`${dir}/${part}.log`)) throw new Error(`no log of "${part}"; there are: ${known.join(', ') || 'none yet'}`);
    const files = (part === undefined ? known : [part]).map((name) => `${dir}/${name}.log`);
    if (files.length === 0) throw new Error('there are no logs yet; run ./guardroom up first');
    const lines = part === undefined ? '10' : '100';
    const tail = spawn('tail', ['-n', lines, ...(options.has('-f') ? ['-F'] : []), ...files], { stdio: 'inherit' });
    // Ctrl-C reaches tail as well; the launcher waits for it and ends calmly.
    process.removeAllListeners('SIGINT').on('SIGINT', () => undefined);
    return new Promise((resolve) => tail.on('close', (code) => resolve(code === null || options.has('-f') ? 0 : code)));
  },
};
