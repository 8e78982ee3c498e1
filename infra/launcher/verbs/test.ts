import type { Verb } from '../verbs.ts';
import { runChecks } from '../checks.ts';

/** Runs everything that a change must pass. */
export const test: Verb = {
  usage: '[--full]',
  summary: 'build, check and test everything; the last line counts',
  options: { '--full': 'the long ones too' },
  run: ({ options }) => runChecks({ full: options.has('--full') }),
};
