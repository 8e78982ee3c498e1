import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { crashPoint } from '../faults.ts';
import type { Entry } from './entries.ts';
import { syncDirectory } from './files.ts';
import type { Ledger } from './ledger.ts';

/** What reading a journal gave: its entries, where its whole lines end, and every line that is not whole. */
export type JournalText = { readonly entries: readonly Entry[]; readonly wholeBytes: number; readonly tornBytes: number; readonly damagedLines: readonly number[] };

const fileName = 'journal';

/** What the lines of a journal mean, all of them together. */
export type Meaning = Pick<Ledger, 'apply' | 'entries'>;

/**
 * Append-only lines of `crc32-in-hexadecimal SPACE json LF`. An entry is durable, and then meant, when `append` resolves. A crash
 * tears at most the last line; it was promised to nobody and is cut off at the next start. Any other damaged line is a fault of the
 * disk and stops the start: what was believed is never silently forgotten.
 *
 * Writing and rewriting take turns. A line becomes part of the meaning in the turn that wrote it, so a rewriting, which writes
 * the meaning down, can neither miss a line that is on the disk nor tell one that is not.
 */
export class Journal {
  readonly #directory: string;
  readonly #meaning: Meaning;
  #file: FileHandle;
  #length: number;
  /** A failed write may have left a part of a line, which must go before the next one is written. */
  #torn = false;
  /** The file has its name, but a power failure may give that back to the one before it. */
  #unnamed = false;
  #waiting: { entries: readonly Entry[]; resolve: () => void; reject: (cause: unknown) => void }[] = [];
  #lastTurn: Promise<unknown> = Promise.resolve();

  private constructor(directory: string, meaning: Meaning, file: FileHandle, length: number) {
    this.#directory = directory;
    this.#meaning = meaning;
    this.#file = file;
    this.#length = length;
  }

  /**
   * Opens the journal of a spool directory and applies what it holds; a missing one is empty.
   * @throws JournalDamaged — when a line other than the last is damaged; the spool can be rebuilt from its segments after the journal was set aside
   */
  static async open(directory: string, meaning: Meaning): Promise<Journal> {
    const path = join(directory, fileName);
    const text = await readJournal(directory);
    if (text.damagedLines.length > 0) throw new JournalDamaged(`journal lines ${text.damagedLines.join(', ')} are damaged`);
    for (const entry of text.entries) meaning.apply(entry);
    const file = await open(path, 'a', 0o600);
    if (text.tornBytes > 0) {
      await file.truncate(text.wholeBytes);
      await file.sync();
    }
    await syncDirectory(directory);
    return new Journal(directory, meaning, file, text.wholeBytes);
  }

  /**
   * Appends entries that stand or fall together with others that wait; resolves when they are on the disk and applied.
   * @throws Error — when the disk refuses (full, broken); nothing of them is kept, and trying again later is right
   * @throws LedgerFault — when they contradict what is known; they are taken out again
   */
  append(...entries: readonly Entry[]): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // Whoever appends before that turn has come joins its one write.
    if (this.#waiting.push({ entries, resolve, reject }) === 1) void this.#inTurn(() => this.#flush());
    return promise;
  }

  /**
   * Replaces the lines by the fewest that mean the same; at any crash either the old or the new ones are there.
   * @throws Error — when the disk refuses; the journal goes on as it was, and trying again later is right
   */
  rewrite(): Promise<void> {
    return this.#inTurn(() => this.#replace());
  }

  /** Bytes of the journal now. */
  get bytes(): number {
    return this.#length;
  }

  close(): Promise<void> {
    return this.#inTurn(() => this.#file.close());
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#lastTurn.then(work);
    this.#lastTurn = done.catch(() => undefined); // told to whoever asked for that turn; the next one is another's
    return done;
  }

  async #flush(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = [];
    const bytes = Buffer.from(batch.flatMap(({ entries }) => entries.map(lineOf)).join(''));
    try {
      if (this.#unnamed) await this.#keepName();
      if (this.#torn) await this.#file.truncate(this.#length);
      this.#torn = true;
      await this.#file.appendFile(bytes);
      await this.#file.datasync();
      this.#length += bytes.length;
      this.#torn = false;
    } catch (cause) {
      for (const { reject } of batch) reject(cause);
      return;
    }
    let refused = false;
    for (const { entries, resolve, reject } of batch) {
      try {
        for (const entry of entries) this.#meaning.apply(entry);
        resolve();
      } catch (cause) {
        refused = true;
        reject(cause);
      }
    }
    if (refused) await this.#replace(); // a line that contradicts the others would stop the next start
  }

  async #replace(): Promise<void> {
    const path = join(this.#directory, fileName);
    const bytes = Buffer.from(this.#meaning.entries().map(lineOf).join(''));
    const file = await open(`${path}.new`, 'a', 0o600);
    try {
      await file.truncate();
      await file.appendFile(bytes);
      await file.sync();
      crashPoint('journal.rewritten');
      await rename(`${path}.new`, path);
    } catch (cause) {
      await file.close();
      await rm(`${path}.new`, { force: true }); // on a full disk its room is needed
      throw cause;
    }
    const before = this.#file;
    [this.#file, this.#length, this.#torn, this.#unnamed] = [file, bytes.length, false, true];
    await before.close();
    await this.#keepName();
    crashPoint('journal.replaced');
  }

  async #keepName(): Promise<void> {
    await syncDirectory(this.#directory);
    this.#unnamed = false;
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
