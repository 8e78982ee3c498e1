import { createHash, randomBytes } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { mkdir, open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { MachineActor } from '@guardroom/db';
import { PACKAGE_KEPT_DAYS } from '@guardroom/domain';
import { decryptRange, encryptStream, plaintextLength } from '@guardroom/evidence';
import { dayMs } from '@guardroom/kernel';
import { Tenants } from '../../../platform/database/databases.ts';
import { FileKeyVault } from '../../../platform/key-vault/key-vault.ts';
import { ObjectStore } from '../../../platform/object-store/object-store.ts';
import { SystemClock } from '../../../platform/platform.module.ts';

/** A package as it lies in the store. `sha256` and `bytes` are of the ZIP, the others of the sealed object. */
export type KeptPackage = { readonly bytes: number; readonly sha256: Buffer; readonly objectKey: string; readonly objectBytes: number; readonly objectVersion: string | null; readonly wrappedKey: Buffer };
/** A package on its way out. */
export type OpenedPackage = { readonly bytes: number; readonly sha256: string; readonly content: AsyncIterable<Buffer> };

/** Packages at rest: sealed under a key of their own, which the school's master key wraps, and locked until they may go. Plaintext never reaches a disk. */
@Injectable()
export class PackageStore {
  readonly #db: Tenants;
  readonly #store: ObjectStore;
  readonly #vault: FileKeyVault;
  readonly #clock: SystemClock;
  constructor(db: Tenants, store: ObjectStore, vault: FileKeyVault, clock: SystemClock) {
    this.#db = db;
    this.#store = store;
    this.#vault = vault;
    this.#clock = clock;
  }

  /**
   * Looks whether the disk has room for a package before hours go into it. What a worker left of it that was killed at it goes first.
   * @throws Error — when it has not; the package stays owed and is built once there is room
   */
  async ensureRoom(packageId: string, bytes: number): Promise<void> {
    await rm(folderOf(packageId), { recursive: true, force: true });
    const { bavail, bsize } = await statfs(tmpdir());
    if (bavail * bsize < bytes) throw new Error(`the package needs ${gigabytes(bytes)} of room in ${tmpdir()}, and there are ${gigabytes(bavail * bsize)}: TMPDIR has to be on a larger disk`);
  }

  /**
   * Seals a ZIP as it is made, on a disk of this machine where `ensureRoom` has looked, and puts it into the store.
   * @throws Error — when the store refuses; nothing is kept, and calling again makes another object
   */
  async keep(schoolId: string, packageId: string, zip: AsyncIterable<Uint8Array>): Promise<KeptPackage> {
    const folder = folderOf(packageId);
    await mkdir(folder, { mode: 0o700 });
    const dataKey = randomBytes(32);
    try {
      const path = join(folder, packageId);
      const sealed = await seal(zip, path, dataKey, boundTo(schoolId, packageId));
      const objectKey = `packages/${packageId}/${randomBytes(8).toString('hex')}`;
      const retainUntil = new Date(Math.ceil((this.#clock.nowMs() + PACKAGE_KEPT_DAYS * dayMs) / 1000) * 1000);
      const grant = await this.#store.grantUpload(schoolId, objectKey, { bytes: sealed.objectBytes, sha256Hex: sealed.objectSha256, retainUntil });
      const put = await fetch(grant.url, { method: 'PUT', headers: grant.headers, body: await openAsBlob(path) });
      if (!put.ok) throw new Error(`the package was not stored: ${put.status} ${(await put.text()).slice(0, 200)}`);
      const { bytes, sha256, objectBytes } = sealed;
      return { bytes, sha256, objectKey, objectBytes, objectVersion: put.headers.get('x-amz-version-id'), wrappedKey: await this.#vault.wrap(schoolId, dataKey, contextOf(packageId)) };
    } finally {
      dataKey.fill(0);
      await rm(folder, { recursive: true, force: true });
    }
  }

  /**
   * Opens a package that is ready; no byte comes before its block was authenticated.
   * @throws Error — when it is not ready, or the store is away
   */
  async open(by: MachineActor, packageId: string): Promise<OpenedPackage> {
    const [row] = await this.#db.read(by, (tx) => tx.sql<{ sha256: Buffer; object_key: string; object_bytes: string; object_version: string | null; wrapped_key: Buffer }>`
      select sha256, object_key, object_bytes, object_version, wrapped_key from evidence_packages where school_id = ${by.schoolId} and package_id = ${packageId} and state = 'ready'`);
    if (!row) throw new Error(`package ${packageId} is not ready`);
    const ciphertextBytes = Number(row.object_bytes);
    const bytes = plaintextLength(ciphertextBytes);
    if (bytes === undefined) throw new Error(`package ${packageId} has no length that a stream can have`);
    const dataKey = await this.#vault.unwrap(by.schoolId, row.wrapped_key, contextOf(packageId));
    const read = (offset: number, length: number): Promise<Buffer> => this.#store.read(by.schoolId, row.object_key, row.object_version ?? undefined, offset, length);
    const content = decryptRange({ dataKey, associatedData: boundTo(by.schoolId, packageId), ciphertextOffset: 0, ciphertextBytes, range: { offset: 0, length: bytes }, read });
    const first = await content.next(); // the store is there, and the key opens: only then is anything promised
    return { bytes, sha256: row.sha256.toString('hex'), content: following(first, content) };
  }
}

async function* following(first: IteratorResult<Buffer, void>, rest: AsyncGenerator<Buffer, void>): AsyncGenerator<Buffer> {
  if (!first.done) yield first.value;
  yield* rest;
}

/** Named by the package: a lease gives it to one worker at a time. */
const folderOf = (packageId: string): string => join(tmpdir(), `guardroom-package-${packageId}`);
const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(2)} GB`;
const contextOf = (packageId: string): string => `evidence-package/1 ${packageId}`;
const boundTo = (schoolId: string, packageId: string): Buffer => Buffer.from(`guardroom/sealed-package/1 ${schoolId} ${packageId}`);

async function seal(zip: AsyncIterable<Uint8Array>, path: string, dataKey: Buffer, associatedData: Buffer) {
  const [plain, object] = [createHash('sha256'), createHash('sha256')];
  const encrypter = encryptStream({ dataKey, associatedData });
  const file = await open(path, 'wx', 0o600);
  let [bytes, objectBytes] = [0, 0];
  const write = async (pieces: readonly Buffer[]): Promise<void> => {
    for (const piece of pieces) {
      object.update(piece);
      objectBytes += piece.length;
      await file.writeFile(piece);
    }
  };
  try {
    await write([encrypter.header]);
    for await (const chunk of zip) {
      plain.update(chunk);
      bytes += chunk.length;
      await write(encrypter.update(chunk));
    }
    await write(encrypter.final());
  } finally {
    await file.close();
  }
  return { bytes, sha256: plain.digest(), objectBytes, objectSha256: object.digest('hex') };
}
