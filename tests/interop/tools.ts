import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ensureBuilt } from '../../infra/launcher/builds.ts';
import { ensureGoProgram } from '../../infra/launcher/go-builds.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const say = (doing: string) => process.stderr.write(`${doing}\n`);

/** What a program said before it ended, whichever way that was. */
export type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Runs a program to its end; a non-zero code is an answer, not an error. */
export async function ran(program: string, ...args: readonly string[]): Promise<Ran> {
  try {
    return { code: 0, ...(await promisify(execFile)(program, args, { maxBuffer: 64 * 1024 * 1024 })) };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: unknown; stdout: string; stderr: string };
    if (typeof code !== 'number') throw error;
    return { code, stdout, stderr };
  }
}

/** Tessera's checker of tlog-tiles logs, built from its pinned module when it never was. */
export function fsckBinary(): Promise<string> {
  return ensureGoProgram('fsck', say);
}

/**
 * Tessera's verdict on the log served at `url`: `sound`, or its line of refusal. Its exit code says nothing.
 *
 * Each resource that does not fit ends one of its workers, and with none left it waits forever: so it gets more workers
 * than a change can spoil resources, and a limit.
 */
export async function fsckVerdict(url: string, verifierKey: string): Promise<string> {
  const directory = mkdtempSync(`${tmpdir()}/guardroom-fsck-`);
  try {
    writeFileSync(`${directory}/log.pub`, verifierKey);
    const { stderr } = await ran('timeout', '150', await fsckBinary(), '--storage_url', url, '--public_key', `${directory}/log.pub`, '--ui=false', '-N=32');
    const failure = /fsck failed: .*/.exec(stderr)?.[0];
    return failure ?? (stderr.includes("Successfully fsck'd log") ? 'sound' : `no verdict: ${stderr}`);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** A Python with what a requirements file pins, installed apart from the system's when it never was; answers its `bin` folder. */
export async function pythonWith(name: string, requirements: string): Promise<string> {
  const version = (await ran('python3', '--version')).stdout;
  const built = await ensureBuilt(
    {
      name,
      inputs: [readFileSync(requirements), version],
      build: async (into) => {
        for (const args of [['python3', '-m', 'venv', into], [`${into}/bin/python`, '-m', 'pip', 'install', '--quiet', '--requirement', requirements]]) {
          const { code, stderr } = await ran(args[0]!, ...args.slice(1));
          if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${stderr}`);
        }
      },
    },
    say,
  );
  return `${built}/bin`;
}

/** A Python with Google's Tink in the versions of `requirements.txt`. */
export const tinkPython = async (): Promise<string> => `${await pythonWith('tink', here('requirements.txt'))}/python`;

/** Schemathesis in the versions of `openapi-requirements.txt`, as arguments that a Python takes: a moved environment keeps no scripts. */
export const schemathesis = async (): Promise<readonly [python: string, ...args: string[]]> => [`${await pythonWith('schemathesis', here('openapi-requirements.txt'))}/python`, '-m', 'schemathesis.cli'];

/** Runs one verb of `tink_tool.py`; binary arguments travel as base64, streams as files. */
export async function tink(verb: string, ...args: readonly string[]): Promise<Ran> {
  return ran(await tinkPython(), here('tink_tool.py'), verb, ...args);
}
