import { openNote, signNote, type NoteSigner, type NoteVerifier } from './note.ts';

/** What a log commits to (C2SP tlog-checkpoint): its origin, its number of leaves and its root. */
export type Checkpoint = { readonly origin: string; readonly size: number; readonly root: Buffer; readonly extensions?: readonly string[] };

/**
 * The checkpoint's text, which is what signatures are over.
 * @throws RangeError when a part does not fit on its line.
 */
export function checkpointText({ origin, size, root, extensions = [] }: Checkpoint): string {
  const lines = [origin, String(size), root.toString('base64'), ...extensions];
  if (lines.some((line) => line === '' || line.includes('\n'))) throw new RangeError('each line of a checkpoint holds something, and one line of it');
  if (!Number.isSafeInteger(size) || size < 0 || root.length !== 32) throw new RangeError('not a checkpoint of a SHA-256 tree');
  return `${lines.join('\n')}\n`;
}

/** Reads a checkpoint's text, or answers undefined; the text must be exactly what `checkpointText` writes. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const [origin, size, root, ...rest] = text.split('\n');
  if (rest.pop() !== '' || !origin || !/^(0|[1-9][0-9]{0,15})$/.test(size ?? '')) return undefined;
  const rootBytes = Buffer.from(root ?? '', 'base64');
  if (rootBytes.length !== 32 || rootBytes.toString('base64') !== root || rest.includes('') || !Number.isSafeInteger(Number(size))) return undefined;
  return { origin, size: Number(size), root: rootBytes, ...(rest.length > 0 && { extensions: rest }) };
}

/** Signs a checkpoint as a note. The log's own signer comes first and bears the origin as its name. */
export function signCheckpoint(checkpoint: Checkpoint, ...signers: readonly [NoteSigner, ...NoteSigner[]]): string {
  return signNote(checkpointText(checkpoint), ...signers);
}

/** The checkpoint in a signed note, if the verifier's key signed it and it is of that log; otherwise undefined. */
export function openCheckpoint(note: string, origin: string, verifier: NoteVerifier): Checkpoint | undefined {
  const text = openNote(note, verifier);
  const checkpoint = text === undefined ? undefined : parseCheckpoint(text);
  return checkpoint?.origin === origin ? checkpoint : undefined;
}
