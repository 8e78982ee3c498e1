import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** How a program is run to its end. */
export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Numeric account to run as; needs root. */
  readonly uid?: number;
  readonly gid?: number;
  /** Appends everything the program prints to this file. */
  readonly logPath?: string;
  /** Called with each line that the program prints, for progress. */
  readonly onLine?: (line: string) => void;
  readonly input?: string;
}

/** What a finished program printed (the last MiB of it) and how it ended; `code` is null when a signal ended it. */
export interface CommandResult {
  readonly code: number | null;
  readonly output: string;
  readonly stdout: string;
}

const keptCharacters = 1_048_576;
const running = new Set<ChildProcess>();

/** Ends the programs that are being run to their end; those started to stay are left alone. */
export function endRunning(): void {
  for (const child of running) child.kill('SIGTERM');
}

/** Lets a program that somebody else started and waits for end with us. */
export function endWithUs(child: ChildProcess): void {
  running.add(child);
  child.once('close', () => running.delete(child));
}

/** Runs a program without a shell and waits for its end. @throws Error — when the program cannot be started. */
export function run(program: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const log = options.logPath ? openLog(options.logPath) : undefined;
  log?.write(`\n$ ${[program, ...args].join(' ')}\n`);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(options.uid === undefined ? {} : { uid: options.uid }),
      ...(options.gid === undefined ? {} : { gid: options.gid }),
    });
    running.add(child);
    let output = '';
    let stdout = '';
    let rest = '';
    const take = (chunk: string, isStdout: boolean): void => {
      log?.write(chunk);
      output = (output + chunk).slice(-keptCharacters);
      if (isStdout) stdout = (stdout + chunk).slice(-keptCharacters);
      if (!options.onLine) return;
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) options.onLine(line);
    };
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => take(chunk, true));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => take(chunk, false));
    child.on('error', (error) => {
      running.delete(child);
      log?.end();
      reject(error);
    });
    child.on('close', (code) => {
      running.delete(child);
      log?.end();
      resolve({ code, output, stdout });
    });
    child.stdin.on('error', () => {
      // A program that ends without reading its input is judged by its exit code.
    });
    child.stdin.end(options.input ?? '');
  });
}

/** Runs a program and answers its standard output. @throws CommandFailed — when it does not end with 0. */
export async function runOrThrow(program: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const result = await run(program, args, options);
  if (result.code !== 0) throw new CommandFailed([program, ...args].join(' '), result);
  return result.stdout;
}

/** A program ended with a code other than 0. */
export class CommandFailed extends Error {
  readonly output: string;
  readonly code: number | null;

  constructor(command: string, result: CommandResult) {
    super(`\`${command.length > 200 ? `${command.slice(0, 200)}…` : command}\` ended with ${result.code ?? 'a signal'}`);
    this.name = 'CommandFailed';
    this.output = result.output;
    this.code = result.code;
  }
}

function openLog(path: string): ReturnType<typeof createWriteStream> {
  mkdirSync(dirname(path), { recursive: true });
  return createWriteStream(path, { flags: 'a' });
}
