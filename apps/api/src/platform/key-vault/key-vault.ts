import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unwrapBytes, wrapBytes } from '@guardroom/evidence';
import { Config } from '../config/config.ts';

/** Keeps the schools' master keys; nothing outside it ever holds one. A second provider is a KMS. */
export interface KeyVault {
  /** Wraps a secret under the school's master key, bound to `context`. */
  wrap(schoolId: string, secret: Uint8Array, context: string): Promise<Buffer>;
  /** Opens what `wrap` made for the same school and context. */
  unwrap(schoolId: string, wrapped: Uint8Array, context: string): Promise<Buffer>;
}

/**
 * Master keys as files, 0600, written once and durably. All processes share the folder: on one machine, or on several by a file system
 * that knows hard links. A provider for a key management service is a second one.
 */
export class FileKeyVault implements KeyVault {
  readonly #folder: string;
  readonly #keys = new Map<string, Promise<Buffer>>();

  constructor(config: Config) {
    this.#folder = config.vaultDir;
  }

  async wrap(schoolId: string, secret: Uint8Array, context: string): Promise<Buffer> {
    return wrapBytes({ key: await this.#master(schoolId), plaintext: secret, associatedData: Buffer.from(`${schoolId} ${context}`) });
  }

  async unwrap(schoolId: string, wrapped: Uint8Array, context: string): Promise<Buffer> {
    return unwrapBytes({ key: await this.#master(schoolId), wrapped, associatedData: Buffer.from(`${schoolId} ${context}`) });
  }

  /** Signing key of a district's log: an Ed25519 seed, 32 bytes. */
  ledgerSeed(districtId: string): Promise<Buffer> {
    return this.#master(`ledger-${districtId}`);
  }

  /** Key that a district's evidence packages are signed with: an Ed25519 seed, 32 bytes. */
  evidenceSeed(districtId: string): Promise<Buffer> {
    return this.#master(`evidence-${districtId}`);
  }

  #master(name: string): Promise<Buffer> {
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(name)) throw new Error('not a key name');
    const known = this.#keys.get(name);
    if (known) return known;
    const key = this.#load(join(this.#folder, `${name}.key`));
    this.#keys.set(name, key);
    key.catch(() => this.#keys.delete(name));
    return key;
  }

  async #load(path: string): Promise<Buffer> {
    const existing = await readFile(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return undefined;
    });
    if (existing) return existing;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
    const file = await open(draft, 'wx', 0o600);
    await file.writeFile(randomBytes(32));
    await file.sync();
    await file.close();
    // Two processes may race to make the first key: link() keeps the first and the loser reads it.
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await rm(draft);
    // Before anything is wrapped under it: a key whose name a power cut takes away would be made anew, and open nothing.
    const folder = await open(dirname(path), 'r');
    await folder.sync().finally(() => folder.close());
    return readFile(path);
  }
}
