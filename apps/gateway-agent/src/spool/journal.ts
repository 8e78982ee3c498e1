import { open, rename, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { crashPoint } from '../faults.ts';
import type { Entry } from './entries.ts';
import { syncDirectory, writeDurably } from './files.ts';

/** What reading a journal gave: its entries, where its whole lines end, and every line that is not whole. */
export type JournalText = { readonly entries: readonly Entry[]; readonly wholeBytes: number; readonly tornBytes: number; readonly damagedLines: readonly number[] };

const fileName = 'journal';

/**
 * Append-only lines of `crc32-in-hexadecimal SPACE json LF`. An entry is durable when `append` resolves. A crash tears at
 * most the last line; it was promised to nobody and is cut off at the next start. Any other damaged line is a fault of the
 * disk and stops the start: what was believed is never silently forgotten.
 */
export class Journal {
  readonly #directory: string;
  #file: FileHandle;
  #length: number;
  /** A failed write may have left a part of a line, which must go before the next one is written. */
  #torn = false;
  #waiting: { line: string; resolve: () => void; reject: (cause: unknown) => void }[] = [];
  #flushing: Promise<void> | undefined;

  private constructor(directory: string, file: FileHandle, length: number) {
    this.#directory = directory;
    this.#file = file;
    this.#length = length;
  }

  /**
   * Opens the journal of a spool directory and gives what it holds; a missing one is empty.
   * @throws JournalDamaged — when a line other than the last is damaged; the spool can be rebuilt from its segments after the journal was set aside
   */
  static async open(directory: string): Promise<{ journal: Journal; entries: readonly Entry[] }> {
    const path = join(directory, fileName);
    const text = await readJournal(directory);
    if (text.damagedLines.length > 0) throw new JournalDamaged(`journal lines ${text.damagedLines.join(', ')} are damaged`);
    const file = await open(path, 'a');
    if (text.tornBytes > 0) {
      await file.truncate(text.wholeBytes);
      await file.sync();
    }
    await syncDirectory(directory);
    return { journal: new Journal(directory, file, text.wholeBytes), entries: text.entries };
  }

  /**
   * Appends entries that stand or fall together with others that wait; resolves when they are on the disk.
   * @throws Error — when the disk refuses (full, broken); nothing of them is kept, and trying again later is right
   */
  append(...entries: readonly Entry[]): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ line: entries.map(lineOf).join(''), resolve, reject });
    this.#flushing ??= this.#flush();
    return promise;
  }

  async #flush(): Promise<void> {
    await Promise.resolve(); // lets whoever appends in this turn join the same write
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      const bytes = Buffer.from(batch.map(({ line }) => line).join(''));
      try {
        if (this.#torn) await this.#file.truncate(this.#length);
        this.#torn = true;
        await this.#file.appendFile(bytes);
        await this.#file.datasync();
        this.#length += bytes.length;
        this.#torn = false;
        for (const { resolve } of batch) resolve();
      } catch (cause) {
        for (const { reject } of batch) reject(cause);
      }
    }
    this.#flushing = undefined;
  }

  /** Replaces the journal by these entries, which must mean the same; at any crash either the old or the new one is there. */
  async rewrite(entries: readonly Entry[]): Promise<void> {
    while (this.#flushing) await this.#flushing;
    const path = join(this.#directory, fileName);
    const bytes = Buffer.from(entries.map(lineOf).join(''));
    await writeDurably(`${path}.new`, bytes);
    crashPoint('journal.rewritten');
    await rename(`${path}.new`, path);
    await syncDirectory(this.#directory);
    crashPoint('journal.replaced');
    await this.#file.close();
    this.#file = await open(path, 'a');
    this.#length = bytes.length;
  }

  /** Bytes of the journal now. */
  get bytes(): number {
    return this.#length;
  }

  async close(): Promise<void> {
    while (this.#flushing) await this.#flushing;
    await this.#file.close();
  }
}

/** The journal of a spool cannot be believed. */
export class JournalDamaged extends Error {
  override readonly name = 'JournalDamaged';
}

/** Reads a journal without changing anything. */
export async function readJournal(directory: string): Promise<JournalText> {
  const bytes = await readIfThere(join(directory, fileName));
  const entries: Entry[] = [];
  const damagedLines: number[] = [];
  let at = 0;
  let lineNumber = 0;
  for (let end = bytes.indexOf(10, at); end >= 0; end = bytes.indexOf(10, at)) {
    lineNumber += 1;
    const entry = entryOf(bytes.toString('utf8', at, end));
    if (entry) entries.push(entry);
    else damagedLines.push(lineNumber);
    at = end + 1;
  }
  return { entries, wholeBytes: at, tornBytes: bytes.length - at, damagedLines };
}

async function readIfThere(path: string): Promise<Buffer> {
  const file = await open(path, 'r').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw cause;
  });
  try {
    return file ? await file.readFile() : Buffer.alloc(0);
  } finally {
    await file?.close();
  }
}

function lineOf(entry: Entry): string {
  const json = JSON.stringify(entry);
  return `${crc32(json).toString(16).padStart(8, '0')} ${json}\n`;
}

function entryOf(line: string): Entry | undefined {
  const json = line.slice(9);
  if (line.slice(0, 9) !== `${crc32(json).toString(16).padStart(8, '0')} `) return undefined;
  return JSON.parse(json) as Entry; // the checksum says that it is what was written
}
