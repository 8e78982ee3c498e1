import { sha256 } from '../crypto/sha256.ts';
import { publicKeyOf, signerOf, verifySignature } from '../crypto/signature.ts';

/** C2SP signed-note: a text ending in a newline, and signatures by named keys. */
export type SignedNote = { readonly text: string; readonly signatures: readonly NoteSignature[] };

/** One signature line: key name, key hash (first 4 bytes of the key id) and the signature's own bytes. */
export type NoteSignature = { readonly name: string; readonly keyHash: Buffer; readonly bytes: Buffer };

/** Signs notes under a name. `kind` is the signature's algorithm byte: 1 for Ed25519, 4 for Ed25519 cosignatures. */
export type NoteSigner = { readonly name: string; readonly vkey: string; sign(text: string): NoteSignature };

/** Verifies notes of one key; made from a verifier key string. */
export type NoteVerifier = { readonly name: string; readonly keyHash: Buffer; verify(text: string, signature: NoteSignature): boolean };

const ed25519 = 1;
const cosignature = 4;
const separator = '\n\n';
const dash = '\u2014 ';

/** A signer over a raw 32-byte Ed25519 seed, for the log's own checkpoints. The name is the log's origin. */
export function noteSigner(name: string, privateKey: Uint8Array): NoteSigner {
  const publicKey = publicKeyOf(privateKey);
  const signer = signerOf(name, privateKey);
  const keyHash = keyHashOf(name, ed25519, publicKey);
  return { name, vkey: verifierKey(name, publicKey), sign: (text) => ({ name, keyHash, bytes: signer.sign(Buffer.from(text)) }) };
}

/**
 * A witness's signer (C2SP tlog-cosignature v1): its signature also says when, in whole seconds since 1970, the witness
 * saw the checkpoint.
 */
export function cosigner(name: string, privateKey: Uint8Array, nowMs: () => number): NoteSigner {
  const publicKey = publicKeyOf(privateKey);
  const signer = signerOf(name, privateKey);
  const keyHash = keyHashOf(name, cosignature, publicKey);
  return {
    name,
    vkey: cosignerKey(name, publicKey),
    sign(text) {
      const time = Buffer.alloc(8);
      time.writeBigUInt64BE(BigInt(Math.floor(nowMs() / 1000)));
      return { name, keyHash, bytes: Buffer.concat([time, signer.sign(cosignedBytes(text, time.readBigUInt64BE()))]) };
    },
  };
}

/** Verifier key string of an Ed25519 note key: `name+hash+base64`. */
export function verifierKey(name: string, publicKey: Uint8Array): string {
  return keyString(name, ed25519, publicKey);
}

/** Verifier key string of a witness. */
export function cosignerKey(name: string, publicKey: Uint8Array): string {
  return keyString(name, cosignature, publicKey);
}

/**
 * A verifier from its key string.
 * @throws RangeError when the string is malformed, its hash does not fit, or the algorithm is unknown.
 */
export function noteVerifier(vkey: string): NoteVerifier {
  const match = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(vkey.trim());
  const key = Buffer.from(match?.[3] ?? '', 'base64');
  const [name, kind, publicKey] = [match?.[1] ?? '', key[0], key.subarray(1)];
  if (!match || publicKey.length !== 32 || (kind !== ed25519 && kind !== cosignature)) throw new RangeError('not a verifier key of a known kind');
  const keyHash = keyHashOf(name, kind, publicKey);
  if (keyHash.toString('hex') !== match[2]) throw new RangeError('the verifier key does not fit its hash');
  const verify = (text: string, { bytes }: NoteSignature): boolean =>
    kind === ed25519
      ? verifySignature(Buffer.from(text), bytes, publicKey)
      : bytes.length === 72 && verifySignature(cosignedBytes(text, bytes.readBigUInt64BE()), bytes.subarray(8), publicKey);
  return { name, keyHash, verify };
}

/** Signs a text, which must end in a newline, with each signer. */
export function signNote(text: string, ...signers: readonly NoteSigner[]): string {
  return addSignatures(`${requireText(text)}\n`, ...signers.map((signer) => signer.sign(text)));
}

/** Adds signature lines to a signed note; its text and the lines before stay as they are. */
export function addSignatures(note: string, ...signatures: readonly NoteSignature[]): string {
  return note + signatures.map(({ name, keyHash, bytes }) => `${dash}${name} ${Buffer.concat([keyHash, bytes]).toString('base64')}\n`).join('');
}

/** Splits a signed note, or answers undefined when it is none; nothing is verified. */
export function parseNote(note: string): SignedNote | undefined {
  const split = note.lastIndexOf(separator);
  if (split < 0 || !note.endsWith('\n') || hasControls(note)) return undefined;
  const signatures: NoteSignature[] = [];
  for (const line of note.slice(split + separator.length, -1).split('\n')) {
    const match = /^\u2014 ([^+\s]+) ([A-Za-z0-9+/]+={0,2})$/.exec(line);
    const bytes = Buffer.from(match?.[2] ?? '', 'base64');
    if (!match || bytes.length < 5 || bytes.toString('base64') !== match[2]) return undefined;
    signatures.push({ name: match[1]!, keyHash: bytes.subarray(0, 4), bytes: bytes.subarray(4) });
  }
  return { text: note.slice(0, split + 1), signatures };
}

/**
 * The text of a note that the verifier's key signed, or undefined. Signatures by other keys are passed over, as the
 * format demands; a wrong one by this key is fatal even beside a right one.
 */
export function openNote(note: string, verifier: NoteVerifier): string | undefined {
  const parsed = parseNote(note);
  const own = parsed?.signatures.filter(({ name, keyHash }) => name === verifier.name && keyHash.equals(verifier.keyHash)) ?? [];
  return parsed && own.length > 0 && own.every((signature) => verifier.verify(parsed.text, signature)) ? parsed.text : undefined;
}

function keyHashOf(name: string, kind: number, publicKey: Uint8Array): Buffer {
  return sha256(Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(kind), publicKey])).subarray(0, 4);
}

function keyString(name: string, kind: number, publicKey: Uint8Array): string {
  if (!/^[^+\s]+$/.test(name)) throw new RangeError(`not a key name: ${JSON.stringify(name)}`);
  return `${name}+${keyHashOf(name, kind, publicKey).toString('hex')}+${Buffer.concat([Buffer.of(kind), publicKey]).toString('base64')}`;
}

function cosignedBytes(text: string, seconds: bigint): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`);
}

function requireText(text: string): string {
  if (!text.endsWith('\n') || hasControls(text)) throw new RangeError('a note ends in a newline and holds no other control character');
  return text;
}

function hasControls(text: string): boolean {
  return !text.isWellFormed() || [...text].some((character) => character < ' ' && character !== '\n');
}
