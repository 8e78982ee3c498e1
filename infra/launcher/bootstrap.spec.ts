import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { run, type CommandResult } from './command.ts';
import { findProgram } from './packages.ts';
import { repoRoot } from './places.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(`${tmpdir()}/bootstrap-`);
  mkdirSync(`${dir}/bin`);
  // No npm among them: what is not there cannot be fetched.
  for (const name of ['bash', 'dirname', 'mkdir', 'flock', 'cat', 'cut', 'sha256sum']) symlinkSync(findProgram(name)!, `${dir}/bin/${name}`);
});
afterEach(() => rmSync(dir, { recursive: true }));

/** Runs the script on a machine whose only Node is this one, started with these options. */
function guardroom(...options: string[]): Promise<CommandResult> {
  writeFileSync(`${dir}/bin/node`, `#!${dir}/bin/bash\nexec ${process.execPath} ${options.join(' ')} "$@"\n`);
  chmodSync(`${dir}/bin/node`, 0o755);
  return run(`${repoRoot}/guardroom`, ['help'], { env: { PATH: `${dir}/bin`, HOME: dir, GUARDROOM_KEEP_MODULES: '1' } });
}

describe('the script that finds a Node', () => {
  test('takes one that runs TypeScript', async () => {
    expect(await guardroom()).toMatchObject({ code: 0, output: expect.stringContaining('./guardroom <verb>') });
  });

  test('passes over one that does not, whatever its version, and says what to do', async () => {
    expect(await guardroom('--no-experimental-strip-types')).toMatchObject({ code: 1, output: expect.stringContaining('Node.js and npm are missing.') });
  });
});
