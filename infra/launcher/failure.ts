import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { CommandFailed } from './command.ts';

/** A part that could not be brought to its goal: what failed, the end of its log, and what a person can do now. */
export class PartFailed extends Error {
  readonly part: string;
  readonly advice: string;
  readonly logTail: string;
  readonly logPath: string | undefined;

  constructor(part: string, message: string, details: { advice: string; logPath?: string; logTail?: string; cause?: unknown }) {
    super(message, { cause: details.cause });
    this.name = 'PartFailed';
    this.part = part;
    this.advice = details.advice;
    this.logPath = details.logPath;
    this.logTail = details.logTail ?? (details.logPath ? tail(details.logPath) : '');
  }
}

/** The last `lines` lines of a text file, reading at most 64 KiB of it; empty when there is no such file. */
export function tail(path: string, lines = 20): string {
  if (!existsSync(path)) return '';
  const file = openSync(path, 'r');
  try {
    const size = fstatSync(file).size;
    const buffer = Buffer.alloc(Math.min(size, 65_536));
    readSync(file, buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString('utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } finally {
    closeSync(file);
  }
}

/** The text of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Names the part that failed, shows the end of its log and says what to do. */
export function explain(error: unknown, write: (text: string) => void = (text) => void process.stderr.write(text)): void {
  if (error instanceof PartFailed) {
    write(`\n✗ ${error.part}: ${error.message}\n`);
    if (error.logTail) write(`\n${error.logTail.split('\n').map((line) => `  │ ${line}`).join('\n')}\n`);
    if (error.logPath) write(`\n  whole log: ${error.logPath}\n`);
    write(`  what to do: ${error.advice}\n\n`);
    return;
  }
  write(`\n✗ ${messageOf(error)}\n`);
  if (error instanceof CommandFailed) write(`${error.output.trimEnd().split('\n').slice(-20).map((line) => `  │ ${line}`).join('\n')}\n`);
  else if (process.env['GUARDROOM_TRACE'] && error instanceof Error) write(`${error.stack ?? ''}\n`);
}
