import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';

/** A file of an archive: its bytes are asked for when the ones before it are through. */
export type ArchivedFile = { readonly path: string; readonly bytes: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array> | Promise<Iterable<Uint8Array>> };

/** SHA-256 of a file that is in the archive, in hexadecimal. */
export type Sum = { readonly path: string; readonly sha256: string };

/**
 * A ZIP of files in their order, stored and not compressed (recordings do not shrink), made as it is read. `onFile` is told of each
 * file's hash once its last byte is in, so that a file behind it can name it.
 * @throws Error — out of the stream, when the bytes of a file cannot be read
 */
export function zipOf(files: readonly ArchivedFile[], mtime: Date, onFile: (sum: Sum) => void): AsyncIterable<Uint8Array> {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  zip.once('error', (error: Error) => output.destroy(error));
  for (const file of files) {
    zip.addReadStreamLazy(file.path, { compress: false, mtime, mode: 0o100644 }, (give) => give(null, Readable.from(summed(file, onFile), { objectMode: false })));
  }
  zip.end();
  return output;
}

async function* summed({ path, bytes }: ArchivedFile, onFile: (sum: Sum) => void): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const piece of await bytes()) {
    hash.update(piece);
    yield piece;
  }
  onFile({ path, sha256: hash.digest('hex') });
}
