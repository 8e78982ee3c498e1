import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';

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
