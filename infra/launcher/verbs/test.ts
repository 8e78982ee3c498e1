import type { Verb } from '../verbs.ts';
import { runChecks } from '../checks.ts';

/** Runs everything that a change must pass. */
export const test: Verb = {
  usage: '[--full] [path …]',
  summary: 'build, check and test everything, or the tests of some paths; the last line counts',
  options: { '--full': 'the long ones too, in files named *.long.spec.ts' },
  words: 100,
  run: ({ options, words }) => runChecks({ full: options.has('--full'), paths: words }),
};
